"""What administrators do with centre records. Errors in what was filled in are ValidationErrors bound to fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.access import require_change
from portal.centres.models import Board, Centre, Site


class Stale(ValidationError):
    """Somebody else changed the record since it was read; nothing was saved."""

    def __init__(self):
        super().__init__(_("Somebody else changed this record in the meantime. Nothing of yours was saved yet."))


def known_or_new_board(*, institution_number: str, name: str, actor: User) -> Board:
    """The board with this number; one that isn't known yet is added under this name."""
    require_change(actor)
    board = Board.objects.filter(institution_number=institution_number).first()
    return board or _added(Board(institution_number=institution_number, name=name), "institution_number", actor)


@transaction.atomic
def add_centre(*, fields: dict[str, object], actor: User) -> Centre:
    require_change(actor)
    return _added(Centre(**fields), "institution_number", actor)


@transaction.atomic
def change_centre(*, centre: Centre, fields: dict[str, object], seen: int, actor: User) -> Centre:
    """The centre with these fields; raises Stale unless `seen` is still its revision."""
    require_change(actor)
    return _changed(centre, fields, seen, "institution_number", actor)


@transaction.atomic
def change_board(*, board: Board, fields: dict[str, object], seen: int, actor: User) -> Board:
    """The board with these fields, for all of its centres; raises Stale unless `seen` is still its revision."""
    require_change(actor)
    return _changed(board, fields, seen, "institution_number", actor)


@transaction.atomic
def add_site(*, centre: Centre, fields: dict[str, object], actor: User) -> Site:
    require_change(actor)
    return _added(Site(centre=centre, **fields), "number", actor)


@transaction.atomic
def change_site(*, site: Site, fields: dict[str, object], seen: int, actor: User) -> Site:
    """The site with these fields; raises Stale unless `seen` is still its revision."""
    require_change(actor)
    return _changed(site, fields, seen, "number", actor)


@transaction.atomic
def remove_site(*, site: Site, seen: int, actor: User) -> None:
    """Raises Stale unless `seen` is still the revision of the site."""
    require_change(actor)
    held = Site.objects.select_for_update().filter(pk=site.pk, revision=seen).first()
    if held is None:
        raise Stale
    held._history_user = actor  # type: ignore[attr-defined]
    held.delete()


Record = TypeVar("Record", Centre, Site, Board)


def _added(record: Record, key: str, actor: User) -> Record:
    record.full_clean()
    record._history_user = actor  # type: ignore[attr-defined]
    with _unique(record, key):
        record.save(force_insert=True)
    return record


def _changed(record: Record, fields: dict[str, object], seen: int, key: str, actor: User) -> Record:
    """One conditional UPDATE: of two people who read the same record, the second doesn't overwrite the first."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.full_clean()
    with _unique(record, key):
        cleaned = {name: getattr(record, name) for name in fields}
        if not changes.change(record, cleaned, seen=seen, actor=actor):
            raise Stale
    return record


@contextmanager
def _unique(record: Centre | Site | Board, key: str) -> Iterator[None]:
    """Somebody who took the same number a moment earlier is an error at the field, too."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        record.validate_unique()
        record.validate_constraints()
        raise ValidationError({key: _("This could not be saved. Look at the number once more.")}) from error
