"""What whoever leaves an office is told, from the moment on that it is handed over; and what others aren't."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.formats import date_format

from portal.accounts.accepting import accept_as_new
from portal.accounts.inviting import withdraw
from portal.centres.handing_over import hand_over
from portal.centres.models import Appointment
from portal.centres.offices import appoint, seen_of
from tests.centres.conftest import JEF
from tests.conftest import TODAY

LAST, FIRST = TODAY + timedelta(days=70), TODAY + timedelta(days=71)
pytestmark = pytest.mark.usefixtures("on_the_day")
PAGE, HAND_OVER = "/centres/123456/", "/hand-over/"


@pytest.fixture
def reads(sign_in):
    """A function that gives a page as somebody reads it, in English."""

    def reads(user, page=PAGE) -> str:
        return sign_in(user).get(page, headers={"accept-language": "en"}).text

    return reads


def hands_over(term, actor, email="jef@example.be"):
    given = {"last_day": LAST, "email": email, "start": None, "seen": seen_of(term)}
    return hand_over(appointment=term, actor=actor, **given)


def day(when: date) -> str:
    with translation.override("en"):
        return date_format(when, "j F Y")


def test_the_end_is_told_as_soon_as_the_office_is_handed_over(term, els, reads):
    assert [day(LAST) in reads(els, page) for page in ("/", PAGE)] == [False, False]
    found = hands_over(term, els)
    assert [reads(els, page).count(f"{day(LAST)} is the last day") for page in ("/", PAGE)] == [1, 1]
    withdraw(invitation=found.invitation, actor=els)
    assert day(LAST) not in reads(els, "/")  # until it is near, or handed over again
    assert HAND_OVER in reads(els)


@pytest.mark.parametrize("by", ["els", "amina"])
def test_the_successor_is_told_with_the_first_day_and_nothing_is_left_to_do(by, term, els, farid, amina, reads):
    if by == "els":
        accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    else:
        hands_over(term, amina, email=farid.email)
    said = f"{'Jef Wouters' if by == 'els' else 'Farid Benali'} succeeds you from {day(FIRST)} on."
    assert [said in reads(els, page) for page in ("/", PAGE)] == [True, True]
    assert [HAND_OVER in reads(user) for user in (els, amina)] == [False, True]  # that of the successor, to come
    assert f"appointments/{term.pk}{HAND_OVER}" not in reads(amina)


@pytest.mark.parametrize("invited_by", ["els", "amina"])
def test_while_somebody_is_invited_no_button_offers_it_once_more(invited_by, term, els, amina, reads, request):
    hands_over(term, request.getfixturevalue(invited_by))
    assert [HAND_OVER in reads(user) for user in (els, amina)] == [False, False]


def test_the_page_of_what_has_no_button_says_why(term, els, amina, reads, sign_in):
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    address = f"/centres/123456/appointments/{term.pk}/hand-over/"
    assert [sign_in(user).get(address).status_code for user in (els, amina)] == [403, 403]
    assert f"Jef Wouters succeeds from {day(FIRST)} on." in reads(els, address)


def test_others_at_the_centre_learn_nothing_of_the_successor(term, els, hilde, bram, farid, amina, centre, reads):
    for user, function in ((hilde, "board"), (farid, "director")):
        appoint(centre=centre, user=user, function=function, start=TODAY, end=None, actor=amina)
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    for user in (hilde, farid, bram):
        for page in ("/", PAGE):
            assert "Jef" not in reads(user, page)
    names = [{one.user.given_name for one in Appointment.objects.shown_to(user, TODAY)} for user in (els, amina)]
    assert names == [{"Els", "Farid", "Hilde"}, {"Els", "Farid", "Hilde", "Jef"}]


def test_a_successor_at_one_centre_is_nothing_of_another(term, els, amina, other_centre, reads):
    appoint(centre=other_centre, user=els, function="director", start=TODAY, end=None, actor=amina)
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    assert "Jef" not in reads(els, "/centres/30569/")
    assert HAND_OVER in reads(els, "/centres/30569/")


def test_administrators_read_who_succeeds_whom(term, els, amina, reads):
    found = hands_over(term, els)
    assert "to succeed Els De Smet" in reads(amina)
    accept_as_new(invitation=found.invitation, **JEF)
    assert "Jef Wouters succeeds" in reads(amina)


def test_who_succeeded_before_there_was_a_column_for_it_still_does(term, els, hilde, farid, amina, centre):
    """What the migration reads from invitations, and of hand-overs to an account from the history."""
    board = appoint(centre=centre, user=hilde, function="board", start=TODAY, end=None, actor=amina)
    accept_as_new(invitation=hands_over(term, els).invitation, **JEF)
    hands_over(board, amina, email=farid.email)
    other = appoint(centre=centre, user=hilde, function="director", start=FIRST, end=None, actor=amina)  # of nobody
    told = dict(Appointment.objects.values_list("pk", "succeeds"))
    Appointment.objects.update(succeeds=None)
    import_module("portal.centres.migrations.0016_tell_successors").tell_successors(apps, None)
    assert dict(Appointment.objects.values_list("pk", "succeeds")) == told
    assert (sorted(filter(None, told.values())), told[other.pk]) == ([term.pk, board.pk], None)
