"""Grants on centres follow the appointments, and nothing else."""

from datetime import date, timedelta

import pytest

from portal.centres.access import differences, repair, sync_centre
from portal.centres.models import Appointment, Centre, CentreUserObjectPermission
from portal.centres.offices import appoint, change_last_day, seen_of, withdraw_appointment
from portal.centres.tasks import sync_due_grants

DAY = date(2026, 11, 23)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("on_the_day")


def held() -> set[tuple[str, str]]:
    rows = CentreUserObjectPermission.objects.filter(permission__codename="view_outcomes")
    return set(rows.values_list("user__email", "content_object__name"))


def sees(user, day=DAY) -> list[str]:
    return [centre.name for centre in Centre.objects.all().visible_to(user, day)]


@pytest.mark.parametrize(
    ("start", "end", "is_active", "called_for"),
    [
        (BEFORE, None, True, True),
        (DAY, DAY, True, True),
        (BEFORE, AFTER, True, True),
        (BEFORE, BEFORE, True, False),
        (AFTER, None, True, True),
        (BEFORE, None, False, False),
    ],
)
def test_a_grant_is_called_for_until_the_last_day_of_the_term(start, end, is_active, called_for, els, centre):
    els.is_active = is_active
    els.save()
    Appointment.objects.create(user=els, centre=centre, function="director", start=start, end=end)
    expected = {(els.pk, "view_outcomes", centre.pk)} if called_for else set()
    assert differences(DAY) == (expected, set())


def test_appointing_lets_somebody_see_that_centre_only(amina, els, centre, other_centre):
    assert sees(els) == []
    appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    assert held() == {("els@example.be", "CLW Vilvoorde")}
    assert sees(els) == ["CLW Vilvoorde"]


def test_ending_one_of_two_overlapping_terms_keeps_the_access_of_the_other(amina, els, centre):
    director, board = (
        appoint(centre=centre, user=els, function=function, start=BEFORE, end=None, actor=amina)
        for function in ("director", "board")
    )
    change_last_day(appointment=director, seen=seen_of(director), end=BEFORE, actor=amina)
    assert sees(els) == ["CLW Vilvoorde"]
    change_last_day(appointment=board, seen=seen_of(board), end=BEFORE, actor=amina)
    assert (held(), sees(els)) == (set(), [])


def test_a_term_that_is_over_shows_nothing_although_its_grant_is_still_there(amina, els, centre):
    appoint(centre=centre, user=els, function="director", start=BEFORE, end=DAY, actor=amina)
    assert sees(els, DAY) == ["CLW Vilvoorde"]
    assert held() == {("els@example.be", "CLW Vilvoorde")}
    assert sees(els, AFTER) == []


def test_a_grant_without_an_appointment_shows_nothing_and_is_superfluous(els, farid, amina, centre, other_centre):
    appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    CentreUserObjectPermission.objects.update(content_object=other_centre)
    assert sees(els) == []
    missing, superfluous = {(els.pk, "view_outcomes", centre.pk)}, {(els.pk, "view_outcomes", other_centre.pk)}
    assert differences(DAY) == (missing, superfluous)
    assert repair(DAY) == (missing, superfluous)
    assert differences(DAY) == (set(), set())
    assert sees(els) == ["CLW Vilvoorde"]


def test_somebody_who_was_deactivated_sees_nothing_at_once_and_loses_the_grant(amina, els, centre):
    appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    els.is_active = False
    els.save()
    assert sees(els) == []
    assert sync_centre(centre.pk, DAY) == (set(), {(els.pk, "view_outcomes", centre.pk)})
    assert held() == set()


def test_an_appointment_that_was_a_mistake_leaves_nothing(amina, els, centre):
    appointment = appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    withdraw_appointment(appointment=appointment, seen=seen_of(appointment), actor=amina)
    assert (held(), Appointment.objects.count()) == (set(), 0)


@pytest.mark.parametrize("beat_runs", [True, False])
def test_a_term_begins_and_ends_at_midnight_in_brussels(amina, els, centre, time_machine, beat_runs):
    """At 23:30 UTC it is the next day in Brussels already. Beat makes no difference to what is seen."""
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)
    appoint(centre=centre, user=els, function="director", start=AFTER, end=AFTER, actor=amina)
    seen = []
    for moment in ("23T22:59:59", "23T23:00:00", "24T22:59:59", "24T23:00:00"):
        time_machine.move_to(f"2026-11-{moment}Z", tick=False)
        if beat_runs:
            sync_due_grants()
        seen.append([one.name for one in Centre.objects.visible_to(els)])
    assert seen == [[], ["CLW Vilvoorde"], ["CLW Vilvoorde"], []]
    assert held() == (set() if beat_runs else {("els@example.be", "CLW Vilvoorde")})


def test_comparing_takes_as_many_queries_for_many_centres(amina, els, centre, django_assert_num_queries):
    for number in range(50):
        more = Centre.objects.create(institution_number=f"{20000 + number}", name=f"C{number}", network="other")
        Appointment.objects.create(user=els, centre=more, function="director", start=DAY)
    with django_assert_num_queries(2):
        missing, _superfluous = differences(DAY)
    assert len(missing) == 50
