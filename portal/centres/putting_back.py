"""Undoing a change of a record. What is put back is a change too, with history of its own.

A step of `portal.centres.status` is put back whole: the centre, those that had been merged into it before, and the
terms of office that ended by it. A term that was changed since stays as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.access import require_change, sync_centre
from portal.centres.enums import CentreStatus
from portal.centres.history import (
    OF_A_STEP,
    Change,
    can_be_put_back,
    caused_by,
    differences,
    put_back_of,
    reason_to_put_back,
    rows_of,
)
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import withdraw_all
from portal.centres.models import Centre, Site
from portal.centres.putting_terms_back import hold_whose_terms_ended, put_terms_back
from portal.centres.records import Stale
from portal.rehearsing import undone

KINDS = ("board", "centre", "site")


@transaction.atomic
def put_back(*, centre: Centre, key: str, actor: User) -> None:
    """Undo one change. Raises ValidationError with the reason where a value is another by now, or can't be again."""
    require_change(actor)
    row = row_of(centre, key)
    if row is None:
        raise ValidationError(_("This change can't be put back."))
    older, reason = _before(row), _reason(row)
    differing = differences(row, older)
    if not can_be_put_back(_kind(row), row, differing):
        raise ValidationError(_("This change can't be put back."))
    if reason in put_back_of(rows_of(centre)):
        raise ValidationError(_("This change was put back already."))
    is_step = not OF_A_STEP.isdisjoint(one.name for one in differing)
    try:
        with transaction.atomic():
            people = hold_whose_terms_ended(centre_id=row.id, step=row.history_change_reason) if is_step else []
            if row.history_type == changes.REMOVED:
                _add_again(row, actor, reason)
            else:
                _change_back(row, older, actor, reason)
            if is_step:
                _put_back_what_followed(row, people, actor, reason)
                if older.status != CentreStatus.ACTIVE:
                    withdraw_all(centre)
    except IntegrityError as error:
        raise ValidationError(_("This can't be put back: it doesn't fit with what the records say now.")) from error


@dataclass(frozen=True)
class Rehearsal:
    """What putting a change back would change; `withdrawn`: to whom invitations would stop working."""

    changes: list[Change]
    withdrawn: list[str]


def rehearse(*, centre: Centre, key: str, actor: User) -> Rehearsal:
    """Puts a change back, reads what that changes, and undoes it: what is shown is what would happen.

    Raises as `put_back` does.
    """
    waiting = CentreInvitation.objects.unanswered().filter(centre=centre).values_list("invitation__email", flat=True)
    with undone():
        before, since = list(waiting), timezone.now()
        put_back(centre=centre, key=key, actor=actor)
        told, after = caused_by(_reason(row_of(centre, key)), since), set(waiting.all())
    return Rehearsal(told, [email for email in before if email not in after])


def row_of(centre: Centre, key: str) -> Any:
    """The row of the history of this centre that has this key, or None."""
    kind, _dash, number = key.partition("-")
    if kind not in KINDS or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return rows_of(centre)[kind].filter(history_id=int(number)).first()


def _kind(row) -> str:
    return row.instance_type._meta.model_name


def _reason(row) -> str:
    return reason_to_put_back(f"{_kind(row)}-{row.history_id}")


def _before(row) -> Any:
    older = type(row).objects.filter(id=row.id, history_id__lt=row.history_id)
    return older.order_by("-history_id").first()


def _change_back(row, older, actor: User, reason: str) -> None:
    """The record as it was before this row of history."""
    differing = differences(row, older)
    record = row.instance_type._default_manager.select_for_update(no_key=True).filter(pk=row.id).first()
    if record is None:
        raise ValidationError(_("This can't be put back: it was removed since."))
    moved = [one for one in differing if getattr(record, one.attname) != getattr(row, one.attname)]
    if moved:
        names = ", ".join(str(one.verbose_name) for one in moved)
        raise ValidationError(_("This can't be put back: it was changed again since (%(names)s).") % {"names": names})
    fields = {one.attname: getattr(older, one.attname) for one in differing}
    for name, value in fields.items():
        setattr(record, name, value)
    if "merged_into_id" in fields:
        _require_no_chain(record)
    record.full_clean()
    cleaned = {name: getattr(record, name) for name in fields}
    if not changes.change(record, cleaned, seen=record.revision, actor=actor, reason=reason):
        raise Stale


def _require_no_chain(centre: Centre) -> None:
    """One step leads from a merged centre to the one that carries on (portal.centres.status)."""
    if centre.status != CentreStatus.MERGED or centre.merged_into_id is None:
        return
    into = Centre.objects.select_for_update(no_key=True).get(pk=centre.merged_into_id)
    if into.status == CentreStatus.MERGED or Centre.objects.filter(merged_into=centre.pk).exists():
        raise ValidationError(_("This can't be put back: centres were merged since."))
    if into.status == CentreStatus.CLOSED:
        raise ValidationError(_("This can't be put back: the centre that carried on was closed since."))


def _put_back_what_followed(row, people: list[User], actor: User, reason: str) -> None:
    step = row.history_change_reason
    for follower in Centre.history.filter(history_change_reason=step).exclude(id=row.id).order_by("history_id"):
        _change_back(follower, _before(follower), actor, reason)
    put_terms_back(centre_id=row.id, step=step, people=people, actor=actor, reason=reason)
    sync_centre(row.id, timezone.localdate())


def _add_again(row, actor: User, reason: str) -> None:
    """The site that was removed."""
    values = {one.attname: getattr(row, one.attname) for one in type(row).tracked_fields if one.name != "id"}
    site = Site(**values | {"revision": row.revision + 1})
    site.full_clean()
    site._history_user, site._change_reason = actor, reason  # type: ignore[attr-defined]
    site.save(force_insert=True)
