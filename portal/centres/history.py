"""What happened to the record of a centre, its board, its sites and its terms of office, field by field.

`portal.centres.putting_back` undoes what can be undone of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.models import Appointment, Board, Centre, Site
from portal.centres.status import step_of

SHOWN = 200  # rows of each kind; a record that changed oftener shows the newest
OF_A_STEP = {"status", "merged_into", "status_reason"}  # written by portal.centres.status alone, with its guards
NOTHING = "–"
NOT_SHOWN = {"id", "revision", "centre", "user", "function"}


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


def history_of(centre: Centre) -> list[Change]:
    """Everything that is known, the newest first; 7 queries at most, however much that is."""
    found = {"centre": _newest(Centre.history.filter(id=centre.pk))}
    boards = {row.board_id for row in found["centre"] if row.board_id}
    found |= {
        "board": _newest(Board.history.filter(id__in=boards)) if boards else [],
        "site": _newest(Site.history.filter(centre=centre.pk)),
        "appointment": _newest(Appointment.history.filter(centre=centre.pk)),
    }
    names = Names(found["centre"], found["appointment"])
    told = [change for kind, rows in found.items() for change in _told(kind, rows, names)]
    return sorted(told, key=lambda change: change.at, reverse=True)


def _newest(rows: models.QuerySet) -> list[Any]:
    return list(rows.select_related("history_user")[:SHOWN])


def _told(kind: str, rows: list, names: "Names") -> Iterable[Change]:
    earlier: dict[int, models.Model] = {}
    for row in reversed(rows):
        before = earlier.get(row.id)
        earlier[row.id] = row
        differing = differences(row, before)
        if row.history_type == changes.CHANGED and not differing:
            continue
        if kind == "board" and row.history_type != changes.CHANGED:
            continue  # that a board became known is nothing that happened to its centres
        yield Change(
            at=row.history_date,
            actor=row.history_user,
            what=names.of(kind, row),
            kind=row.history_type,
            reason=_reason(row),
            fields=list(_fields(row, before, differing, names)),
            key=f"{kind}-{row.history_id}" if can_be_put_back(kind, row, differing) else "",
        )


def _fields(row, before, differing: list[models.Field], names: "Names") -> Iterable[Field]:
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
    if kind == "appointment":
        return False
    if {one.name for one in differing} & OF_A_STEP:
        return row.history_change_reason == step_of(row.id, row.revision)
    return bool(differing) or (kind == "site" and row.history_type == changes.REMOVED)


def _reason(row) -> str:
    reason = row.history_change_reason or ""
    words = {
        changes.PUT_BACK: _("put back"),
        changes.INVITATION: _("by accepting an invitation"),
        changes.HAND_OVER: _("handed over"),
    }
    return "" if reason.startswith("step ") else words.get(reason, reason)


class Names:
    """The names of what rows of history point to; 3 queries at most."""

    def __init__(self, centres: list, appointments: list):
        self.boards = Board.objects.in_bulk({row.board_id for row in centres if row.board_id})
        self.centres = Centre.objects.in_bulk({row.merged_into_id for row in centres if row.merged_into_id})
        self.users = User.objects.in_bulk({row.user_id for row in appointments})

    def of(self, kind: str, row) -> str:
        if kind == "site":
            return _("Site %(number)s") % {"number": row.number}
        if kind == "board":
            return _("Board %(number)s, for all of its centres") % {"number": row.institution_number}
        if kind == "appointment":
            user = self.users.get(row.user_id)
            return f"{row.get_function_display()}: {user.name if user else NOTHING}"
        return _("Record of the centre")

    def shown(self, one: models.Field, row) -> str:
        value = getattr(row, one.attname)
        if value in (None, ""):
            return NOTHING
        if one.name in ("board", "merged_into"):
            known = (self.boards if one.name == "board" else self.centres).get(value)
            return f"{known.name} ({known.institution_number})" if known else str(value)
        if isinstance(one, models.DateField):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(dict(one.flatchoices).get(value, value))
