"""`manage.py permissions` and `manage.py verify_events`."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from guardian.models import UserObjectPermission

from assessments.enums import TeamRole
from assessments.models import Assessment, AssessmentUserObjectPermission, Event, Membership
from assessments.querysets import AssessmentQuerySet
from portal.centres.models import Appointment, CentreUserObjectPermission
from portal.centres.offices import appoint
from tests.assessments.conftest import REFERENCE, give


def run(*command: str) -> list[str]:
    """The lines that a command prints; CommandError's text last where it ends with one."""
    out = StringIO()
    try:
        call_command(*command, stdout=out)
    except CommandError as error:
        return [*out.getvalue().splitlines(), f"error: {error}"]
    return out.getvalue().splitlines()


WHOLE = ["The grants are what the facts call for."]


def test_a_whole_chain(draft):
    assert run("verify_events") == ["4 events in 1 assessments: chain whole"]


def test_a_deed_while_the_chains_are_checked_breaks_none(draft, bram, monkeypatch):
    """Between the reading of the assessments and that of the events of this one."""
    real = AssessmentQuerySet.iterator

    def read_and_rated(rows, *given):
        found = list(real(rows, *given))
        give("L1", "meets", bram)
        return iter(found)

    monkeypatch.setattr(AssessmentQuerySet, "iterator", read_and_rated)
    assert run("verify_events") == ["5 events in 1 assessments: chain whole"]


def changed(draft):
    Event.objects.filter(sequence=3).update(payload={"conflict": True})


def without_the_second(draft):
    Event.objects.filter(sequence=2).delete()


def without_the_last(draft):
    Event.objects.filter(sequence=4).delete()


def told_by_another(draft):
    Event.objects.filter(sequence=3).update(actor=Membership.objects.get(role=TeamRole.REVIEWER).user)


@pytest.mark.parametrize(
    ("tamper", "lines"),
    [
        (changed, [f"{REFERENCE}: event 3 was changed"]),
        (told_by_another, [f"{REFERENCE}: event 3 was changed"]),
        (without_the_second, [f"{REFERENCE}: event 2 is missing"]),
        (without_the_last, [f"{REFERENCE}: the chain does not end where it should"]),
    ],
)
def test_tampering_shows(draft, without_triggers, tamper, lines):
    tamper(draft)
    assert run("verify_events") == [*lines, "error: The chain of events is broken in 1 places."]


def test_grants_that_fit(draft, centre, els, amina):
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    assert run("permissions", "--check") == WHOLE


def test_differences_are_told_and_repaired(draft, centre, bram, gust, els):
    view = Permission.objects.get(content_type__app_label="assessments", codename="view_assessment")
    AssessmentUserObjectPermission.objects.create(content_object=draft, user=gust, permission=view)
    AssessmentUserObjectPermission.objects.filter(user=bram, permission__codename="coordinate_assessment").delete()
    Appointment.objects.create(centre=centre, user=els, function="director", start=date(2020, 9, 1))
    lines = [
        f"{REFERENCE}: bram@example.be coordinate_assessment missing",
        f"{REFERENCE}: gust@example.be view_assessment superfluous",
        "123456: els@example.be view_outcomes missing",
    ]
    assert run("permissions", "--check") == [*lines, "error: 3 differences between grants and facts."]
    assert run("permissions", "--repair") == [*lines, *WHOLE]
    assert run("permissions", "--check") == WHOLE
    assert not Assessment.objects.granted_to(gust).exists()
    assert CentreUserObjectPermission.objects.filter(user=els).count() == 1


def test_what_never_belongs(draft, gust):
    permission = Permission.objects.get(content_type__app_label="assessments", codename="view_assessment")
    gust.user_permissions.add(permission)
    UserObjectPermission.objects.create(
        user=gust,
        permission=permission,
        content_type=ContentType.objects.get_for_model(Assessment),
        object_pk=str(draft.pk),
    )
    lines = [
        "gust@example.be: superuser flag or model-wide grant",
        "UserObjectPermission: 1 rows in guardian's generic table",
    ]
    assert run("permissions", "--check") == [*lines, "error: 2 differences between grants and facts."]
    assert run("permissions", "--repair") == [*lines, *WHOLE]
    assert not gust.user_permissions.exists()


def test_explain_somebody_of_the_team(planned, chloe):
    lines = run("permissions", "--explain", "chloe@example.be", REFERENCE)
    assert lines[:3] == [
        "Chloé Maes, inspector",
        "part: team member",
        "grants: contribute_assessment, view_assessment",
    ]
    told = dict(line.split(": ", 1) for line in lines[3:])
    assert told["read"] == "yes"
    assert told["rate"] == "First declare whether you have a conflict of interest."
    assert told["submit"] == "This is not for you to do in this assessment."


def test_explain_a_stranger_and_a_director(planned, els, centre, amina):
    assert run("permissions", "--explain", "els@example.be", REFERENCE) == [
        "Els De Smet, director or board",
        "part: none",
        "grants: none",
        "sees nothing of it: 404",
    ]
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    assert run("permissions", "--explain", "els@example.be", "123456") == [
        "Els De Smet, director or board",
        "term: director from 2020-09-01 until further notice",
        "grants: view_outcomes",
        "see the centre and its outcomes: yes",
        "change the record: only administrators change centre records",
    ]


@pytest.mark.parametrize(
    ("email", "name", "reason"),
    [
        ("nobody@example.be", REFERENCE, "Nobody has the e-mail address nobody@example.be."),
        (
            "amina@example.be",
            "2030-001",
            "No assessment has the reference 2030-001, no centre this institution number.",
        ),
    ],
)
def test_explain_what_is_not_there(planned, email, name, reason):
    assert run("permissions", "--explain", email, name)[-1] == f"error: {reason}"
