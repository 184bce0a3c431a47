"""Planning: making an assessment, changing its days, naming who takes part. Administrators do this."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.access import hold, sync_grants
from assessments.enums import PassageKind, TeamRole, Verb
from assessments.errors import Outdated, Refused
from assessments.events import record
from assessments.models import (
    Assessment,
    Event,
    FirstRating,
    Membership,
    Passage,
    PassageRevision,
    Proposal,
    Rating,
    Scope,
)
from assessments.workflow import Action
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.models import Centre
from portal.holidays import monday_of
from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion, Scale

Team = Mapping[User, TeamRole]
LONGEST_DECLARATION = 5_000  # characters, as of a reason
WORK_OF_THE_TEAM = (
    Verb.RATED,
    Verb.FINDING_ADDED,
    Verb.FINDING_CHANGED,
    Verb.FINDING_REMOVED,
    Verb.ADVISED,
    Verb.SUBMITTED,
    Verb.LOCKED,
    Verb.MOVED,
)


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
    scales = Scale.objects.filter(version__in=versions)
    Rating.objects.bulk_create(Rating(assessment=assessment, scale=scale) for scale in scales)
    Passage.objects.bulk_create(
        Passage(assessment=assessment, kind=kind, scale=scale)
        for scale in scales
        for kind in (PassageKind.NARRATIVE, PassageKind.MOTIVATION)
    )
    Passage.objects.create(assessment=assessment, kind=PassageKind.ADVICE)
    now = timezone.now()
    record(assessment=assessment, actor=actor, verb=Verb.CREATED, at=now, centre=centre.institution_number)
    _set_team(assessment, team, actor)
    return assessment


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
    _set_team(assessment, team, actor)


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


@transaction.atomic
def declare(*, reference: str, conflict: bool, declaration: str, actor: User) -> None:
    """A member of the team says whether there is a conflict of interest.

    It can be corrected, each time with an event, until somebody acted on a conflict: then Refused.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.DECLARE)
    if not may_correct(assessment):
        raise Refused(_("The team changed since you declared a conflict of interest; ask the administrator."))
    if conflict and not declaration.strip():
        raise ValidationError({"declaration": _("Say in a few words what the conflict is.")})
    if not conflict and declaration.strip():
        reason = _("You wrote what the conflict is, but chose that there is none. Choose “yes”, or empty this field.")
        raise ValidationError({"declaration": reason})
    now, words = timezone.now(), declaration.strip()
    if len(words) > LONGEST_DECLARATION:
        reason = _("A declaration has at most %(limit)d characters.")
        raise ValidationError({"declaration": reason % {"limit": LONGEST_DECLARATION}})
    assessment.memberships.filter(user=actor).update(
        conflict_declared_at=now, conflict=conflict, conflict_declaration=words
    )
    record(
        assessment=assessment,
        actor=actor,
        verb=Verb.DECLARED,
        at=now,
        conflict=conflict,
        declaration=words,
    )


def may_correct(assessment: Assessment) -> bool:
    """Whether no team was set since a person declared a conflict. One query, where they did.

    `assessment` was read with `with_standing` of this person.
    """
    if not assessment.declared_conflict:  # type: ignore[attr-defined] # annotated
        return True
    declared = assessment.declared_at  # type: ignore[attr-defined]
    return not assessment.events.filter(verb=Verb.TEAM_CHANGED, at__gt=declared).exists()


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


def _set_team(assessment: Assessment, team: Team, actor: User) -> None:
    """Makes the memberships equal to `team`, then the grants to the memberships."""
    if any(not user.is_active or user.role != Role.INSPECTOR for user in team):
        raise ValidationError({"members": _("Only active inspectors take part in an assessment.")})
    if list(team.values()).count(TeamRole.COORDINATOR) != 1:
        raise ValidationError({"coordinator": _("Name one team coordinator.")})
    before = {member.user_id: member for member in assessment.memberships.all()}
    after = {user.pk: role for user, role in team.items()}
    if {user_id: member.role for user_id, member in before.items()} == after:
        return
    declared = _declarations(assessment, after)
    _check_reviewer(assessment, after, declared)
    assessment.memberships.exclude(user__in=after).delete()
    moved = [user_id for user_id, member in before.items() if after.get(user_id, member.role) != member.role]
    # There is one coordinator and one reviewer at any moment: whoever moves is an expert in between.
    assessment.memberships.filter(user__in=moved).update(role=TeamRole.EXPERT)
    for user_id in moved:
        assessment.memberships.filter(user=user_id).update(role=after[user_id])
    Membership.objects.bulk_create(
        Membership(assessment=assessment, user_id=user_id, role=role, **_declared_before(declared.get(user_id)))
        for user_id, role in after.items()
        if user_id not in before
    )
    record(
        assessment=assessment,
        actor=actor,
        verb=Verb.TEAM_CHANGED,
        at=timezone.now(),
        team=sorted([user_id, str(role)] for user_id, role in after.items()),
    )
    sync_grants(assessment)


def _declarations(assessment: Assessment, people: Iterable[int]) -> dict[int, Event]:
    """The latest declaration of each of these people in this assessment, if any, of an earlier membership too."""
    rows = assessment.events.filter(verb=Verb.DECLARED, actor__in=people).order_by("sequence")
    return {event.actor_id: event for event in rows}


def _declared_before(event: Event | None) -> dict[str, Any]:
    """The fields of a membership: who comes back has not forgotten what was declared."""
    if event is None:
        return {}
    said = event.payload
    return {
        "conflict_declared_at": event.at,
        "conflict": said["conflict"],
        "conflict_declaration": said["declaration"],
    }


def _check_reviewer(assessment: Assessment, team: Mapping[int, TeamRole], declared: Mapping[int, Event]) -> None:
    """Four eyes: whoever rated or wrote in this assessment can't become its reviewer, nor who has a conflict."""
    for user_id in (user_id for user_id, role in team.items() if role == TeamRole.REVIEWER):
        if user_id in declared and declared[user_id].payload["conflict"]:
            reason = _("This person declared a conflict of interest in this assessment and can't review it.")
            raise ValidationError({"reviewer": reason})
        if _worked_on(assessment, user_id):
            raise ValidationError({"reviewer": _("This person worked on the assessment and can't review it.")})


def _worked_on(assessment: Assessment, user_id: int) -> bool:
    """A proposal counts, whatever became of it: others may have taken words over from it."""
    return any(
        rows.exists()
        for rows in (
            assessment.events.filter(actor=user_id, verb__in=WORK_OF_THE_TEAM),
            PassageRevision.objects.filter(passage__assessment=assessment, author=user_id),
            Proposal.objects.filter(passage__assessment=assessment, author=user_id),
            FirstRating.objects.filter(assessment=assessment, member__user=user_id),
        )
    )
