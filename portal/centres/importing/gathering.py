"""Rows as institutions: those of one institution taken together, with all that is wrong in them.

An empty cell says nothing: what the portal knows stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.centres.importing.cleaning import Value, clean
from portal.centres.importing.columns import NUMBER, Columns
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import Row

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
    def of(cls, refused: Refused, row: int = 0, column: str = "") -> "Wrong":
        return cls(refused.row or row, refused.column or column, refused.reason, refused.values)


@dataclass
class Place:
    """What the file tells of a site: each value with the row that said it first."""

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def hear(self, row: int, values: dict[str, Value]) -> list[tuple[str, dict[str, Any]]]:
        """Keep what is told for the first time; gives back what contradicts an earlier row."""
        contradictions = []
        for key, value in values.items():
            known = self.values.setdefault(key, value)
            said_by = self.rows.setdefault(key, row)
            if known != value:
                contradictions.append((key, {"value": str(value), "row": said_by, "other": str(known)}))
        return contradictions


@dataclass
class Told(Place):
    """An institution as the file tells it."""

    number: str = ""
    sites: dict[str, Place] = field(default_factory=dict)
    structures: list[str] = field(default_factory=list)

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
        values = _values(number, cells, gathered)
        if values is not None:
            _add(gathered, number, values)
    tick(gathered.rows)
    return gathered


def _values(row: int, cells: list, gathered: Gathered) -> dict[str, Value] | None:
    """What the row tells; None where anything of it is wrong. A row is looked over to its end."""
    columns, wrong = gathered.columns, []
    if any(cells[len(columns.names) :]):
        wrong.append(Wrong(row, "", Reason.TOO_MANY_CELLS, {}))
    values: dict[str, Value] = {}
    for name, key, cell in zip(columns.names, columns.keys, cells, strict=False):
        if not key:
            continue
        try:
            value = clean(key, cell)
        except Refused as refused:
            wrong.append(Wrong.of(refused, row, name))
        else:
            if value:
                values[key] = value
    _join_house(values)
    if not wrong:
        wrong += [Wrong(row, columns.column_of(key), Reason.MISSING, {}) for key in _needed(values)]
    gathered.wrong += wrong
    return None if wrong else values


def _needed(values: dict[str, Value]) -> list[str]:
    if NUMBER not in values:
        return [NUMBER]
    # Of an institution without sites the cells about a site are empty; a name or an address is of some site.
    has_place = any(key.startswith("site.") and key != "site.province" for key in values)
    return ["site.number"] if has_place and "site.number" not in values else []


def _join_house(values: dict[str, Value]) -> None:
    for street, house in (("street", "house"), ("site.street", "site.house")):
        if number := values.pop(house, ""):
            values[street] = f"{values.get(street, '')} {number}".strip()


def _add(gathered: Gathered, row: int, values: dict[str, Value]) -> None:
    number = str(values[NUMBER])
    told = gathered.told.setdefault(number, Told(row, number=number))
    if structure := values.pop("main_structure", ""):
        told.structures.append(str(structure))
    place = {key.removeprefix("site."): values.pop(key) for key in list(values) if key.startswith("site.")}
    found = [(key, Reason.CONTRADICTS, about) for key, about in told.hear(row, values)]
    if site_number := place.pop("number", ""):
        site = told.sites.setdefault(str(site_number), Place(row))
        found += [(f"site.{key}", Reason.SITE_TWICE, about) for key, about in site.hear(row, place)]
    for key, reason, about in found:
        gathered.wrong.append(Wrong(row, gathered.columns.column_of(key), reason, about))
