"""What happened to the record of a centre, its sites and its terms of office, field by field; and putting back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.access import require_change
from portal.centres.models import Appointment, Board, Centre, Site
from portal.centres.records import Stale

SHOWN = 200  # rows of each kind; a record that changed oftener shows the newest
OWN_STEPS = {"status", "merged_into", "status_reason"}  # changed by portal.centres.status alone, with its guards
NOT_SHOWN = {"id", "revision", "centre", "user"}
CAN_BE_PUT_BACK: dict[str, type[Centre] | type[Site]] = {"centre": Centre, "site": Site}


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
    """Everything that is known, the newest first; 6 queries however much that is."""
    rows = {
        "centre": Centre.history.filter(id=centre.pk),
        "site": Site.history.filter(centre=centre.pk),
        "appointment": Appointment.history.filter(centre=centre.pk),
    }
    found = {kind: list(some.select_related("history_user")[:SHOWN]) for kind, some in rows.items()}
    names = Names(found["centre"], found["appointment"])
    told = [change for kind, some in found.items() for change in _told(kind, some, names)]
    return sorted(told, key=lambda change: change.at, reverse=True)


def _told(kind: str, rows: list, names: "Names") -> Iterable[Change]:
    earlier: dict[int, models.Model] = {}
    for row in reversed(rows):
        before = earlier.get(row.id)
        differing = _differing(row, before) if row.history_type == changes.CHANGED else []
        earlier[row.id] = row
        if row.history_type == changes.CHANGED and not differing:
            continue
        yield Change(
            at=row.history_date,
            actor=row.history_user,
            what=names.of(kind, row),
            kind=row.history_type,
            reason=row.history_change_reason or "",
            fields=[Field(str(one.verbose_name), names.shown(one, before), names.shown(one, row)) for one in differing],
            key=f"{kind}-{row.history_id}" if _can_be_put_back(kind, row, differing) else "",
        )


def _differing(row: models.Model, before: models.Model | None) -> list[models.Field]:
    fields = [one for one in type(row).tracked_fields if one.name not in NOT_SHOWN]  # type: ignore[attr-defined]
    return [one for one in fields if before and getattr(row, one.attname) != getattr(before, one.attname)]


def _can_be_put_back(kind: str, row, differing: list[models.Field]) -> bool:
    if kind == "appointment" or {one.name for one in differing} & OWN_STEPS:
        return False
    return bool(differing) or (kind == "site" and row.history_type == changes.REMOVED)


class Names:
    """The names of what rows of history point to; 3 queries at most."""

    def __init__(self, centres: list, appointments: list):
        self.boards = Board.objects.in_bulk({row.board_id for row in centres if row.board_id})
        self.centres = Centre.objects.in_bulk({row.merged_into_id for row in centres if row.merged_into_id})
        self.users = User.objects.in_bulk({row.user_id for row in appointments})

    def of(self, kind: str, row) -> str:
        if kind == "site":
            return _("Site %(number)s") % {"number": row.number}
        if kind == "appointment":
            user = self.users.get(row.user_id)
            return f"{row.get_function_display()}: {user.name if user else '–'}"
        return _("Record of the centre")

    def shown(self, one: models.Field, row) -> str:
        value = getattr(row, one.attname)
        if value in (None, ""):
            return "–"
        if one.name in ("board", "merged_into"):
            known = (self.boards if one.name == "board" else self.centres).get(value)
            return f"{known.name} ({known.institution_number})" if known else str(value)
        if isinstance(one, models.DateField):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(dict(one.flatchoices).get(value, value))


@transaction.atomic
def put_back(*, centre: Centre, key: str, actor: User) -> None:
    """Undo one change. Raises ValidationError with the reason where a value is another by now, or can't be again."""
    require_change(actor)
    kind, _dash, number = key.partition("-")
    model = CAN_BE_PUT_BACK.get(kind)
    if model is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise ValidationError(_("This change can't be put back."))
    about = {"id": centre.pk} if kind == "centre" else {"centre": centre.pk}
    row = model.history.filter(history_id=int(number), **about).first()
    if row is None:
        raise ValidationError(_("This change can't be put back."))
    try:
        with transaction.atomic():
            if row.history_type == changes.REMOVED and kind == "site":
                _add_again(row, actor)
            else:
                _change_back(model, row, actor)
    except IntegrityError as error:
        raise ValidationError(_("This can't be put back: it doesn't fit with what the records say now.")) from error


def _change_back(model: type[Centre] | type[Site], row, actor: User) -> None:
    older = model.history.filter(id=row.id, history_id__lt=row.history_id).order_by("-history_id").first()
    differing = _differing(row, older) if row.history_type == changes.CHANGED else []
    if not differing or {one.name for one in differing} & OWN_STEPS:
        raise ValidationError(_("This change can't be put back."))
    record = model._default_manager.select_for_update(no_key=True).filter(pk=row.id).first()
    if record is None:
        raise ValidationError(_("This can't be put back: it was removed since."))
    moved = [one for one in differing if getattr(record, one.attname) != getattr(row, one.attname)]
    if moved:
        names = ", ".join(str(one.verbose_name) for one in moved)
        raise ValidationError(_("This can't be put back: it was changed again since (%(names)s).") % {"names": names})
    fields = {one.attname: getattr(older, one.attname) for one in differing}
    for name, value in fields.items():
        setattr(record, name, value)
    record.full_clean()
    if not changes.change(record, fields, seen=record.revision, actor=actor, reason="put back"):
        raise Stale


def _add_again(row, actor: User) -> None:
    values = {one.attname: getattr(row, one.attname) for one in type(row).tracked_fields if one.name != "id"}
    site = Site(**values | {"revision": row.revision + 1})
    site.full_clean()
    site._history_user, site._change_reason = actor, "put back"  # type: ignore[attr-defined]
    site.save(force_insert=True)
