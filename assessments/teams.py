"""Who takes part in an assessment, in which role, and who can't."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import sync_grants
from assessments.enums import TeamRole, Verb
from assessments.events import record
from assessments.models import Assessment, Event, FirstRating, Membership, PassageRevision, Proposal
from portal.accounts.enums import Role
from portal.accounts.models import User

Team = Mapping[User, TeamRole]
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


def set_team(assessment: Assessment, team: Team, actor: User) -> None:
    """Makes the memberships equal to `team`, then the grants to the memberships.

    Whoever keeps their part need not be active any more: administrators replace them when they choose to.
    """
    before = {member.user_id: member for member in assessment.memberships.all()}
    placed = [user for user, role in team.items() if user.pk not in before or before[user.pk].role != role]
    if any(not user.is_active or user.role != Role.INSPECTOR for user in placed):
        raise ValidationError({"members": _("Only active inspectors take part in an assessment.")})
    if list(team.values()).count(TeamRole.COORDINATOR) != 1:
        raise ValidationError({"coordinator": _("Name one team coordinator.")})
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
