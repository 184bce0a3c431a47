"""Closing, reopening and merging centres. Assessments stay with the centre that they were made of.

A merged centre names the one that carries on. That one is never merged itself: when it is, those that had been merged
into it follow, in the same transaction. So there are no chains and no circles, and one step always leads to the end.
"""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.access import require_change, sync_centre
from portal.centres.enums import CentreStatus
from portal.centres.inviting import withdraw_all
from portal.centres.lines import one_line
from portal.centres.models import Appointment, Centre
from portal.centres.records import Stale

ACTIVE, CLOSED, MERGED = CentreStatus.ACTIVE, CentreStatus.CLOSED, CentreStatus.MERGED
STEPS = {  # what each is called, and from which status it goes
    "close": (gettext_lazy("Close"), (ACTIVE,)),
    "merge": (gettext_lazy("Merge into another centre"), (ACTIVE, CLOSED)),
    "reopen": (gettext_lazy("Reopen"), (CLOSED, MERGED)),
}


@transaction.atomic
def close(*, centre: Centre, day: date, reason: str, end_terms: bool, seen: int, actor: User) -> Centre:
    """Close a centre from the day after `day`, its last one; with `end_terms` everybody's term ends on it.

    Nobody comes in by an open invitation any more.
    """
    require_change(actor)
    _require_status(centre, "close")
    require_day(centre, day)
    fields = {"status": CLOSED, "ends_on": day, "status_reason": reason}
    step = _write(centre, fields, seen, actor)
    withdraw_all(centre)
    if end_terms:
        _end_terms(centre, day, actor, step)
    return centre


@transaction.atomic
def reopen(*, centre: Centre, reason: str, seen: int, actor: User) -> Centre:
    """Make a closed or merged centre active again. Terms that ended stay ended."""
    require_change(actor)
    _require_status(centre, "reopen")
    fields = {"status": ACTIVE, "ends_on": None, "merged_into": None, "status_reason": reason}
    _write(centre, fields, seen, actor)
    return centre


@transaction.atomic
def merge(*, centre: Centre, into: Centre, day: date, reason: str, end_terms: bool, seen: int, actor: User) -> Centre:
    """Let another centre carry on from the day after `day`; it gets to see the outcomes of this one."""
    require_change(actor)
    # Both rows are held in one order: of two mergers at once the second sees what the first made of its target.
    held = Centre.objects.select_for_update(no_key=True).filter(pk__in=[centre.pk, into.pk]).order_by("pk")
    now = {row.pk: row for row in held}
    if into.pk == centre.pk or now[into.pk].status != ACTIVE:
        raise ValidationError({"into": _("Choose another centre, which is active.")})
    _require_status(now[centre.pk], "merge")
    require_day(centre, day)
    fields = {"status": MERGED, "merged_into": into, "ends_on": day, "status_reason": reason}
    step = _write(centre, fields, seen, actor)
    for earlier in Centre.objects.select_for_update(no_key=True).filter(merged_into=centre.pk).order_by("pk"):
        changes.change(earlier, {"merged_into": into}, seen=earlier.revision, actor=actor, reason=step)
    withdraw_all(centre)
    if end_terms:
        _end_terms(centre, day, actor, step)
    return centre


def require_day(centre: Centre, day: date) -> None:
    """Raises ValidationError bound to `day` where a centre can't have ended on it."""
    if day > timezone.localdate():
        raise ValidationError({"day": _("The last day is today or lies in the past.")})
    if centre.begins_on and day < centre.begins_on:
        raise ValidationError({"day": _("The end date lies before the begin date.")})


def step_of(centre_id: int, revision: int) -> str:
    """What the rows of history of one step have in common: by it they are put back together."""
    return f"{changes.STEP} {centre_id} {revision}"


def _write(centre: Centre, fields: Mapping[str, object], seen: int, actor: User) -> str:
    step = step_of(centre.pk, seen + 1)
    try:
        reason = one_line(str(fields["status_reason"]))
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error
    if not changes.change(centre, {**fields, "status_reason": reason}, seen=seen, actor=actor, reason=step):
        raise Stale
    return step


def _require_status(centre: Centre, step: str) -> None:
    _label, before = STEPS[step]
    if centre.status not in before:
        raise ValidationError(
            {"step": _("This is not possible now: the centre is %(status)s.") % {"status": centre.get_status_display()}}
        )


def _end_terms(centre: Centre, day: date, actor: User, step: str) -> None:
    """Terms that hold end on the day; those that would begin later are taken back."""
    terms = Appointment.objects.filter(Q(end__isnull=True) | Q(end__gt=day), centre=centre.pk)
    held = list(terms.filter(start__lte=day))
    terms.filter(pk__in=[term.pk for term in held]).update(end=day)
    for term in held:
        term.end = day
    changes.note(held, kind=changes.CHANGED, actor=actor, reason=step)
    for term in terms.filter(start__gt=day):
        term._history_user, term._change_reason = actor, step  # type: ignore[attr-defined]
        term.delete()
    sync_centre(centre.pk, timezone.localdate())
