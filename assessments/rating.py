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
from rubric.reading import LevelText, ScaleText


@transaction.atomic
def rate(*, reference: str, scale: ScaleText, level: LevelText | None, seen: int, actor: User) -> int:
    """Gives the scale this level (None: takes the rating back). Returns the rating's new revision.

    The caller takes scale and level from one and the same version. Raises Rating.DoesNotExist where the scale is out of
    the assessment's scope, Outdated where somebody else rated since `seen`, Refused where the actor may not.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.RATE)
    now = timezone.now()
    rows = Rating.objects.filter(assessment=assessment, scale=scale.id)
    updated = rows.filter(revision=seen).update(
        level=level and level.id, revision=F("revision") + 1, rated_by=actor, rated_at=now
    )
    if not updated:
        rows.get()
        raise Outdated
    record(assessment=assessment, actor=actor, verb=Verb.RATED, at=now, scale=scale.code, level=level and level.code)
    return seen + 1
