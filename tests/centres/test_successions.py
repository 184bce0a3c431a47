"""What an intruder tried with the hand-over of an office: each of it is refused, with the reason."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.accepting import NoLongerOpen, accept_as, accept_as_new
from portal.accounts.inviting import issue, send_anew, withdraw
from portal.accounts.models import Invitation, User
from portal.centres.handing_over import hand_over
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import put_in_office
from portal.centres.models import Appointment, Centre
from portal.centres.offices import change_last_day, seen_of, withdraw_appointment
from portal.centres.putting_back import put_back
from portal.centres.status import close
from portal.mail.models import OutgoingMail
from tests.centres.conftest import JEF
from tests.conftest import TODAY

LAST = TODAY + timedelta(days=7)
pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def later(time_machine):
    """A function that lets time go by."""

    def later(**time):
        time_machine.move_to(timezone.now() + timedelta(**time), tick=False)

    return later


def hands_over(term, actor, **given):
    asked = {"last_day": LAST, "email": "jef@example.be", "start": None, "seen": seen_of(term)}
    return hand_over(appointment=term, actor=actor, **asked | given)


def as_before(found: CentreInvitation) -> None:
    """Open again, as if nothing had withdrawn it: what is checked on accepting stands on its own."""
    Invitation.objects.filter(pk=found.invitation_id).update(withdrawn_at=None)
    found.invitation.refresh_from_db()


def refused(action) -> type[Exception]:
    with pytest.raises((PermissionDenied, ValidationError)) as why:
        action()
    return why.type


def refusal(action) -> str:
    """The reason why it isn't allowed."""
    with pytest.raises(PermissionDenied) as why:
        action()
    return str(why.value)


def refused_fields(action) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        action()
    return list(getattr(refused.value, "error_dict", {"__all__": []}))


def test_ending_the_term_otherwise_withdraws_the_succession(term, els, amina):
    found = hands_over(term, els)
    change_last_day(appointment=term, seen=seen_of(term), end=LAST, actor=amina)  # as agreed
    assert list(CentreInvitation.objects.unanswered()) == [found]
    change_last_day(appointment=term, seen=seen_of(term), end=TODAY, actor=amina)
    assert list(CentreInvitation.objects.unanswered()) == []
    as_before(found)
    with pytest.raises(ValidationError):
        accept_as_new(invitation=found.invitation, **JEF)
    assert (User.objects.filter(email="jef@example.be").count(), Appointment.objects.count()) == (0, 1)


def test_taking_the_appointment_back_withdraws_the_succession(term, els, amina):
    found = hands_over(term, els)
    withdraw_appointment(appointment=term, seen=seen_of(term), actor=amina)
    assert list(CentreInvitation.objects.unanswered()) == []
    as_before(found)
    with pytest.raises(ValidationError):
        accept_as_new(invitation=found.invitation, **JEF)
    assert Appointment.objects.count() == 0


def test_a_succession_goes_on_after_the_last_day_as_agreed(term, els, later):
    found = hands_over(term, els)
    later(days=10)
    accept_as_new(invitation=found.invitation, **JEF)
    assert Appointment.objects.filter(user__email="jef@example.be").count() == 1


@pytest.mark.parametrize("address", ["elſ@example.be", "els@example.be", " ELS@example.be "])
def test_nobody_hands_over_to_themselves_in_any_spelling(address, term, els):
    assert refused_fields(lambda: hands_over(term, els, email=address)) == ["email"]
    assert Invitation.objects.count() == 0


def test_nobody_succeeds_themselves(term, els):
    found = hands_over(term, els)
    Invitation.objects.update(email=els.email)
    found.invitation.refresh_from_db()
    with pytest.raises(ValidationError):
        accept_as(invitation=found.invitation, user=els)
    assert Appointment.objects.count() == 1


def test_a_limited_term_is_passed_on_until_its_end(term, els, amina):
    end = TODAY + timedelta(days=60)
    change_last_day(appointment=term, seen=seen_of(term), end=end, actor=amina)
    first = hands_over(term, els)
    assert (first.start, first.end) == (LAST + timedelta(days=1), end)
    withdraw(invitation=first.invitation, actor=els)
    again = hands_over(term, els, email="piet@example.be")
    assert again.end == end
    withdraw(invitation=again.invitation, actor=els)
    assert refused_fields(lambda: hands_over(term, els, start=end + timedelta(days=1))) == ["start"]
    assert hands_over(term, amina, last_day=end).end is None  # administrators decide freely


def test_nothing_is_left_to_pass_on_at_the_end_of_a_limited_term(term, els, amina):
    change_last_day(appointment=term, seen=seen_of(term), end=LAST, actor=amina)
    assert refused_fields(lambda: hands_over(term, els)) == ["last_day"]


def test_after_an_accepted_succession_nobody_else_is_invited(term, els, amina, later):
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    later(minutes=2)
    for actor in (els, amina):
        assert "Jef Wouters" in refusal(lambda actor=actor: hands_over(term, actor, email="piet@example.be"))
    assert CentreInvitation.objects.count() == 1


def test_what_expired_is_withdrawn_before_another_is_invited(term, els, later, settings):
    first = hands_over(term, els, last_day=TODAY + timedelta(days=40))
    later(days=settings.INVITATION_DAYS + 1)
    other = {"last_day": TODAY + timedelta(days=40), "email": "piet@example.be"}
    assert "jef@example.be" in refusal(lambda: hands_over(term, els, **other))
    withdraw(invitation=first.invitation, actor=els)
    hands_over(term, els, **other)
    assert CentreInvitation.objects.unanswered().count() == 1


def test_of_two_successions_of_one_office_none_is_sent_anew_or_accepted(term, els, amina, later):
    first = hands_over(term, els)
    withdraw(invitation=first.invitation, actor=els)
    second = hands_over(term, els, email="piet@example.be")
    as_before(first)
    later(minutes=2)
    with pytest.raises(ValidationError):
        send_anew(invitation=first.invitation, actor=els)
    with pytest.raises(ValidationError):
        accept_as_new(invitation=first.invitation, **JEF)
    withdraw(invitation=first.invitation, actor=els)
    send_anew(invitation=second.invitation, actor=els)


def test_what_an_administrator_handed_over_the_director_does_not_hand_over_once_more(term, els, amina, farid):
    hands_over(term, amina, email=farid.email)
    assert "Farid Benali" in refusal(lambda: hands_over(term, els))
    assert CentreInvitation.objects.count() == 0


def test_whom_an_administrator_invited_as_successor_the_director_does_not_learn(term, els, amina, sign_in):
    hands_over(term, amina, email="piet@example.be")
    assert "piet" not in refusal(lambda: hands_over(term, els))
    for page in ("/", "/centres/123456/", f"/centres/123456/appointments/{term.pk}/hand-over/"):
        assert "piet" not in sign_in(els).get(page).text


@pytest.mark.parametrize("minutes", [0, 10])
def test_whether_an_address_is_invited_by_somebody_else_makes_no_difference(minutes, term, els, amina, later, sign_in):
    """The mail alone tells it, to whom it is sent."""
    put_in_office(centre=term.centre, email="jef@example.be", function="director", start=TODAY, end=None, actor=amina)
    later(minutes=minutes)
    client, told = sign_in(els), []
    for email in ("jef@example.be", "new@example.be"):
        typed = {"seen": seen_of(term), "last_day": LAST.isoformat(), "email": email, "start": ""}
        answer = client.post(f"/centres/123456/appointments/{term.pk}/hand-over/", typed)
        pages = [client.get(page).text.replace(email, "…") for page in ("/", "/centres/123456/")]
        found = CentreInvitation.objects.get(hands_over=term, invitation__withdrawn_at=None)
        number = re.compile(rf"/invitations/{found.invitation_id}/|invitation-{found.invitation_id}\b")
        pages = [re.sub('name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page) for page in pages]
        told.append((answer.status_code, [number.sub("…", page) for page in pages]))
        withdraw(invitation=found.invitation, actor=els)
    assert told[0] == told[1]
    assert [mail.address for mail in OutgoingMail.objects.order_by("pk")] == ["jef@example.be"] * 2 + ["new@example.be"]


def test_of_two_invitations_to_one_office_one_is_accepted(term, els, amina):
    both = [
        put_in_office(
            centre=term.centre, email="jef@example.be", function="director", start=TODAY, end=None, actor=amina
        ),
        hands_over(term, els),
    ]
    accept_as_new(invitation=both[1].invitation, **JEF)
    with pytest.raises(ValidationError):
        accept_as(invitation=both[0].invitation, user=User.objects.get(email="jef@example.be"))
    assert Appointment.objects.filter(user__email="jef@example.be").count() == 1


def test_a_successor_whose_appointment_was_taken_back_is_no_successor(term, els, amina, later):
    """As an administrator does where the wrong person accepted."""
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    wrong = Appointment.objects.get(user__email="jef@example.be")
    withdraw_appointment(appointment=wrong, seen=seen_of(wrong), actor=amina)
    later(minutes=2)
    again = hands_over(term, els, email="piet@example.be")
    assert again.end is None
    accept_as_new(invitation=again.invitation, **JEF)
    assert Appointment.objects.get(user__email="piet@example.be").succeeds == term


def test_an_end_that_an_administrator_set_after_a_withdrawn_hand_over_is_the_end(term, els, amina, later):
    """Be it the very day of that hand-over."""
    withdraw(invitation=hands_over(term, els).invitation, actor=els)
    change_last_day(appointment=term, seen=seen_of(term), end=LAST, actor=amina)
    later(minutes=2)
    assert refused_fields(lambda: hands_over(term, els)) == ["last_day"]
    assert hands_over(term, els, last_day=TODAY).end == LAST


@pytest.mark.parametrize("accepted", [True, False])
def test_an_end_that_an_administrator_set_to_the_day_of_an_open_hand_over_is_the_end(accepted, term, els, amina, later):
    """As where the form is saved with the day that it was filled in with."""
    found = hands_over(term, els).invitation
    if accepted:
        accept_as_new(invitation=found, **JEF)
    change_last_day(appointment=term, seen=seen_of(term), end=LAST, actor=amina)
    if accepted:
        theirs = Appointment.objects.get(user__email="jef@example.be")
        withdraw_appointment(appointment=theirs, seen=seen_of(theirs), actor=amina)
    else:
        withdraw(invitation=found, actor=els)
    later(minutes=2)
    assert refused_fields(lambda: hands_over(term, els)) == ["last_day"]
    assert hands_over(term, els, last_day=TODAY).end == LAST


def test_an_administrators_own_hand_over_on_the_day_of_one_before_sets_the_end(term, els, amina, farid, later):
    withdraw(invitation=hands_over(term, els).invitation, actor=els)
    theirs = hands_over(term, amina, email=farid.email)
    withdraw_appointment(appointment=theirs, seen=seen_of(theirs), actor=amina)
    later(minutes=2)
    assert hands_over(term, els, last_day=TODAY).end == LAST


def test_a_closing_that_is_put_back_sets_no_end(term, els, amina, later):
    withdraw(invitation=hands_over(term, els).invitation, actor=els)
    close(centre=term.centre, day=TODAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    put_back(centre=term.centre, key=f"centre-{term.centre.history.latest().pk}", actor=amina)
    later(minutes=2)
    assert hands_over(term, els, last_day=TODAY).end is None


@pytest.mark.parametrize("withdrawn", [True, False])
def test_what_an_administrator_set_as_the_end_is_the_end(withdrawn, term, els, amina):
    """The own hand-over is no way back to more."""
    found = hands_over(term, amina)
    if withdrawn:
        withdraw(invitation=found.invitation, actor=amina)
    assert refused(lambda: hands_over(term, els)) is (ValidationError if withdrawn else PermissionDenied)
    if withdrawn:
        assert hands_over(term, els, last_day=TODAY).end == LAST


def test_days_too_far_ahead_are_told_at_their_field(term, els, amina, sign_in):
    address = f"/centres/123456/appointments/{term.pk}/hand-over/"
    typed = {"seen": seen_of(term), "email": "jef@example.be", "last_day": LAST.isoformat(), "start": ""}
    new = {"email": "jef@example.be", "function": "board", "start": "2026-11-23", "end": ""}
    end = f"/centres/123456/appointments/{term.pk}/end/"
    add = "/centres/123456/appointments/new/"
    for user, where, sent, field in (
        (els, address, typed | {"last_day": "9999-12-31"}, "last_day"),
        (els, address, typed | {"start": "9999-12-31"}, "start"),
        (amina, address, typed | {"last_day": "9999-12-31"}, "last_day"),
        (amina, add, new | {"start": "9999-12-31"}, "start"),
        (amina, add, new | {"end": "9999-12-31"}, "end"),
        (amina, end, {"end": "9999-12-31", "seen": seen_of(term)}, "end"),
        (amina, add, new | {"start": "0001-01-01"}, "start"),
    ):
        page = sign_in(user).post(where, sent)
        assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert Invitation.objects.count() == 0


def test_a_number_too_long_for_a_row_is_nobodys(term, els, amina, sign_in):
    for user in (els, amina):
        client = sign_in(user)
        for where in ("withdraw", "anew"):
            assert client.post(f"/centres/123456/invitations/{'9' * 25}/{where}/").status_code == 404
        assert client.get(f"/centres/123456/appointments/{'9' * 25}/hand-over/").status_code == 404


def test_a_director_mails_a_few_a_day_and_no_address_twice_in_a_minute(term, els, amina, later):
    withdraw(invitation=hands_over(term, els).invitation, actor=els)
    assert refused_fields(lambda: hands_over(term, els)) == ["email"]
    for _turn in range(4):
        later(minutes=2)
        withdraw(invitation=hands_over(term, els).invitation, actor=els)
    later(minutes=2)
    assert refused_fields(lambda: hands_over(term, els, email="piet@example.be")) == ["email"]
    assert OutgoingMail.objects.count() == 5
    later(days=1)
    hands_over(term, els, email="piet@example.be")


def test_sending_anew_counts(term, els, amina, later):
    found = hands_over(term, els)
    for _turn in range(4):
        later(minutes=2)
        send_anew(invitation=found.invitation, actor=els)
    later(minutes=2)
    with pytest.raises(ValidationError):
        send_anew(invitation=found.invitation, actor=els)
    send_anew(invitation=found.invitation, actor=amina)
    assert OutgoingMail.objects.count() == 6


@pytest.mark.parametrize("status", ["closed", "merged"])
def test_no_office_of_a_closed_centre_is_handed_over(status, term, els, amina, other_centre):
    into = other_centre if status == "merged" else None
    Centre.objects.filter(pk=term.centre_id).update(status=status, ends_on=TODAY, merged_into=into)
    for actor in (els, amina):
        with pytest.raises(PermissionDenied):
            hands_over(term, actor)


def test_a_director_who_is_closed_no_longer_vouches(term, els):
    found = hands_over(term, els)
    User.objects.filter(pk=els.pk).update(is_active=False)
    with pytest.raises(NoLongerOpen):
        accept_as_new(invitation=found.invitation, **JEF)


def test_whoever_sent_it_and_hands_nothing_over_does_not_see_it(term, els, centre):
    """As where an administrator sent it who became a director since."""
    sent = issue(email="jef@example.be", role="centre", actor=els)
    CentreInvitation.objects.create(invitation=sent, centre=centre, function="director", start=TODAY)
    assert list(CentreInvitation.objects.shown_to(els)) == []
    with pytest.raises(ValidationError):
        accept_as_new(invitation=sent, **JEF)


def test_a_succession_says_which_last_day_was_agreed(term, els):
    found = hands_over(term, els)
    with pytest.raises(IntegrityError), transaction.atomic():
        CentreInvitation.objects.filter(pk=found.pk).update(last_day=None)
