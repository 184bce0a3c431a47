"""What happened to the record of a centre, its board, its sites and its terms of office, field by field.

`portal.centres.putting_back` undoes what can be undone of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.models import Appointment, Board, Centre, Site
from portal.centres.naming import NOTHING, Names, reason_of
from portal.centres.status import step_of
from portal.paging import Page, page_of

ROWS = {"centre": Centre.history, "board": Board.history, "site": Site.history, "appointment": Appointment.history}
SHOWN = 100  # changes on a page
OF_A_STEP = {"status", "merged_into", "status_reason"}  # written by portal.centres.status alone, with its guards
NOT_SHOWN = {"id", "revision", "centre", "user", "function", "succeeds"}


@dataclass(frozen=True)
class Field:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One row of history beside the one before it. `key` names it in the button that puts it back; "": no button."""

    at: datetime
    actor: User | None
    what: str
    kind: str
    reason: str = ""
    fields: list[Field] = field(default_factory=list)
    key: str = ""
    was_put_back: bool = False


def rows_of(centre: Centre) -> dict[str, models.QuerySet]:
    """The rows of history that are about a centre, by kind of record; of boards those that it has or had."""
    boards = Centre.history.filter(id=centre.pk, board__isnull=False).values("board")
    of_it = {"centre": {"id": centre.pk}, "board": {"id__in": boards}}
    return {kind: rows.filter(**of_it.get(kind, {"centre": centre.pk})) for kind, rows in ROWS.items()}


def history_of(centre: Centre, number: int = 1) -> Page[Change]:
    """A page of everything that is known, the newest first; 15 queries at most, however much that is."""
    about = rows_of(centre)
    # That a board became known is nothing that happened to its centres.
    told = about | {"board": about["board"].filter(history_type=changes.CHANGED)}
    page = page_of(_keys(told), number, SHOWN)
    ids = {kind: [pk for its, _at, pk in page.rows if its == kind] for kind in about}
    found = {kind: with_before(rows, ids[kind]) for kind, rows in about.items()}
    told_of = partial(_told, names=Names(found), undone=put_back_of(about))
    return page.turned(lambda keys: [one for kind, _at, pk in keys for one in told_of(kind, *found[kind][pk])])


def caused_by(reason: str, since: datetime) -> list[Change]:
    """What was changed for this reason from a moment on, at whichever centre; in the order of doing."""
    given = {"history_change_reason": reason, "history_date__gte": since}
    about = {kind: rows.filter(**given) for kind, rows in ROWS.items()}
    found = {kind: with_before(rows, list(rows.values_list("history_id", flat=True))) for kind, rows in about.items()}
    names = Names(found)
    rows = ((kind, *pair) for kind, pairs in found.items() for pair in pairs.values())
    in_order = sorted(rows, key=lambda each: (each[1].history_date, each[1].history_id))
    return [one for kind, row, before in in_order for one in _told(kind, row, before, names, set())]


def _keys(about: dict[str, models.QuerySet]) -> models.QuerySet:
    """Kind, moment and id of each row, of all kinds in one order."""
    first, *others = (
        rows.order_by().values_list(models.Value(kind, models.CharField()), "history_date", "history_id")
        for kind, rows in about.items()
    )
    return first.union(*others, all=True).order_by("-history_date", "-history_id")


def with_before(rows: models.QuerySet, ids: list[int]) -> dict[int, tuple[Any, Any]]:
    """These rows, each with the one before it of the same record (or None); 2 queries."""
    if not ids:
        return {}
    earlier = rows.model.objects.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("history_id"))
    before = models.Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    found = rows.filter(history_id__in=ids).select_related("history_user").annotate(before=before)
    known = rows.model.objects.in_bulk([row.before for row in found if row.before])
    return {row.history_id: (row, known.get(row.before)) for row in found}


def put_back_of(about: dict[str, models.QuerySet]) -> set[str]:
    """Why rows were written that put another one back: `reason_to_put_back` of each; 1 query."""
    first, *others = (
        rows.filter(history_change_reason__startswith=changes.PUT_BACK).order_by().values_list("history_change_reason")
        for rows in about.values()
    )
    return {reason for (reason,) in first.union(*others)}


def reason_to_put_back(key: str) -> str:
    """What the rows of history tell that put back the change with this key."""
    return f"{changes.PUT_BACK} {key}"


def _told(kind: str, row: Any, before: Any, names: Names, undone: set[str]) -> Iterable[Change]:
    differing = differences(row, before)
    if row.history_type == changes.CHANGED and not differing:
        return
    key = f"{kind}-{row.history_id}"
    was_put_back = reason_to_put_back(key) in undone
    yield Change(
        at=row.history_date,
        actor=row.history_user,
        what=names.of(kind, row),
        kind=row.history_type,
        reason=reason_of(row, names),
        fields=list(_fields(row, before, differing, names)),
        key=key if can_be_put_back(kind, row, differing) and not was_put_back else "",
        was_put_back=was_put_back,
    )


def _fields(row, before, differing: list[models.Field], names: Names) -> Iterable[Field]:
    """What differs; of what was added or removed, what it held."""
    if row.history_type == changes.CHANGED:
        return (Field(str(one.verbose_name), names.shown(one, before), names.shown(one, row)) for one in differing)
    held = ((str(one.verbose_name), names.shown(one, row)) for one in _shown(row))
    if row.history_type == changes.ADDED:
        return (Field(label, NOTHING, value) for label, value in held if value != NOTHING)
    return (Field(label, value, NOTHING) for label, value in held if value != NOTHING)


def _shown(row) -> list[models.Field]:
    return [one for one in type(row).tracked_fields if one.name not in NOT_SHOWN]


def differences(row, before) -> list[models.Field]:
    """The fields in which a changed row differs from the one before it."""
    if row.history_type != changes.CHANGED or before is None:
        return []
    return [one for one in _shown(row) if getattr(row, one.attname) != getattr(before, one.attname)]


def can_be_put_back(kind: str, row, differing: list[models.Field]) -> bool:
    """Changed records and removed sites. What a step brought about elsewhere is put back with the step itself."""
    if kind == "appointment" or row.history_change_reason == changes.CLEANED:
        return False
    if {one.name for one in differing} & OF_A_STEP:
        return row.history_change_reason == step_of(row.id, row.revision)
    return bool(differing) or (kind == "site" and row.history_type == changes.REMOVED)
