"""What a file is once it was read: rows of cells, each cell a text, or the sign of what can't be taken as one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from portal.centres.importing.reasons import Reason, Refused

MEGABYTE = 1_000_000
MAX_BYTES = 20 * MEGABYTE
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 20_000  # in a row of a CSV file, as some programs write empty cells to the end of the sheet
HEADER_WITHIN = 20  # rows: a title and a few remarks may stand above the names of the columns


@dataclass(frozen=True)
class Formula:
    """A cell that is computed. What it shows isn't what it holds, and it may reach outside the file."""

    text: str


@dataclass(frozen=True)
class ErrorCell:
    """#REF! and the like."""

    text: str


Cell = str | Formula | ErrorCell
Row = tuple[int, list[Cell]]  # its number as the spreadsheet program shows it, from 1


@dataclass
class Table:
    header: list[str]
    rows: Iterator[Row]  # below the header, read while they are asked for


def tabled(rows: Iterable[Row], known: frozenset[str] = frozenset()) -> Table:
    """The table in these rows.

    Its header is the first row of which two names are `known`, else the first row with two filled cells. Raises
    Refused.
    """
    rows = iter(rows)
    first = list(islice(rows, HEADER_WITHIN))
    if not first:
        raise Refused(Reason.EMPTY)
    place = _header_place(first, known)
    number, cells = first[place]
    header = [cell if isinstance(cell, str) else cell.text for cell in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise Refused(Reason.TOO_WIDE, row=number, limit=MAX_COLUMNS)
    return Table(header, counted(chain(first[place + 1 :], rows)))


def _header_place(first: list[Row], known: frozenset[str]) -> int:
    for place, (_number, cells) in enumerate(first):
        if sum(isinstance(cell, str) and cell.strip().casefold() in known for cell in cells) > 1:
            return place
    for place, (_number, cells) in enumerate(first):
        if sum(bool(cell) for cell in cells) > 1:
            return place
    raise Refused(Reason.NO_HEADER)


def counted(rows: Iterable[Row]) -> Iterator[Row]:
    """These rows, as long as they aren't too many."""
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise Refused(Reason.TOO_MANY_ROWS, row=row[0], limit=MAX_ROWS)
        yield row
