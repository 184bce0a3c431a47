"""Changing the last day of a term: shorter, longer, of what is over, and to none; access follows at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.accepting import NoLongerOpen, accept_as_new
from portal.accounts.enums import Role
from portal.accounts.inviting import issue, withdraw
from portal.accounts.models import User
from portal.accounts.standing import change_role, deactivate
from portal.centres.handing_over import hand_over
from portal.centres.history import history_of
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre, CentreUserObjectPermission
from portal.centres.offices import change_last_day, seen_of, withdraw_appointment
from portal.centres.status import close
from tests.accounts.test_views import led_to
from tests.centres.conftest import JEF
from tests.conftest import TODAY

PAST, SOON = TODAY - timedelta(days=90), TODAY + timedelta(days=7)
ENGLISH = {"accept-language": "en"}
pytestmark = pytest.mark.usefixtures("on_the_day")


def ends(term: Appointment, end: date | None, actor) -> None:
    change_last_day(appointment=term, end=end, seen=seen_of(term), actor=actor)


def page_of(term: Appointment) -> str:
    return f"/centres/123456/appointments/{term.pk}/end/"


def posted(client, term: Appointment, end: str):
    return client.post(page_of(term), {"end": end, "seen": seen_of(term)}, headers=ENGLISH)


def sees(user) -> list[str]:
    return [centre.name for centre in Centre.objects.visible_to(user)]


def hands_over(term: Appointment, actor, email: str = "jef@example.be"):
    given = {"last_day": SOON, "email": email, "start": None, "seen": seen_of(term)}
    return hand_over(appointment=term, actor=actor, **given)


@pytest.mark.parametrize("end", ["", SOON.isoformat(), TODAY.isoformat()])
def test_a_term_that_is_over_goes_on(end, term, els, amina, sign_in, time_machine):
    ends(term, PAST, amina)
    time_machine.shift(60)  # what comes later is told first
    assert (sees(els), CentreUserObjectPermission.objects.count()) == ([], 0)
    assert posted(sign_in(amina), term, end).status_code == 302
    assert (sees(els), CentreUserObjectPermission.objects.count()) == (["CLW Vilvoorde"], 1)
    assert list(Centre.objects.matching("de smet").values_list("name", flat=True)) == ["CLW Vilvoorde"]
    newest = history_of(term.centre).rows[0]
    assert (newest.actor, newest.fields[0].new == "–") == (amina, end == "")


def test_a_term_becomes_shorter_and_access_ends_at_once(term, els, amina, sign_in):
    ends(term, SOON, amina)
    assert posted(sign_in(amina), term, PAST.isoformat()).status_code == 302
    assert (sees(els), CentreUserObjectPermission.objects.count()) == ([], 0)


def test_the_button_and_the_page_say_what_they_do(term, els, amina, sign_in):
    client = sign_in(amina)

    def read() -> list[bool]:
        """On the page of the centre, and on its own."""
        pages = client.get("/centres/123456/", headers=ENGLISH).text, client.get(page_of(term), headers=ENGLISH).text
        return [words in page for page in pages for words in ("End the term<", "End a term of office", "the last day")]

    assert read() == [True, False, False, False, True, False]
    for end in (SOON, PAST):
        ends(term, end, amina)
        assert read() == [False, False, True, False, False, True]
    assert page_of(term) not in sign_in(els).get("/centres/123456/").text


def test_a_term_without_a_last_day_asks_for_one(term, amina, sign_in):
    client = sign_in(amina)
    assert list(posted(client, term, "").context["form"].errors) == ["end"]
    ends(term, SOON, amina)
    assert client.get(page_of(term)).context["form"]["end"].value() == SOON
    assert "until further notice" in posted(client, term, "").wsgi_request._messages._queued_messages[0].message
    term.refresh_from_db()
    assert term.end is None


def test_it_does_not_reach_into_another_term_of_the_same_person(term, els, amina, centre, sign_in):
    ends(term, PAST, amina)
    Appointment.objects.create(user=els, centre=centre, function="director", start=TODAY)
    for end in ("", TODAY.isoformat()):
        refused = posted(sign_in(amina), term, end)
        assert (list(refused.context["form"].errors), led_to(refused)) == (["end"], [f"/people/{els.pk}/"])
    ends(term, TODAY - timedelta(days=1), amina)


def test_it_does_not_reach_into_the_term_of_the_successor(term, els, amina, farid, sign_in):
    theirs, client = hands_over(term, amina, farid.email), sign_in(amina)
    assert client.get(page_of(term), headers=ENGLISH).context["notice"] == (
        "Farid Benali succeeds from 1 December 2026 on: the last day lies before it."
    )
    for end in ("", (SOON + timedelta(days=1)).isoformat()):
        refused = posted(client, term, end)
        assert "Farid Benali succeeds from 1 December 2026 on." in refused.context["form"].errors["end"][0]
        assert led_to(refused) == [f"/people/{farid.pk}/"]
    ends(term, TODAY, amina)
    ends(term, SOON, amina)  # up to the day before
    withdraw_appointment(appointment=theirs, seen=seen_of(theirs), actor=amina)
    ends(term, None, amina)
    assert sees(els) == ["CLW Vilvoorde"]


def test_who_is_invited_to_succeed_is_told_and_no_longer_is(term, els, amina, sign_in):
    found, client = hands_over(term, els), sign_in(amina)
    told = "jef@example.be is invited to succeed from 1 December 2026 on: another last day withdraws that invitation."
    assert client.get(page_of(term), headers=ENGLISH).context["notice"] == told
    assert posted(client, term, "").status_code == 302
    assert list(CentreInvitation.objects.unanswered()) == []
    found.invitation.refresh_from_db()
    with pytest.raises(NoLongerOpen):
        accept_as_new(invitation=found.invitation, **JEF)
    assert client.get(page_of(term)).context["notice"] == ""


def test_after_it_the_director_passes_on_what_the_administrator_gave(term, els, amina, time_machine):
    withdraw(invitation=hands_over(term, els).invitation, actor=els)
    later = SOON + timedelta(days=60)
    ends(term, later, amina)
    time_machine.move_to("2026-11-23T10:05:00Z", tick=False)
    found = hands_over(term, els)
    assert found.end == later
    ends(term, None, amina)
    time_machine.move_to("2026-11-23T10:10:00Z", tick=False)
    assert hands_over(term, els).end is None


@pytest.mark.parametrize("why", ["closed", "inspectorate"])
def test_nobody_comes_back_into_office_who_can_not_be_in_one(why, term, els, amina, sign_in):
    ends(term, PAST, amina)
    if why == "closed":
        deactivate(person=els, actor=amina)
    else:
        change_role(person=els, role=Role.INSPECTOR, actor=amina)
    for end in ("", TODAY.isoformat()):
        assert led_to(posted(sign_in(amina), term, end)) == [f"/people/{els.pk}/"]
    ends(term, TODAY - timedelta(days=1), amina)  # a slip in what is over can be mended
    assert not User.objects.filter(pk=els.pk, appointments__end=None).exists()


def test_at_a_closed_centre_a_term_goes_on_where_an_administrator_wants_so(term, els, amina, centre, sign_in):
    close(centre=centre, day=PAST, reason="stopt", end_terms=True, seen=0, actor=amina)
    client = sign_in(amina)
    assert client.get(page_of(term), headers=ENGLISH).context["notice"] == "This centre is closed."
    assert posted(client, term, "").status_code == 302
    assert sees(els) == ["CLW Vilvoorde"]


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_takes_as_many_queries_for_many_invitations(
    number, term, amina, centre, sign_in, django_assert_num_queries
):
    days = {"function": "director", "start": TODAY, "last_day": TODAY, "hands_over": term}
    for place in range(number):
        sent = issue(email=f"d{place}@example.be", role="centre", actor=amina)
        CentreInvitation.objects.create(invitation=sent, centre=centre, **days)
    client = sign_in(amina)
    with django_assert_num_queries(6):  # session, person, centre, term with its successions, what was seen
        client.get(page_of(term))


def test_only_administrators(term, els, amina):
    ends(term, SOON, amina)
    with pytest.raises(PermissionDenied):
        ends(term, None, els)


@pytest.mark.parametrize(("who", "leads"), [("amina", True), ("els", False)])
def test_who_withdraws_a_succession_reads_that_the_last_day_stays(who, leads, term, els, request, sign_in):
    found = hands_over(term, els)
    address = f"/centres/123456/invitations/{found.invitation_id}/withdraw/"
    page = sign_in(request.getfixturevalue(who)).get(address, headers=ENGLISH)
    assert ("stays 30 November 2026." in page.context["notice"], page_of(term) in page.text) == (True, leads)


def test_who_withdraws_another_invitation_reads_nothing_of_it(term, amina, sign_in):
    typed = {"email": "jef@example.be", "function": "board", "start": TODAY.isoformat(), "end": ""}
    client = sign_in(amina)
    client.post("/centres/123456/appointments/new/", typed)
    found = CentreInvitation.objects.get()
    assert "notice" not in client.get(f"/centres/123456/invitations/{found.invitation_id}/withdraw/").context


def test_a_form_that_was_cut_short_empties_no_last_day(term, amina, sign_in):
    ends(term, SOON, amina)
    answer = sign_in(amina).post(page_of(term), {"seen": seen_of(term)})
    term.refresh_from_db()
    assert (sorted(answer.context["form"].errors), term.end) == (["end"], SOON)
