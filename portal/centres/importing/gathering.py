"""Rows as institutions: those of one institution taken together, with all that is wrong in them.

An empty cell says nothing: what the portal knows stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.centres.importing.cleaning import Value, clean, longest
from portal.centres.importing.columns import NUMBER, Columns
from portal.centres.importing.reasons import NETWORK_NAMES, Reason, Refused
from portal.centres.importing.tables import Row

Mistake = tuple[str, Reason, dict[str, Any]]  # what it is about ("": the whole row), why, with which values
DBSO = "312"
ADDRESS = ("street", "postcode", "municipality", "province")
EVERY = 500  # rows


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row; `column` by its name in the file, "" for the whole row."""

    row: int
    column: str
    reason: Reason
    values: dict[str, Any]

    @classmethod
    def of(cls, columns: Columns, row: int, mistake: Mistake) -> "Wrong":
        """Of a mistake; one about what no column tells names it in `values` instead."""
        key, reason, about = mistake
        column = columns.column_of(key)
        return cls(row, column, reason, about if column or not key else about | {"field": key})


@dataclass
class Place:
    """What the file tells of a site: each value with the row that said it first."""

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)  # told, but in a row that tells it wrongly

    def hear(self, row: int, values: dict[str, Value], refused: set[str]) -> list[tuple[str, dict[str, Any]]]:
        """Keep what is told for the first time; gives back what contradicts an earlier row."""
        self.refused |= refused
        contradictions = []
        for key, value in values.items():
            known = self.values.setdefault(key, value)
            said_by = self.rows.setdefault(key, row)
            if known != value:
                contradictions.append((key, {"value": _named(key, value), "row": said_by, "other": _named(key, known)}))
        return contradictions


def _named(key: str, value: Value) -> str:
    return NETWORK_NAMES[str(value)] if key == "network" else str(value)


@dataclass
class Told(Place):
    """An institution as the file tells it."""

    number: str = ""
    sites: dict[str, Place] = field(default_factory=dict)
    structures: list[str] = field(default_factory=list)
    all_rows: list[int] = field(default_factory=list)
    is_wrong: bool = False  # in any of its rows

    @property
    def is_not_dbso(self) -> bool:
        """Whether it is told, and told well, that none of its main structures is 312."""
        return bool(self.structures) and DBSO not in self.structures and "main_structure" not in self.refused

    def fields(self) -> dict[str, Value]:
        """What is told about the centre itself; its address is that of its first site, unless it has one of its own."""
        found = {key: value for key, value in self.values.items() if "." not in key and key != NUMBER}
        if self.structures:
            # One centre, several main structures: the portal is about part-time education.
            found["main_structure"] = DBSO if DBSO in self.structures else self.structures[0]
        if self.sites and not any(key in found for key in ("street", "postcode", "municipality")):
            first = self.sites[min(self.sites)].values
            found |= {key: first[key] for key in ADDRESS if key in first and key not in found}
        return found


@dataclass
class Gathered:
    columns: Columns
    told: dict[str, Told] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    rows: int = 0


def gather(rows: Iterable[Row], columns: Columns, tick: Callable[[int], None] = lambda rows: None) -> Gathered:
    """The institutions in these rows. `tick` is called now and then with how many rows were read."""
    gathered = Gathered(columns)
    for number, cells in rows:
        gathered.rows += 1
        if gathered.rows % EVERY == 0:
            tick(gathered.rows)
        _hear(number, cells, gathered)
    tick(gathered.rows)
    return gathered


def _hear(row: int, cells: list, gathered: Gathered) -> None:
    """Note what the row tells, and all that is wrong in it: it is looked over to its end."""
    columns = gathered.columns
    values, wrong = _cleaned(columns, cells)
    refused = {key for key, _reason, _about in wrong}
    wrong += _join_house(values, refused)
    wrong += [(key, Reason.MISSING, {}) for key in _needed(values, refused)]
    if any(cells[len(columns.names) :]):
        # Nobody knows which cell is one too many: what the row tells isn't held against another.
        wrong.append(("", Reason.TOO_MANY_CELLS, {}))
    elif NUMBER in values:
        wrong += _add(gathered, row, values, refused, is_wrong=bool(wrong))
    gathered.wrong += [Wrong.of(columns, row, mistake) for mistake in wrong]


def _cleaned(columns: Columns, cells: list) -> tuple[dict[str, Value], list[Mistake]]:
    values: dict[str, Value] = {}
    wrong: list[Mistake] = []
    for key, cell in zip(columns.keys, cells, strict=False):
        if not key:
            continue
        try:
            value = clean(key, cell)
        except Refused as refused:
            wrong.append((key, refused.reason, refused.values))
        else:
            if value:
                values[key] = value
    return values, wrong


def _needed(values: dict[str, Value], refused: set[str]) -> list[str]:
    told = values.keys() | refused
    # Of an institution without sites the cells about a site are empty; a name or an address is of some site.
    has_place = any(key.startswith("site.") and key != "site.province" for key in told)
    needed = [NUMBER, "site.number"] if has_place else [NUMBER]
    return [key for key in needed if key not in told]


def _join_house(values: dict[str, Value], refused: set[str]) -> list[Mistake]:
    """Puts a house number behind its street; with one of them wrong neither is known. Gives back what is too long."""
    wrong: list[Mistake] = []
    for street, house in (("street", "house"), ("site.street", "site.house")):
        if number := values.pop(house, ""):
            values[street] = f"{values.get(street, '')} {number}".strip()
        length, limit = len(str(values.get(street, ""))), longest(street) or 0
        if length > limit:
            wrong.append((street, Reason.TOO_LONG, {"length": length, "limit": limit}))
        if length > limit or {street, house} & refused:
            refused.add(street)
            values.pop(street, None)
    return wrong


def _add(gathered: Gathered, row: int, values: dict[str, Value], refused: set[str], *, is_wrong: bool) -> list[Mistake]:
    """Lay the row with the earlier ones of its institution; gives back what contradicts them."""
    number = str(values[NUMBER])
    told = gathered.told.setdefault(number, Told(row, number=number))
    told.all_rows.append(row)
    if structure := values.pop("main_structure", ""):
        told.structures.append(str(structure))
    place = {key.removeprefix("site."): values.pop(key) for key in list(values) if key.startswith("site.")}
    found: list[Mistake] = [(key, Reason.CONTRADICTS, about) for key, about in told.hear(row, values, refused)]
    if site_number := place.pop("number", ""):
        site = told.sites.setdefault(str(site_number), Place(row))
        wrong_of_place = {key.removeprefix("site.") for key in refused if key.startswith("site.")}
        found += [(f"site.{key}", Reason.SITE_TWICE, about) for key, about in site.hear(row, place, wrong_of_place)]
    told.is_wrong = told.is_wrong or is_wrong or bool(found)
    return found
