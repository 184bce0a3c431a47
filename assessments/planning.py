"""Planning: making an assessment, changing its days and its team. Administrators do this."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.access import hold
from assessments.enums import PassageKind, Verb
from assessments.errors import Outdated, Refused
from assessments.events import record
from assessments.models import Assessment, Passage, Rating, Scope
from assessments.teams import Team, set_team
from assessments.workflow import Action
from portal.accounts.models import User
from portal.centres.models import Centre
from portal.holidays import monday_of
from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion, Scale


@transaction.atomic
def plan(
    *,
    reference: str,
    centre: Centre,
    school_year: int,
    visit_start: date,
    visit_end: date,
    versions: Sequence[InstrumentVersion],
    team: Team,
    actor: User,
) -> Assessment:
    """A new draft assessment with a rating and two texts per scale, and its team.

    Raises Refused for anybody but an administrator, ValidationError with the fields that are wrong.
    """
    if not actor.is_administrator:
        raise Refused(_("Administrators plan assessments."))
    _check_versions(versions)
    assessment = Assessment(
        reference=reference, centre=centre, school_year=school_year, visit_start=visit_start, visit_end=visit_end
    )
    assessment.full_clean()
    assessment.save()
    for position, version in enumerate(versions, start=1):
        Scope.objects.create(assessment=assessment, version=version, position=position)
    add_empty_work(assessment, list(Scale.objects.filter(version__in=versions).values_list("pk", flat=True)))
    Passage.objects.create(assessment=assessment, kind=PassageKind.ADVICE)
    now = timezone.now()
    record(assessment=assessment, actor=actor, verb=Verb.CREATED, at=now, centre=centre.institution_number)
    set_team(assessment, team, actor)
    return assessment


def add_empty_work(assessment: Assessment, scales: Sequence[int]) -> None:
    """For each of these scales, by key, a rating and two texts that wait for the team."""
    Rating.objects.bulk_create(Rating(assessment=assessment, scale_id=scale) for scale in scales)
    Passage.objects.bulk_create(
        Passage(assessment=assessment, kind=kind, scale_id=scale)
        for scale in scales
        for kind in (PassageKind.NARRATIVE, PassageKind.MOTIVATION)
    )


@transaction.atomic
def replan(
    *, reference: str, school_year: int, visit_start: date, visit_end: date, team: Team, seen: int, actor: User
) -> None:
    """Changes days and team. Who stays or comes back keeps the declaration.

    Raises Outdated, Refused, ValidationError.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.PLAN)
    days = {"school_year": school_year, "visit_start": visit_start, "visit_end": visit_end}
    _change_days(assessment, days, seen, actor)
    set_team(assessment, team, actor)


@transaction.atomic
def move_visit(*, reference: str, week: date, seen: int, actor: User) -> Assessment:
    """Takes the visit to the week of a day, on the same weekdays and as long as it was.

    Gives the assessment as it then stands. Raises Outdated, Refused, ValidationError, as replan does.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.PLAN)
    further = monday_of(week) - monday_of(assessment.visit_start)
    days = {"visit_start": assessment.visit_start + further, "visit_end": assessment.visit_end + further}
    _change_days(assessment, days, seen, actor)
    return assessment


def _change_days(assessment: Assessment, days: Mapping[str, Any], seen: int, actor: User) -> None:
    """Sets these fields of a held assessment, where they fit each other and nobody changed it since it was seen."""
    changed = {name: str(value) for name, value in days.items() if getattr(assessment, name) != value}
    for name, value in days.items():
        setattr(assessment, name, value)
    assessment.full_clean()
    rows = Assessment.objects.filter(pk=assessment.pk, revision=seen)
    if not rows.update(**days, revision=F("revision") + 1):
        raise Outdated
    if changed:
        record(assessment=assessment, actor=actor, verb=Verb.PLANNED, at=timezone.now(), **changed)


def _check_versions(versions: Sequence[InstrumentVersion]) -> None:
    if not versions:
        raise ValidationError({"versions": _("Choose one version of each instrument.")})
    chosen: dict[int, list[InstrumentVersion]] = {}
    for version in versions:
        chosen.setdefault(version.instrument_id, []).append(version)
    if clashes := [_clash(together) for together in chosen.values() if len(together) > 1]:
        raise ValidationError({"versions": clashes})
    if any(version.status != VersionStatus.PUBLISHED for version in versions):
        raise ValidationError({"versions": _("Only a published version can be used.")})


def _clash(versions: list[InstrumentVersion]) -> str:
    told = {
        "title": versions[0].title,
        "code": versions[0].instrument.code,
        "numbers": get_text_list([version.number for version in versions], _("and")),
    }
    return _("Of “%(title)s” (%(code)s) you chose the versions %(numbers)s: choose one of them.") % told
