"""Putting somebody in office, by appointment or invitation, and ending it, through the pages."""

from copy import copy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from portal.accounts.accepting import accept_as_new
from portal.accounts.models import Invitation, User
from portal.centres import offices
from portal.centres.models import Appointment, Centre
from portal.centres.records import Stale
from portal.centres.status import close, reopen
from portal.mail.models import OutgoingMail
from tests.accounts.conftest import led_to

TYPED = {
    "email": "Jef.Wouters@example.be",
    "function": "director",
    "start": "2026-11-23",
    "end": "",
}
NEW = "/centres/123456/appointments/new/"


@pytest.fixture
def administrator(amina, centre, sign_in, time_machine):
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)
    return sign_in(amina)


def errors(response) -> list[str]:
    assert response.status_code == 200
    return sorted(response.context["form"].errors)


def test_a_new_director_is_mailed_an_invitation_and_has_no_account_before_it_is_accepted(administrator):
    people = User.objects.count()
    assert administrator.post(NEW, TYPED).status_code == 302
    assert [mail.address for mail in OutgoingMail.objects.all()] == ["jef.wouters@example.be"]
    assert (User.objects.count(), Appointment.objects.count()) == (people, 0)
    accept_as_new(invitation=Invitation.objects.get(), given_name="Jef", family_name="Wouters", password="x" * 20)
    jef = User.objects.get(email="jef.wouters@example.be")
    assert (jef.name, jef.role, OutgoingMail.objects.count()) == ("Jef Wouters", "centre", 1)
    assert [centre.name for centre in Centre.objects.all().visible_to(jef)] == ["CLW Vilvoorde"]


def test_whoever_has_an_account_keeps_it_and_gets_no_mail(administrator, els):
    assert administrator.post(NEW, TYPED | {"email": "ELS@example.be"}).status_code == 302
    els.refresh_from_db()
    assert (els.name, els.appointments.count(), OutgoingMail.objects.count()) == ("Els De Smet", 1, 0)
    again = administrator.post(NEW, TYPED | {"email": "els@example.be"})
    assert errors(again) == ["start"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"email": "gust@example.be"}, ["email"]),
        ({"email": "hilde@example.be"}, ["email"]),
        ({"email": "no address"}, ["email"]),
        ({"function": "forged"}, ["function"]),
        ({"start": ""}, ["start"]),
        ({"start": "2026-02-30"}, ["start"]),
        ({"end": "2026-11-22"}, ["__all__"]),
    ],
)
def test_what_is_wrong_is_told_and_leaves_nobody_behind(typed, wrong, administrator, gust, hilde):
    hilde.is_active = False
    hilde.save()
    people = User.objects.count()
    assert errors(administrator.post(NEW, TYPED | typed)) == wrong
    assert (User.objects.count(), Appointment.objects.count(), OutgoingMail.objects.count()) == (people, 0, 0)
    assert Invitation.objects.count() == 0


def ended(client, term, seen=None, **typed):
    """What comes of the form on ending a term, as it is read now or as it was (`seen`)."""
    typed["seen"] = offices.seen_of(term) if seen is None else seen
    return client.post(f"/centres/{term.centre.institution_number}/appointments/{term.pk}/end/", typed)


def test_a_term_that_changed_since_it_was_read_stays_as_it_is(administrator, els, centre):
    administrator.post(NEW, TYPED | {"email": els.email})
    term = Appointment.objects.get()
    read = offices.seen_of(term)
    assert ended(administrator, term, read, end="2031-06-30").status_code == 302
    for typed in ({"end": "2031-03-31"}, {"remove": "1"}):
        assert "intussen" in ended(administrator, term, read, **typed).text
    term.refresh_from_db()
    assert term.end == date(2031, 6, 30)


def test_a_term_that_was_taken_back_is_not_ended(els, centre, amina):
    term = offices.appoint(centre=centre, user=els, function="director", start=date(2026, 1, 1), end=None, actor=amina)
    seen = offices.seen_of(term)
    offices.withdraw_appointment(appointment=copy(term), seen=seen, actor=amina)
    for again in (
        lambda: offices.change_last_day(appointment=term, end=date(2026, 6, 30), seen=seen, actor=amina),
        lambda: offices.withdraw_appointment(appointment=term, seen=seen, actor=amina),
    ):
        with pytest.raises(Stale):
            again()
    assert list(Appointment.history.values_list("history_type", flat=True)) == ["-", "+"]


def test_ending_a_term(administrator, els, centre):
    appointment = Appointment.objects.create(user=els, centre=centre, function="director", start="2026-01-01")
    assert errors(ended(administrator, appointment, end="2025-12-31")) == ["end"]
    assert errors(ended(administrator, appointment, end="")) == ["end"]
    assert ended(administrator, appointment, end="2026-11-22").status_code == 302
    assert list(Centre.objects.all().visible_to(els)) == []


def test_taking_back_an_appointment_that_was_a_mistake(administrator, els):
    administrator.post(NEW, TYPED | {"email": els.email})
    appointment = Appointment.objects.get()
    assert ended(administrator, appointment, remove="1", end="").status_code == 302
    assert (Appointment.objects.count(), list(Centre.objects.all().visible_to(appointment.user))) == (0, [])


@pytest.mark.parametrize("end", ["", "soon", "1900-01-01"])
def test_taking_back_needs_no_day_whatever_stands_there(end, administrator, els, centre):
    term = term_of(els, centre, date(2026, 1, 1))
    assert ended(administrator, term, remove="1", end=end).status_code == 302
    assert Appointment.objects.count() == 0


def term_of(user, centre, start, end=None, function="director"):
    return Appointment.objects.create(user=user, centre=centre, function=function, start=start, end=end)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2026-11-23", "", ["start"]),
        ("2020-01-01", "2026-01-01", ["start"]),
        ("2026-03-01", "2026-04-01", ["start"]),
        ("2026-06-30", "", ["start"]),
        ("2020-01-01", "2025-12-31", []),
        ("2026-07-01", "", []),
    ],
)
def test_nobody_holds_one_function_twice_on_a_day(start, end, wrong, administrator, els, centre, other_centre, hilde):
    ends = None if start == "2026-11-23" else date(2026, 6, 30)
    term_of(els, centre, date(2026, 1, 1), ends)
    term_of(els, other_centre, date(2020, 1, 1))  # of these nothing stands in the way
    term_of(els, centre, date(2020, 1, 1), function="board")
    term_of(hilde, centre, date(2020, 1, 1))
    response = administrator.post(NEW, TYPED | {"email": "els@example.be", "start": start, "end": end})
    assert (errors(response) if wrong else response.status_code) == (wrong or 302)
    if wrong:
        assert date_format(date(2026, 1, 1), "SHORT_DATE_FORMAT") in response.context["form"].errors["start"][0]
    assert Appointment.objects.filter(user=els, centre=centre, function="director").count() == 2 - len(wrong)


def test_a_term_is_not_made_longer_over_the_next_one(administrator, els, centre):
    earlier = term_of(els, centre, date(2026, 1, 1), date(2026, 3, 31))
    term_of(els, centre, date(2026, 6, 1))
    refused = ended(administrator, earlier, end="2026-06-01")
    assert (errors(refused), refused.context["appointment"].end) == (["end"], date(2026, 3, 31))
    assert ended(administrator, earlier, end="2026-05-31").status_code == 302


def test_terms_that_overlap_from_before_can_be_made_shorter(administrator, els, centre):
    earlier = term_of(els, centre, date(2026, 1, 1))
    term_of(els, centre, date(2026, 6, 1))
    for day in ("2026-08-31", "2026-05-31"):
        assert ended(administrator, earlier, end=day).status_code == 302
    earlier.refresh_from_db()
    assert earlier.end == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("status", "notice"), [("active", ""), ("closed", "This centre is closed."), ("merged", "merged into CDO Genk")]
)
def test_the_form_says_that_a_centre_is_closed_or_merged(status, notice, administrator, centre, other_centre, els):
    into = other_centre if status == "merged" else None
    ends_on = None if status == "active" else date(2026, 8, 31)
    Centre.objects.filter(pk=centre.pk).update(status=status, merged_into=into, ends_on=ends_on)
    page = administrator.get(NEW, headers={"accept-language": "en"})
    assert (notice in page.context["notice"], notice in page.text) == (True, True)
    assert ("31 August 2026" in page.context["notice"]) == (status != "active")
    assert bool(page.context["notice"]) == (status != "active")


@pytest.mark.parametrize("status", ["closed", "merged"])
@pytest.mark.parametrize(
    ("ends_on", "start", "wrong"),
    [
        ("2026-08-31", "2026-09-01", ["start"]),
        ("2026-08-31", "2026-11-23", ["start"]),
        ("2026-08-31", "2026-08-31", []),  # its last day counts: what was forgotten is still written down
        (None, "2020-09-01", ["start"]),  # an administrator emptied the date: nothing says that it was still open
    ],
)
def test_no_term_begins_after_a_centre_closed_or_merged(
    status, ends_on, start, wrong, administrator, amina, centre, other_centre, els
):
    into = other_centre if status == "merged" else None
    Centre.objects.filter(pk=centre.pk).update(status=status, merged_into=into, ends_on=ends_on)
    given = {"centre": centre, "user": els, "function": "board", "start": date.fromisoformat(start), "end": None}
    if wrong:
        with pytest.raises(ValidationError) as refused:  # whatever the form
            offices.appoint(actor=amina, **given)
        assert list(refused.value.error_dict) == wrong
    answer = administrator.post(NEW, TYPED | {"email": els.email, "start": start})
    assert (errors(answer) if wrong else answer.status_code) == (wrong or 302)
    assert (Appointment.objects.count(), Invitation.objects.count()) == (1 - len(wrong), 0)


def test_a_centre_that_is_reopened_takes_people_in(administrator, centre, amina, els):
    close(centre=centre, day=date(2026, 8, 31), reason="x", end_terms=True, seen=0, actor=amina)
    assert errors(administrator.post(NEW, TYPED | {"email": els.email})) == ["start"]
    reopen(centre=centre, reason="x", seen=1, actor=amina)
    assert administrator.post(NEW, TYPED | {"email": els.email}).status_code == 302


def test_a_refusal_leads_administrators_to_the_person_or_the_invitation(administrator, centre, els, gust):
    administrator.post(NEW, TYPED)
    found = Invitation.objects.get()
    assert led_to(administrator.post(NEW, TYPED)) == [f"/centres/123456/#invitation-{found.pk}"]
    assert f'id="invitation-{found.pk}"' in administrator.get("/centres/123456/").text
    term = term_of(els, centre, date(2026, 1, 1))
    for user in (els, gust):
        assert led_to(administrator.post(NEW, TYPED | {"email": user.email})) == [f"/people/{user.pk}/"]
    assert led_to(ended(administrator, term, end="2025-01-01")) == []
