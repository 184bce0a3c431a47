"""History of centre records: who changed what, when, from what to what. All writing goes through here or `save`.

django-simple-history sees what is saved one by one; it doesn't see update(), bulk_create() and SQL of our own. Who
writes so calls `note` in the same transaction, with the records as they are afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from portal.accounts.models import User
from portal.centres.importing import bulk
from portal.centres.models import Appointment, Board, Centre, Site
from portal.folding import SearchField

Record = Board | Centre | Site | Appointment
ADDED, CHANGED, REMOVED = "+", "~", "-"
# Why a row of history was written: told in words by portal.centres.history.
PUT_BACK, INVITATION, HAND_OVER, STEP = "put back", "invitation", "hand-over", "step"
CLEANED = "cleaned"  # by the migration that took out of names what nobody sees


def by_invitation(key: int) -> str:
    """The reason of a term that began by accepting the invitation with this key."""
    return f"{INVITATION} {key}"


def note(
    records: Sequence[Record], *, kind: str, actor: User | None, reason: str = "", at: datetime | None = None
) -> None:
    """Write one row of history for each record as it stands now; 1 query per 1,000 records of one model.

    `kind`: ADDED, CHANGED or REMOVED. `actor` None: the portal itself. `reason`: at most 100 characters, shown beside
    the change. Call it once for many records, in the transaction that writes them.
    """
    for model, same in groupby(sorted(records, key=_name), key=type):
        history = model.history.model  # type: ignore[attr-defined]
        names = [field.attname for field in history.tracked_fields]
        rows = (
            history(
                history_date=at or timezone.now(),
                history_type=kind,
                history_user=actor,
                history_change_reason=reason[:100] or None,
                **{name: getattr(record, name) for name in names},
            )
            for record in same
        )
        bulk.insert(history, rows)


def written_names(model: type[Model], names: Iterable[str]) -> list[str]:
    """The columns that an UPDATE of these must name: with a centre's name changes what it is searched by."""
    return sorted({*names, *(field.attname for field in _searched(model))})


def _searched(model: type[Model]) -> list[SearchField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SearchField)]


def change(
    record: Board | Centre | Site, fields: dict[str, object], *, seen: int, actor: User | None, reason: str = ""
) -> bool:
    """One conditional UPDATE and its row of history; 2 queries. False, and nothing written, unless `seen` stands."""
    for name, value in fields.items():
        setattr(record, name, value)
    for field in _searched(type(record)):
        field.pre_save(record, False)
    values = {name: getattr(record, name) for name in written_names(type(record), fields)}
    rows = type(record)._default_manager.filter(pk=record.pk, revision=seen)
    if not rows.update(**values, revision=F("revision") + 1):
        return False
    record.revision = seen + 1
    note([record], kind=CHANGED, actor=actor, reason=reason)
    return True


def as_of(record: Board | Centre | Site, revision: int) -> Any:
    """The record as it was at a revision: a row of its history, or None where none tells; 1 query."""
    rows = type(record).history.filter(id=record.pk, revision=revision)
    return rows.order_by("-history_id").first()


def _name(record: Record) -> str:
    return type(record).__name__
