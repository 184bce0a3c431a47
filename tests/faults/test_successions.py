"""Accepting an office while it is withdrawn, ended or closed, at the same moment: one comes after the other."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from portal.accounts.accepting import NoLongerOpen, accept_as_new
from portal.accounts.invitation_mail import link_of
from portal.accounts.inviting import withdraw
from portal.accounts.models import Invitation
from portal.accounts.standing import deactivate
from portal.centres.handing_over import hand_over
from portal.centres.models import Appointment
from portal.centres.offices import appoint, change_last_day, seen_of, stands_in_the_way
from portal.centres.records import Stale
from portal.centres.status import close
from tests.centres.conftest import JEF
from tests.faults.test_concurrency import all_at_once, shared_database  # noqa: F401 -- a fixture


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("against", ["end", "close", "withdraw", "deactivate"])
def test_a_successor_is_in_office_or_the_invitation_is_withdrawn(against, turn, amina, els, centre):
    today = timezone.localdate()
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    last_day = today + timedelta(days=7)
    given = {"last_day": last_day, "email": "jef@example.be", "start": None, "seen": seen_of(term)}
    found = hand_over(appointment=term, actor=els, **given).invitation
    term.refresh_from_db()
    deeds = {
        "end": lambda: change_last_day(appointment=term, seen=seen_of(term), end=today, actor=amina),
        "close": lambda: close(centre=centre, day=today, reason="x", end_terms=False, seen=0, actor=amina),
        "withdraw": lambda: withdraw(invitation=found, actor=els),
        "deactivate": lambda: deactivate(person=els, actor=amina),
    }
    results = all_at_once([lambda: accept_as_new(invitation=found, **JEF)] * 2 + [deeds[against]] * 2)
    errors = {type(each) for each in results if isinstance(each, Exception)}
    assert errors <= {NoLongerOpen, ValidationError, PermissionDenied, Stale}
    now = Invitation.objects.get()
    in_office = Appointment.objects.filter(user__email="jef@example.be").count()
    assert (in_office, now.is_unanswered) == (int(now.accepted_at is not None), False)


@pytest.mark.parametrize("turn", range(4))
def test_of_many_who_send_the_page_of_one_link_at_once_one_comes_in(turn, els, amina, centre):
    """And the others get what everybody gets who opens it later."""
    today = timezone.localdate()
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    given = {"last_day": today + timedelta(days=7), "email": "jef@example.be", "start": None, "seen": seen_of(term)}
    path = urlsplit(link_of(hand_over(appointment=term, actor=els, **given).invitation)).path
    names = {"given_name": "Jef", "family_name": "Wouters"}
    typed = names | dict.fromkeys(("password1", "password2"), "nieuwe woorden 2026")
    answers = all_at_once([lambda: Client().post(path, typed).status_code] * 5)
    assert sorted(answers) == [302, 404, 404, 404, 404]


@pytest.mark.parametrize("turn", range(4))
def test_of_two_terms_that_share_a_day_one_is_refused(turn, amina, els, centre):
    given = {"centre": centre, "user": els, "function": "director", "actor": amina}
    earlier = appoint(start=date(2020, 9, 1), end=date(2021, 8, 31), **given)
    deeds = [
        lambda: appoint(start=date(2022, 9, 1), end=None, **given),
        lambda: appoint(start=date(2022, 1, 1), end=date(2022, 12, 31), **given),
        lambda: change_last_day(appointment=earlier, seen=seen_of(earlier), end=date(2022, 10, 1), actor=amina),
    ]
    results = all_at_once(deeds)
    refused = [each for each in results if isinstance(each, Exception)]
    assert [isinstance(each, ValidationError) for each in refused] == [True, True]
    terms = list(Appointment.objects.filter(user=els))
    assert not any(stands_in_the_way(one, other) for one in terms for other in terms)
