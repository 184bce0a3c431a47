"""The workflow's steps: each one conditional on the revision that was seen, one transaction, one event."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.access import hold
from assessments.enums import Verb
from assessments.errors import Outdated
from assessments.events import record
from assessments.models import Assessment
from assessments.readiness import require_all
from assessments.signals import finalised
from assessments.typed import needed_reason
from assessments.workflow import TRANSITIONS, Action
from portal.accounts.models import User


@transaction.atomic
def submit(*, reference: str, seen: int, actor: User) -> None:
    """Draft → review. Raises NotReady with what is missing, Outdated, Refused."""
    assessment = hold(reference=reference, actor=actor, action=Action.SUBMIT)
    require_all(Action.SUBMIT, assessment)
    _move(assessment, Action.SUBMIT, seen, returned_reason="", is_amended=False)
    record(assessment=assessment, actor=actor, verb=Verb.SUBMITTED, at=timezone.now())


@transaction.atomic
def return_to_team(*, reference: str, reason: str, seen: int, actor: User) -> None:
    """Review → draft, with the reason that the team reads. Raises ValidationError without one, Outdated, Refused."""
    assessment = hold(reference=reference, actor=actor, action=Action.RETURN)
    reason = needed_reason(reason)
    _move(assessment, Action.RETURN, seen, returned_reason=reason)
    record(assessment=assessment, actor=actor, verb=Verb.RETURNED, at=timezone.now(), reason=reason)


@transaction.atomic
def finalise(*, reference: str, seen: int, actor: User) -> None:
    """Review → final; whoever listens to `finalised` takes part in the transaction.

    Raises NotReady, Outdated, Refused; a listener's refusal leaves the assessment as it was.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.FINALISE)
    require_all(Action.FINALISE, assessment)
    now = timezone.now()
    _move(assessment, Action.FINALISE, seen, finalised_at=now)
    record(assessment=assessment, actor=actor, verb=Verb.FINALISED, at=now, edition=assessment.edition)
    finalised.send(sender=Assessment, assessment=assessment, actor=actor, at=now)


@transaction.atomic
def amend(*, reference: str, reason: str, seen: int, actor: User) -> None:
    """Final → draft of the next edition, the judgement open again. The issued report stays until it is replaced."""
    assessment = hold(reference=reference, actor=actor, action=Action.AMEND)
    reason = needed_reason(reason)
    _move(
        assessment,
        Action.AMEND,
        seen,
        edition=assessment.edition + 1,
        finalised_at=None,
        judgement_locked_at=None,
        judgement_sha256="",
        returned_reason=reason,
        is_amended=True,
    )
    record(assessment=assessment, actor=actor, verb=Verb.AMENDED, at=timezone.now(), reason=reason)


def _move(assessment: Assessment, action: Action, seen: int, **changes: object) -> None:
    """Puts the held assessment in the state that the action leads to, if it is still what was seen."""
    changes["state"] = TRANSITIONS[action].to
    rows = Assessment.objects.filter(pk=assessment.pk, revision=seen, state=assessment.state)
    if not rows.update(revision=F("revision") + 1, **changes):
        raise Outdated
    for name, value in changes.items():
        setattr(assessment, name, value)
    assessment.revision = seen + 1
