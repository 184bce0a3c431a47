"""What an import would change: institutions of a file beside those of the database, field by field. Writes nothing."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Model

from portal.centres.enums import CentreStatus
from portal.centres.importing.cleaning import Value
from portal.centres.importing.columns import LABELS, NUMBER
from portal.centres.importing.gathering import Gathered, Told, Wrong
from portal.centres.importing.plan import Plan, Planned, PlannedBoard, PlannedSite
from portal.centres.importing.reasons import Reason
from portal.centres.models import Board, Centre, Site
from portal.centres.provinces import province_at
from portal.paging import batches

NEW_CENTRE_NEEDS = ("name", "network")
NEW_SITE_NEEDS = ("street", "postcode", "municipality")
DATES = ("begins_on", "ends_on")


def compare(gathered: Gathered, *, whole: bool = True, only_dbso: bool = False) -> Plan:
    """What storing this would change. `whole`: the source tells of all institutions, so others are missing from it.

    `only_dbso`: new institutions of another main structure are left out, with what is wrong in their rows.
    """
    known = Known(gathered.told)
    left_out = known.new_and_not_dbso(gathered.told) if only_dbso else {}
    known.name_boards(told for told in gathered.told.values() if told.number not in left_out)
    skipped = {row for told in left_out.values() for row in told.all_rows}
    plan = Plan(wrong=[one for one in gathered.wrong if one.row not in skipped], left_out=len(left_out))
    columns = gathered.columns
    found: dict[str, int] = {number: told.row for number, told in left_out.items()}
    for told in gathered.told.values():
        if told.number in left_out:
            continue
        number = known.number_of(told.number)
        planned, wrong = known.plan(told, number)
        if number in found:
            wrong.append((NUMBER, told.row, Reason.SAME_NUMBER, {"row": found[number]}))
        found.setdefault(number, told.row)
        plan.wrong += [Wrong.of(columns, row, (key, reason, about)) for key, row, reason, about in wrong]
        if not wrong and not told.is_wrong:  # else it is counted as that alone
            plan.planned.append(planned)
    plan.boards = [board for board in known.told_boards.values() if board.pk is None or known.is_renamed(board)]
    plan.boards_by_name = known.boards_by_name_alone
    plan.wrong.sort(key=partial(place_in_file, {name: place for place, name in enumerate(columns.names)}))
    if whole:
        plan.missing = missing(set(found), known, {planned.number: planned for planned in plan.planned})
    return plan


def place_in_file(places: dict[str, int], wrong: Wrong) -> tuple[int, int]:
    """By row and column; first what is about the whole row, last what no column tells."""
    if field := wrong.values.get("field"):
        return wrong.row, len(places) + list(LABELS).index(field)
    return wrong.row, places.get(wrong.column, -1)


def missing(found: set[str], known: "Known", planned: dict[str, Planned]) -> list[tuple[str, str]]:
    """Active centres that the source doesn't tell of, and sites of those that it does. Nothing happens to them."""
    active = Centre.objects.filter(status=CentreStatus.ACTIVE).order_by("institution_number")
    gone = [row for row in active.values_list("institution_number", "name") if row[0] not in found]
    for number, centre in known.centres.items():
        if number in planned and known.told_sites.get(number):
            sites = known.sites.get(centre.pk, {})
            gone += [(f"{number}/{one}", centre.name) for one in sorted(sites) if one not in known.told_sites[number]]
    return gone


class Known:
    """What the database holds about the institutions of a file; 1 query per 500 of them and kind of record."""

    def __init__(self, told: dict[str, Told]):
        spelled = sorted({one for number in told for one in spellings(number)})
        self.centres: dict[str, Centre] = {}
        for numbers in batches(spelled):
            rows = Centre.objects.filter(institution_number__in=numbers)
            self.centres |= {centre.institution_number: centre for centre in rows}
        self.sites: dict[int, dict[str, Site]] = {}
        for ids in batches(sorted(centre.pk for centre in self.centres.values())):
            for site in Site.objects.filter(centre__in=ids):
                self.sites.setdefault(site.centre_id, {})[site.number] = site
        boards = list(Board.objects.all())
        self.boards = {board.institution_number: board for board in boards}
        self.boards_by_id = {board.pk: board for board in boards}
        self.boards_by_name: dict[str, list[Board]] = {}
        for board in boards:
            self.boards_by_name.setdefault(board.name.casefold(), []).append(board)
        self.told_sites: dict[str, set[str]] = {}
        self.told_boards: dict[str, PlannedBoard] = {}
        self.told_names: dict[str, str] = {}
        self.boards_by_name_alone = 0

    def name_boards(self, told: Iterable[Told]) -> None:
        """Hear which names these tell of boards, for those that tell a number alone."""
        for one in told:
            if {"board.number", "board.name"} <= one.values.keys():
                self.told_names.setdefault(str(one.values["board.number"]), str(one.values["board.name"]))

    def new_and_not_dbso(self, told: dict[str, Told]) -> dict[str, Told]:
        unknown = (number for number in told if self.number_of(number) not in self.centres)
        return {number: told[number] for number in unknown if told[number].is_not_dbso}

    def number_of(self, written: str) -> str:
        """The number by which the portal knows the institution: with or without the zeros that a program lost."""
        return next((one for one in spellings(written) if one in self.centres), written)

    def plan(self, told: Told, number: str) -> tuple[Planned, list[tuple[str, int, Reason, dict[str, Any]]]]:
        """What would be written of it, and (key, row, reason, values) of what is wrong."""
        centre = self.centres.get(number)
        self.told_sites.setdefault(number, set()).update(told.sites)
        fields = told.fields()
        name = centre.name if centre else str(fields.get("name", ""))
        planned = Planned(number, told.row, name, centre.pk if centre else None, centre.revision if centre else 0)
        wrong: list[tuple[str, int, Reason, dict[str, Any]]] = []
        if centre is None:
            if len(number) < 5:
                wrong.append((NUMBER, told.row, Reason.ZEROS_LOST, {"value": number}))
            said = fields.keys() | told.refused
            wrong += [(key, told.row, Reason.NEW_WITHOUT, {}) for key in NEW_CENTRE_NEEDS if key not in said]
        planned.fields = changed(centre, fields | province_by_postcode(centre, fields), planned.changes)
        begins, ends = (fields.get(key) or getattr(centre, key, None) for key in DATES)
        if begins and ends and begins > ends and not told.refused & set(DATES):  # type: ignore[operator]
            wrong.append(("ends_on", told.rows.get("ends_on", told.row), Reason.DATES, {}))
        if not told.refused & {"board.number", "board.name"}:
            self._plan_board(planned, told, centre, wrong)
        self._plan_sites(planned, told, wrong)
        return planned, wrong

    def _plan_board(self, planned: Planned, told: Told, centre: Centre | None, wrong: list) -> None:
        """The board that it gets. One that nobody knows, and of which no row tells the name, is left out."""
        number, name = str(told.values.get("board.number", "")), str(told.values.get("board.name", ""))
        if not number and name:
            # By its name alone: the one board that is called so; another name says too little to change anything.
            self.boards_by_name_alone += 1
            same = self.boards_by_name.get(name.casefold(), [])
            number = same[0].institution_number if len(same) == 1 else ""
        if not number:
            return
        board = self.boards.get(next((one for one in spellings(number) if one in self.boards), number))
        row = told.rows.get("board.number", told.row)
        name = name or self.told_names.get(number, "")
        if board is None and not name:
            planned.board_left_out = number
            return
        if board is None and len(number) < 5:
            wrong.append(("board.number", row, Reason.ZEROS_LOST, {"value": number}))
            return
        if board:
            number = board.institution_number
        known = self.boards_by_id.get(centre.board_id) if centre and centre.board_id else None
        if not known or known != board:
            planned.board = number
            old = f"{known.institution_number} {known.name}" if known else ""
            planned.changes.append({"field": "board", "old": old, "new": f"{number} {board.name if board else name}"})
        if told.values.get("board.name") and told.values.get("board.number"):
            self._plan_name_of_board(planned, PlannedBoard(number, name, row), wrong)

    def _plan_name_of_board(self, planned: Planned, board: PlannedBoard, wrong: list) -> None:
        """The name that the file tells of a board counts for all of its centres, so it must be one."""
        if known := self.boards.get(board.number):
            board.pk, board.revision = known.pk, known.revision
            if known.name != board.name:
                planned.changes.append({"field": "board.name", "old": known.name, "new": board.name})
        first = self.told_boards.setdefault(board.number, board)
        if first.name != board.name:
            about = {"value": board.name, "row": first.row, "other": first.name}
            wrong.append(("board.name", board.row, Reason.BOARD_TWICE, about))

    def is_renamed(self, board: PlannedBoard) -> bool:
        return self.boards[board.number].name != board.name

    def _plan_sites(self, planned: Planned, told: Told, wrong: list) -> None:
        known = self.sites.get(planned.pk, {}) if planned.pk else {}
        for number, place in sorted(told.sites.items()):
            site = known.get(number)
            if site is None:
                said = place.values.keys() | place.refused
                wrong += [(f"site.{key}", place.row, Reason.NEW_SITE, {}) for key in NEW_SITE_NEEDS if key not in said]
            fields = changed(site, place.values, planned.changes, number)
            if fields or site is None:
                revision = site.revision if site else 0
                planned.sites.append(PlannedSite(number, fields, site.pk if site else None, revision))


def province_by_postcode(centre: Centre | None, fields: dict[str, Value]) -> dict[str, Value]:
    """The province where nobody tells it and the postcode does: else no filter by province would find the centre."""
    if fields.get("province") or (centre and centre.province):
        return {}
    province = province_at(str(fields.get("postcode", "")))
    return {"province": province} if province else {}


def spellings(number: str) -> list[str]:
    """As it is written, then with fewer and with more zeros before it."""
    bare = number.lstrip("0")
    return list(dict.fromkeys([number, *(bare.zfill(length) for length in (5, 6) if length >= len(bare))]))


def changed(record: Model | None, values: dict[str, Value], changes: list[dict[str, str]], site: str = "") -> dict:
    """The values that the record doesn't have yet, each noted in `changes` with what it is now."""
    found = {key: value for key, value in values.items() if record is None or getattr(record, key) != value}
    for key, value in found.items():
        old = "" if record is None else getattr(record, key)
        about = {"field": key, "old": "" if old is None else str(old), "new": str(value)}
        changes.append(about | {"site": site} if site else about)
    return found
