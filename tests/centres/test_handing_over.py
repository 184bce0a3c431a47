"""Handing an office over: one step, by an administrator or by the director whose office it is."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.accepting import accept_as, accept_as_new
from portal.accounts.inviting import issue, withdraw
from portal.accounts.models import Invitation, User
from portal.centres.handing_over import hand_over, refusal_to_hand_over
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.offices import appoint, change_last_day, seen_of
from portal.centres.records import Stale
from portal.mail.models import OutgoingMail
from tests.centres.conftest import JEF
from tests.conftest import TODAY

LAST = TODAY + timedelta(days=7)
HAND_OVER = "/hand-over/"
pytestmark = pytest.mark.usefixtures("on_the_day")


def hands_over(term, actor, **given):
    asked = {"last_day": LAST, "email": "jef@example.be", "start": None, "seen": seen_of(term)}
    return hand_over(appointment=term, actor=actor, **asked | given)


def sees(user) -> list[str]:
    return [centre.name for centre in Centre.objects.visible_to(user)]


def test_a_director_hands_over_and_loses_sight_of_the_centre_on_the_day(term, els, time_machine):
    found = hands_over(term, els)
    term.refresh_from_db()
    assert (term.end, found.start, found.end, found.hands_over) == (LAST, LAST + timedelta(days=1), None, term)
    accept_as_new(invitation=found.invitation, **JEF)
    jef = User.objects.get(email="jef@example.be")
    assert [mail.address for mail in OutgoingMail.objects.all()] == ["jef@example.be"]
    time_machine.move_to("2026-11-30T22:59:00Z", tick=False)  # its last minute in Brussels
    assert (sees(els), sees(jef)) == (["CLW Vilvoorde"], [])
    time_machine.move_to("2026-11-30T23:00:00Z", tick=False)
    assert (sees(els), sees(jef)) == ([], ["CLW Vilvoorde"])


def test_an_administrator_appoints_a_successor_who_has_an_account(term, amina, farid):
    found = hands_over(term, amina, email="FARID@example.be")
    assert isinstance(found, Appointment)
    assert (found.user, found.start, OutgoingMail.objects.count()) == (farid, LAST + timedelta(days=1), 0)


def test_a_director_invites_whoever_it_is_and_learns_nothing_about_accounts(term, els, farid, gust, sign_in):
    client, answers = sign_in(els), []
    for email in (farid.email, gust.email, "nobody@example.be"):
        address = f"/centres/123456/appointments/{term.pk}/hand-over/"
        typed = {"seen": seen_of(term), "last_day": LAST.isoformat(), "email": email, "start": ""}
        answers.append((client.post(address, typed).status_code, client.get("/").text.count(email)))
        withdraw(invitation=Invitation.objects.unanswered().get(), actor=els)
    assert answers == [(302, 2)] * 3  # in the answer, and in what stands there from then on
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "told"),
    [("els", "Your last day in office is 30 November 2026."), ("amina", "The last day in office of who hands over is")],
)
def test_the_answer_names_whose_last_day_it_is(who, told, term, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    typed = {"seen": seen_of(term), "last_day": LAST.isoformat(), "email": "jef@example.be", "start": ""}
    page = client.post(f"/centres/123456/appointments/{term.pk}/hand-over/", typed, follow=True)
    (message,) = page.context["messages"]
    assert told in str(message)


def news(client) -> list[str]:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get("/").context["news"]


def test_the_start_page_tells_who_is_invited_and_until_when(term, els, sign_in, time_machine):
    client, found = sign_in(els), hands_over(term, els, last_day=TODAY + timedelta(days=40))
    (line,) = news(client)
    assert line.endswith(" jef@example.be is invited as your successor; the invitation is open until 7 December 2026.")
    assert client.get("/centres/123456/").context["news"] == [line]
    time_machine.move_to("2026-12-07T11:00:00Z", tick=False)
    (line,) = news(sign_in(els))
    assert "The invitation of jef@example.be as your successor was open until 7 December 2026." in line
    withdraw(invitation=found.invitation, actor=els)
    assert "jef@example.be" not in " ".join(news(client))


def test_who_accepted_is_no_longer_told_as_invited(term, els, sign_in):
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    (line,) = news(sign_in(els))
    assert ("Jef Wouters succeeds you" in line, "jef@example.be" in line) == (True, False)


@pytest.mark.parametrize("number", [1, 50])
def test_the_start_page_takes_as_many_queries_for_one_and_for_fifty_hand_overs(
    number, els, amina, centre, sign_in, django_assert_num_queries
):
    for place in range(number):
        given = {"name": f"CDO {place}", "network": "other", "board": centre.board}
        another = Centre.objects.create(institution_number=f"{20000 + place}", **given)
        term = appoint(centre=another, user=els, function="director", start=TODAY, end=None, actor=amina)
        asked = {"invited_by": els, "sent_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=14)}
        invitation = Invitation.objects.create(email=f"jef{place}@example.be", role="centre", **asked)
        CentreInvitation.objects.create(
            invitation=invitation, centre=another, function="director", start=LAST, hands_over=term, last_day=TODAY
        )
    Appointment.objects.update(end=TODAY)
    client = sign_in(els)
    with django_assert_num_queries(8):
        assert len([line for line in client.get("/").context["news"] if "@example.be" in line]) == number


def test_an_inspector_who_is_invited_as_successor_can_not_accept(term, els, gust):
    found = hands_over(term, els, email=gust.email)
    with pytest.raises(ValidationError):
        accept_as(invitation=found.invitation, user=gust)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"start": LAST}, "start"),
        ({"email": "ELS@example.be"}, "email"),
        ({"email": "no address"}, "email"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(given, field, term, els):
    with pytest.raises(ValidationError) as refused:
        hands_over(term, els, **given)
    assert list(refused.value.error_dict) == [field]
    term.refresh_from_db()
    assert (term.end, Invitation.objects.count()) == (None, 0)


def test_nobody_extends_the_own_term_by_handing_over(term, els, amina, sign_in):
    for end, refusal in ((TODAY + timedelta(days=1), ValidationError), (TODAY, PermissionDenied)):
        change_last_day(appointment=term, seen=seen_of(term), end=end, actor=amina)
        with pytest.raises(refusal):
            hands_over(term, els)
    assert HAND_OVER not in sign_in(els).get("/centres/123456/").text  # whatever the day, it would be refused
    hands_over(term, amina)


def test_of_two_hand_overs_the_second_is_refused(term, els, amina):
    seen = seen_of(term)
    hands_over(term, els)
    with pytest.raises(Stale):
        hands_over(term, amina, seen=seen, email="piet@example.be")
    with pytest.raises(PermissionDenied):
        hands_over(term, els, email="piet@example.be")
    assert CentreInvitation.objects.count() == 1


def test_after_a_slip_in_the_address_the_director_withdraws_and_invites_again(term, els):
    found = hands_over(term, els, email="jfe@example.be")
    withdraw(invitation=found.invitation, actor=els)
    assert hands_over(term, els).invitation.email == "jef@example.be"


@pytest.mark.parametrize("who", ["farid", "gust", "hilde"])
def test_nobody_hands_over_the_office_of_somebody_else(who, term, request):
    with pytest.raises(PermissionDenied):
        hands_over(term, request.getfixturevalue(who))


def test_a_member_of_the_board_and_who_is_not_in_office_yet_ask_an_administrator(amina, hilde, els, centre):
    board = appoint(centre=centre, user=hilde, function="board", start=TODAY, end=None, actor=amina)
    to_come = appoint(centre=centre, user=els, function="director", start=LAST, end=None, actor=amina)
    for appointment, user in ((board, hilde), (to_come, els)):
        with pytest.raises(PermissionDenied):
            hands_over(appointment, user, last_day=LAST)


def test_the_page(term, els, hilde, amina, centre, other_centre, farid, sign_in, client):
    address = f"/centres/123456/appointments/{term.pk}/hand-over/"
    appoint(centre=centre, user=hilde, function="board", start=TODAY, end=None, actor=amina)
    appoint(centre=other_centre, user=farid, function="director", start=TODAY, end=None, actor=amina)
    statuses = {user.given_name: sign_in(user).get(address).status_code for user in (els, hilde, farid, amina)}
    assert statuses == {"Els": 200, "Hilde": 403, "Farid": 404, "Amina": 200}
    assert client.get(f"/centres/30569/appointments/{term.pk}/hand-over/").status_code == 404
    assert address in sign_in(els).get("/centres/123456/").text
    assert address not in sign_in(hilde).get("/centres/123456/").text
    typed = {"seen": "0", "last_day": "", "email": "x"}
    assert sign_in(els).post(address, typed).context["form"].errors.keys() == {"last_day", "email"}
    stale = client.post(address, {"seen": "0", "last_day": LAST.isoformat(), "email": "jef@example.be"})
    assert (stale.status_code, stale.context["form"].errors.keys()) == (200, {"__all__"})


@pytest.mark.parametrize("who", ["els", "hilde", "gust"])
def test_a_term_that_somebody_does_not_see_is_as_if_it_were_not_there(
    who, term, hilde, farid, amina, centre, sign_in, request
):
    given = {"centre": centre, "actor": amina}
    appoint(user=hilde, function="board", start=TODAY, end=None, **given)
    appoint(user=farid, function="board", start=TODAY - timedelta(days=9), end=TODAY - timedelta(days=1), **given)
    appoint(user=farid, function="director", start=LAST, end=None, **given)
    hidden = Appointment.objects.filter(user=farid).values_list("pk", flat=True)
    client, told = sign_in(request.getfixturevalue(who)), []
    for pk in (*hidden, 0):
        for deed in ("hand-over", "end"):
            address, typed = f"/centres/123456/appointments/{pk}/{deed}/", {"seen": "0", "email": "x"}
            told.append([deed, client.get(address).status_code, client.post(address, typed).status_code])
    assert told == [["hand-over", 404, 404], ["end", 403, 403]] * 3


def test_ones_own_terms_are_reached_before_and_after_them(els, hilde, amina, centre, sign_in):
    """And the reason why nothing can be done with them."""
    for start, end in ((TODAY - timedelta(days=9), TODAY - timedelta(days=1)), (TODAY, TODAY), (LAST, None)):
        appoint(centre=centre, user=els, function="director", start=start, end=end, actor=amina)
    client = sign_in(els)
    addresses = [f"/centres/123456/appointments/{own.pk}{HAND_OVER}" for own in els.appointments.all()]
    pages = [client.get(address, headers={"accept-language": "en"}) for address in addresses]
    assert [page.status_code for page in pages] == [403] * 3
    reasons = ("has not begun yet", "ends today", "is over already")
    assert [reason in page.text for reason, page in zip(reasons, pages, strict=True)] == [True] * 3


def test_that_a_term_is_over_is_told_to_whom_it_belongs(term, els, hilde, amina, centre):
    past = appoint(
        centre=centre, user=hilde, function="director", start=date(2019, 9, 1), end=date(2020, 8, 31), actor=amina
    )
    over, theirs = (refusal_to_hand_over(user, past, TODAY) for user in (amina, els))
    assert over == refusal_to_hand_over(hilde, past, TODAY) != theirs


def test_whoever_is_in_office_already_does_not_accept_a_term_that_shares_a_day(term, els, farid, amina, centre):
    found = hands_over(term, els, email=farid.email)
    appoint(centre=centre, user=farid, function="director", start=LAST, end=None, actor=amina)
    with pytest.raises(ValidationError) as refused:
        accept_as(invitation=found.invitation, user=farid)
    assert list(refused.value.error_dict) == ["start"]
    assert [row.start for row in Appointment.objects.filter(user=farid)] == [LAST]


def test_a_last_day_that_reaches_into_the_next_term_is_refused_at_its_field(term, els, amina, centre):
    change_last_day(appointment=term, seen=seen_of(term), end=TODAY, actor=amina)
    appoint(centre=centre, user=els, function="director", start=LAST, end=None, actor=amina)
    with pytest.raises(ValidationError) as refused:
        hands_over(term, amina)
    assert list(refused.value.error_dict) == ["last_day"]


def test_no_page_of_a_director_leads_to_the_list_of_centres(term, els, amina, sign_in):
    """It isn't in their menu."""
    pages = [f"/centres/123456/appointments/{term.pk}/hand-over/", "/centres/123456/", "/"]
    assert [sign_in(els).get(page).text.count('href="/centres/"') for page in pages] == [0, 0, 0]
    invitation = hands_over(term, els).invitation
    withdrawing = f"/centres/123456/invitations/{invitation.pk}/withdraw/"
    assert sign_in(els).get(withdrawing).text.count('href="/centres/"') == 0
    assert sign_in(amina).get("/centres/123456/").text.count('href="/centres/"') > 0


@pytest.mark.parametrize("number", [1, 50])
def test_who_puts_somebody_in_office_reads_that_a_successor_is_invited(
    number, term, amina, els, centre, other_centre, sign_in, django_assert_num_queries
):
    client, english = sign_in(amina), {"accept-language": "en"}
    forms = [f"/centres/{one.institution_number}/appointments/new/" for one in (centre, other_centre)]
    assert client.get(forms[0], headers=english).context["notice"] == ""
    hands_over(term, els)
    told = "jef@example.be is invited already, as director from 1 December 2026 on, to succeed Els De Smet."
    page = client.get(forms[0], headers=english)
    assert (page.context["notice"], told in page.text) == (told, True)
    assert client.get(forms[1], headers=english).context["notice"] == ""
    days = {"function": "board", "start": TODAY, "last_day": TODAY}
    for place in range(1, number):
        other = issue(email=f"d{place}@example.be", role="centre", actor=amina)
        CentreInvitation.objects.create(invitation=other, centre=centre, hands_over=term, **days)
    with django_assert_num_queries(4):
        assert client.get(forms[0], headers=english).context["notice"].count("to succeed") == number
    typed = {"email": "nel@example.be", "function": "director", "start": TODAY.isoformat(), "end": ""}
    assert client.post(forms[0], typed).status_code == 302  # told, not refused
    CentreInvitation.objects.withdraw()
    assert client.get(forms[0], headers=english).context["notice"] == ""
