"""A member of the team says whether there is a conflict of interest."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import hold
from assessments.enums import Verb
from assessments.errors import Refused
from assessments.events import record
from assessments.models import Assessment
from assessments.typed import normalised
from assessments.workflow import Action
from portal.accounts.models import User

LONGEST_DECLARATION = 5_000  # characters, as of a reason


@transaction.atomic
def declare(*, reference: str, conflict: bool, declaration: str, actor: User) -> None:
    """A member of the team says whether there is a conflict of interest.

    It can be corrected, each time with an event, until somebody acted on a conflict: then Refused.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.DECLARE)
    if not may_correct(assessment):
        raise Refused(_("The team changed since you declared a conflict of interest; ask the administrator."))
    words = normalised(declaration).strip()
    if conflict and not words:
        raise ValidationError({"declaration": _("Say in a few words what the conflict is.")})
    if not conflict and words:
        reason = _("You wrote what the conflict is, but chose that there is none. Choose “yes”, or empty this field.")
        raise ValidationError({"declaration": reason})
    now = timezone.now()
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
