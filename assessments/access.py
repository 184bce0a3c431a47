"""Who may do what with an assessment: a grant and the state's rule must both allow. Writes django-guardian's grants."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.enums import State, TeamRole
from assessments.errors import Refused
from assessments.models import Assessment, AssessmentUserObjectPermission, Membership
from assessments.querysets import permission_id
from assessments.workflow import (
    ACCESS,
    CLOSED_BY_CONFLICT,
    CLOSED_BY_LOCK,
    NEEDS_DECLARATION,
    NEEDS_LOCK,
    WORDS,
    Action,
    Relation,
)
from portal.accounts.models import User

GRANTS_OF_ROLE = {
    TeamRole.COORDINATOR: ("view_assessment", "contribute_assessment", "coordinate_assessment"),
    TeamRole.MEMBER: ("view_assessment", "contribute_assessment"),
    TeamRole.EXPERT: ("view_assessment", "contribute_assessment"),
    TeamRole.REVIEWER: ("view_assessment", "review_assessment"),
}
Grant = tuple[int, str]


@dataclass(frozen=True)
class Standing:
    """What one person is to one assessment, which was read with `AssessmentQuerySet.with_standing(user)`."""

    user: User
    assessment: Assessment

    @cached_property
    def relations(self) -> frozenset[Relation]:
        read = self.assessment
        facts = {
            Relation.COORDINATOR: read.may_coordinate,
            Relation.MEMBER: read.may_contribute,
            Relation.REVIEWER: read.may_review,
            Relation.ADMINISTRATOR: self.user.is_administrator,
            Relation.INSPECTOR: self.user.is_inspector,
        }
        return frozenset(relation for relation, holds in facts.items() if holds and self.user.is_active)

    @property
    def in_team(self) -> bool:
        return Relation.MEMBER in self.relations

    @property
    def must_declare(self) -> bool:
        """Whether the person still owes the declaration on conflicts of interest."""
        return self.in_team and self.assessment.declared_at is None

    def refusal(self, action: Action) -> str:
        """Why the person may not do this now, in the language of the page; empty where they may."""
        assessment = self.assessment
        states = [ACCESS[action][relation] for relation in self.relations if relation in ACCESS[action]]
        if not states:
            return _("This is not for you to do in this assessment.")
        if not any(assessment.state in allowed for allowed in states):
            words = {"what": WORDS.get(action, _("This")), "state": assessment.get_state_display()}
            return _("%(what)s is not possible in the state “%(state)s”.") % words
        return self._declaration_missing(action) or self._lock_forbids(action)

    def _declaration_missing(self, action: Action) -> str:
        if not self.in_team:
            return ""
        if action in NEEDS_DECLARATION and self.assessment.declared_at is None:
            return _("First declare whether you have a conflict of interest.")
        if action in CLOSED_BY_CONFLICT and self.assessment.declared_conflict:
            return _("You declared a conflict of interest; ask the administrator to replace you.")
        return ""

    def _lock_forbids(self, action: Action) -> str:
        if action in CLOSED_BY_LOCK and self.assessment.is_locked:
            return _("The judgement is locked since the synthesis meeting.")
        if action in NEEDS_LOCK and not self.assessment.is_locked:
            return _("The judgement is not locked.")
        return ""

    def may(self, action: Action) -> bool:
        return not self.refusal(action)

    def require(self, action: Action) -> None:
        """Raises Refused with the reason where the person may not do this."""
        if reason := self.refusal(action):
            raise Refused(reason)


def hold(*, reference: str, actor: User, action: Action, instrument: str = "") -> Assessment:
    """The assessment, locked until the transaction ends, for an actor who may do this.

    `instrument`: also read which version of it is in scope (`AssessmentQuerySet.with_version`). The lock (PostgreSQL:
    the row; SQLite: the immediate transaction) lets a change of state wait for a write that is under way and the other
    way round. Raises Assessment.DoesNotExist where the actor may not see it, else Refused.
    """
    rows = Assessment.objects.visible_to(actor).with_standing(actor)
    if instrument:
        rows = rows.with_version(instrument)
    assessment = rows.select_for_update(of=("self",), no_key=True).get(reference=reference)
    Standing(actor, assessment).require(action)
    return assessment


def grants_called_for(memberships: Iterable[Membership]) -> set[Grant]:
    """The grants (user id, codename) that the facts call for on one assessment."""
    return {(member.user_id, codename) for member in memberships for codename in GRANTS_OF_ROLE[TeamRole(member.role)]}


def grants_held(assessment_id: int) -> set[Grant]:
    """The grants (user id, codename) that stand in the table for one assessment."""
    rows = AssessmentUserObjectPermission.objects.filter(content_object=assessment_id)
    return set(rows.values_list("user_id", "permission__codename"))


def sync_grants(assessment: Assessment) -> None:
    """Makes the grants what the memberships call for. Inside the caller's transaction."""
    called_for, held = grants_called_for(assessment.memberships.all()), grants_held(assessment.pk)
    rows = AssessmentUserObjectPermission.objects
    for user_id, codename in held - called_for:
        rows.filter(content_object=assessment, user=user_id, permission__codename=codename).delete()
    rows.bulk_create(
        AssessmentUserObjectPermission(
            content_object=assessment, user_id=user_id, permission_id=permission_id(codename)
        )
        for user_id, codename in sorted(called_for - held)
    )


def states_of(action: Action, relation: Relation) -> frozenset[State]:
    """The states in which the table allows this, for lists that can't ask per row, for tests and documentation."""
    return ACCESS[action].get(relation, frozenset())
