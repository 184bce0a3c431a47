"""Rating a scale: one level, given by the team, conditional on the revision that was read."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.access import hold
from assessments.enums import Verb
from assessments.errors import Outdated
from assessments.events import record
from assessments.models import Rating
from assessments.workflow import Action
from portal.accounts.models import User
from rubric.reading import grid


@transaction.atomic
def rate(*, reference: str, instrument: str, scale: str, level: str, seen: int, actor: User) -> int:
    """Gives a scale a level, both by their codes (no level: takes the rating back). Returns the rating's new revision.

    Raises Rating.DoesNotExist where instrument, scale or level are not in the assessment's scope, Outdated where
    somebody else rated since `seen`, Assessment.DoesNotExist and Refused as `hold` does.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.RATE, instrument=instrument)
    if assessment.version_id is None:
        raise Rating.DoesNotExist
    version = grid(assessment.version_id, assessment.version_sha256)
    try:
        rated, given = version.scale(scale), version.level(level) if level else None
    except KeyError as error:
        raise Rating.DoesNotExist from error
    now = timezone.now()
    updated = Rating.objects.filter(assessment=assessment, scale=rated.id, revision=seen).update(
        level=given and given.id, revision=F("revision") + 1, rated_by=actor, rated_at=now
    )
    if not updated:
        raise Outdated
    record(assessment=assessment, actor=actor, verb=Verb.RATED, at=now, instrument=instrument, scale=scale, level=level)
    return seen + 1
