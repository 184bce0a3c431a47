"""A few values of each column, for whoever says what the columns tell."""

from contextlib import suppress
from itertools import islice

from portal.centres.importing.reasons import Refused
from portal.centres.importing.tables import Cell, Table
from portal.centres.lines import cut
from portal.texts import as_seen

SHOWN = 3
LONGEST = 40  # characters of one
LOOKED_AT = 100  # rows


def examples_of(table: Table) -> list[list[str]]:
    """Of each column up to SHOWN different values out of its first rows, cut. Reads no further than it must."""
    found: list[list[str]] = [[] for _name in table.header]
    with suppress(Refused):  # the worker meets it too, and tells the row
        for _row, cells in islice(table.rows, LOOKED_AT):
            for values, cell in zip(found, cells, strict=False):
                text = _shown(cell)
                if text and len(values) < SHOWN and text not in values:
                    values.append(text)
    return found


def _shown(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else cell.text
    return cut(" ".join(as_seen(text[:1000]).split()), LONGEST)
