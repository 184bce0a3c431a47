"""The advice, and the lock on ratings and advice after the synthesis meeting."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import hold
from assessments.enums import Advice, Verb
from assessments.errors import Outdated
from assessments.events import record, sha256
from assessments.models import Assessment, Rating
from assessments.readiness import require_all
from assessments.typed import needed_reason
from assessments.workflow import Action
from portal.accounts.models import User


def judgement_sha256(assessment: Assessment) -> str:
    """The hash of the ratings and the advice as they stand: what is locked, and what the coordinator saw."""
    ratings = Rating.objects.filter(assessment=assessment).order_by("scale__version", "scale__position")
    return sha256(
        [assessment.advice, list(ratings.values_list("scale__version__content_sha256", "scale__code", "level__code"))]
    )


@transaction.atomic
def advise(*, reference: str, advice: str, seen: int, actor: User) -> None:
    """Sets the team's advice; its motivation is a passage. Raises Outdated, ValidationError for one unknown."""
    assessment = hold(reference=reference, actor=actor, action=Action.ADVISE)
    if advice not in Advice.values:
        raise ValidationError({"advice": _("Choose one of the four.")})
    if not Assessment.objects.filter(pk=assessment.pk, revision=seen).update(advice=advice, revision=F("revision") + 1):
        raise Outdated
    record(assessment=assessment, actor=actor, verb=Verb.ADVISED, at=timezone.now(), advice=advice)


@transaction.atomic
def lock(*, reference: str, synthesis_on: date, participants: str, seen: str, actor: User) -> None:
    """Locks ratings and advice after the synthesis meeting, as the coordinator saw them (`seen`: their hash).

    Raises NotReady with what is missing, Outdated where a rating or the advice changed since. Source: domain, step 4.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.LOCK)
    require_all(Action.LOCK, assessment)
    now = timezone.now()
    if synthesis_on < assessment.visit_start:
        raise ValidationError({"synthesis_on": _("The synthesis meeting comes after the first visit day.")})
    if synthesis_on > timezone.localdate():
        raise ValidationError({"synthesis_on": _("The synthesis meeting lies in the future.")})
    if judgement_sha256(assessment) != seen:
        raise Outdated
    Assessment.objects.filter(pk=assessment.pk).update(
        judgement_locked_at=now,
        judgement_sha256=seen,
        synthesis_on=synthesis_on,
        synthesis_participants=participants,
        revision=F("revision") + 1,
    )
    record(
        assessment=assessment,
        actor=actor,
        verb=Verb.LOCKED,
        at=now,
        synthesis_on=synthesis_on.isoformat(),
        judgement=seen,
    )


@transaction.atomic
def unlock(*, reference: str, reason: str, seen: int, actor: User) -> None:
    """Opens the judgement again, for a reason. Raises Outdated where the assessment changed since `seen`.

    Raises ValidationError without a reason.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.UNLOCK)
    reason = needed_reason(reason)
    updated = Assessment.objects.filter(pk=assessment.pk, revision=seen).update(
        judgement_locked_at=None, judgement_sha256="", revision=F("revision") + 1
    )
    if not updated:
        raise Outdated
    record(assessment=assessment, actor=actor, verb=Verb.UNLOCKED, at=timezone.now(), reason=reason)
