"""Writing what was planned: all of it or nothing, in one short transaction."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from portal.accounts.models import User
from portal.centres.changes import ADDED, CHANGED, Record, note, written_names
from portal.centres.importing import bulk
from portal.centres.importing.plan import Plan, Planned, PlannedBoard, PlannedSite
from portal.centres.models import Board, Centre, Site
from portal.paging import batches


class Moved(Exception):
    """Somebody changed or added one of these records since it was read; nothing was written."""


@transaction.atomic
def write(plan: Plan, *, actor: User | None, reason: str) -> None:
    """Store what the plan says, and its history. Raises Moved unless the records stand as when the plan was made."""
    todo = [planned for planned in plan.planned if planned.kind != "unchanged"]
    _note(_boards(plan.boards), actor, reason)
    _note(_centres(todo, _boards_of(todo)), actor, reason)
    _note(_sites(todo), actor, reason)


def _note(written: tuple[Sequence[Record], Sequence[Record]], actor: User | None, reason: str) -> None:
    added, changed = written
    note(added, kind=ADDED, actor=actor, reason=reason)
    note(changed, kind=CHANGED, actor=actor, reason=reason)


def _boards(wanted: list[PlannedBoard]) -> tuple[list[Board], list[Board]]:
    """(added, changed)"""
    added = [Board(institution_number=one.number, name=one.name) for one in wanted if one.pk is None]
    bulk.insert(Board, added)
    known = {one.pk: one for one in wanted if one.pk is not None}
    changed = locked(Board, ((pk, one.revision) for pk, one in known.items()))
    for board in changed:
        _set(board, {"name": known[board.pk].name})
    bulk.update(Board, changed, ["name", "revision"])
    return added, changed


def _boards_of(todo: list[Planned]) -> dict[str, Board]:
    """The boards that centres get, by number. Raises Moved where one is gone."""
    found: dict[str, Board] = {}
    wanted = {planned.board for planned in todo if planned.board}
    for numbers in batches(sorted(wanted)):
        found |= {one.institution_number: one for one in Board.objects.filter(institution_number__in=numbers)}
    if len(found) != len(wanted):
        raise Moved
    return found


def _centres(todo: list[Planned], boards: dict[str, Board]) -> tuple[list[Centre], list[Centre]]:
    """(added, changed)"""
    new = [planned for planned in todo if planned.pk is None]
    for numbers in batches(planned.number for planned in new):
        if Centre.objects.filter(institution_number__in=numbers).exists():
            raise Moved
    added = [Centre(institution_number=planned.number, **_fields(planned, boards)) for planned in new]
    bulk.insert(Centre, added)
    for planned, centre in zip(new, added, strict=True):
        planned.pk = centre.pk
    added_ids = {centre.pk for centre in added}
    known = {planned.pk: planned for planned in todo if planned.pk not in added_ids}
    centres = locked(Centre, ((pk, planned.revision) for pk, planned in known.items()))
    names = {"revision"}
    changed = []
    for centre in centres:
        fields = _fields(known[centre.pk], boards)
        if fields:
            _set(centre, fields)
            changed.append(centre)
            names |= set(fields)
    bulk.update(Centre, changed, written_names(Centre, names))
    return added, changed


def _fields(planned: Planned, boards: dict[str, Board]) -> dict[str, object]:
    return planned.fields | ({"board": boards[planned.board]} if planned.board else {})


def _sites(todo: list[Planned]) -> tuple[list[Site], list[Site]]:
    """(added, changed)"""
    new = [(planned.pk, site) for planned in todo if planned.pk for site in planned.sites if site.pk is None]
    added = [Site(centre_id=pk, number=site.number, **site.fields) for pk, site in new]
    bulk.insert(Site, added)
    known: dict[int, PlannedSite] = {site.pk: site for planned in todo for site in planned.sites if site.pk is not None}
    sites = locked(Site, ((pk, site.revision) for pk, site in known.items()))
    for site in sites:
        _set(site, known[site.pk].fields)
    bulk.update(Site, sites, sorted({name for site in known.values() for name in site.fields} | {"revision"}))
    return added, sites


def locked(model: type, wanted: Iterable[tuple[int | None, int]]) -> list:
    """These rows, locked. Raises Moved where one is gone or no longer at its revision."""
    revisions = dict(wanted)
    found = []
    for ids in batches(sorted(revisions)):  # type: ignore[type-var]
        found += model.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")  # type: ignore[attr-defined]
    if len(found) != len(revisions) or any(one.revision != revisions[one.pk] for one in found):
        raise Moved
    return found


def _set(record: Board | Centre | Site, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    record.revision += 1
