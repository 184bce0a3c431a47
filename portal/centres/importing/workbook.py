"""Rows out of an Excel workbook (.xlsx), read while they are asked for: never the whole workbook in memory.

Formulas are refused, not taken at the value that they had when the file was saved: that value may be missing or old.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.xml.constants import SHARED_STRINGS

from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import MAX_COLUMNS, MEGABYTE, Cell, ErrorCell, Formula, Row

MAX_UNPACKED = 80 * MEGABYTE
# openpyxl makes objects of a part as a whole, a hundred times as large: only sheets are read bit by bit.
MAX_STRINGS, MAX_PART = 20 * MEGABYTE, 1 * MEGABYTE
# Each of them takes microseconds, however short it is: a small file holds millions.
MAX_TEXTS, MAX_TAGS = 250_000, 1_000_000  # of the texts that the sheets share
MAX_SHEET_CELLS = 2_000_000  # of the sheet, empty ones too: 50,000 rows of 40 columns
SHEETS, STRINGS = "xl/worksheets/", "xl/sharedStrings.xml"
MAX_ROW, MAX_REST = 1 * MEGABYTE, 4 * MEGABYTE  # of a sheet: one row, and what stands behind the last one
LAST_ROW = 1_048_576  # of a sheet, in any program
MAX_MERGED = 20_000
PART = 256 * 1024
_row = re.compile(rb"<(?:\w+:)?row[\s/>]|</(?:\w+:)?sheetData")
_cell = re.compile(rb"<(?:\w+:)?c[\s/>]")
_text = re.compile(rb"<(?:\w+:)?si[\s/>]")
_merged = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


def xlsx_rows(raw: bytes) -> Iterator[Row]:
    """Each row of the first visible sheet that isn't empty. Raises Refused."""
    require_small(raw)
    with opened(raw) as book:
        # Whatever is damaged inside: each damage raises something of its own, out of zipfile, expat or openpyxl.
        try:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise Refused(Reason.EMPTY)
            spans = merged_down(sheet)
            sheet.reset_dimensions()  # what the file says about its size is often wrong
            yield from filled(sheet.iter_rows(max_col=MAX_COLUMNS), spans)
        except Refused:
            raise
        except Exception as error:
            raise Refused(Reason.BROKEN_WORKBOOK) from error


def require_small(raw: bytes) -> None:
    """Raises Refused where the file is no workbook, or would unpack to too much: before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(Reason.BROKEN_WORKBOOK) from error
    if not any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise Refused(Reason.BINARY)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:  # zipfile gives no more than what it says here
        raise Refused(Reason.TOO_LARGE_INSIDE, limit=MAX_UNPACKED // MEGABYTE)
    for entry in entries:
        limit = MAX_STRINGS if entry.filename == STRINGS else MAX_PART
        if entry.file_size > limit and entry.filename.endswith((".xml", ".rels")) and SHEETS not in entry.filename:
            raise Refused(Reason.TOO_LARGE_INSIDE, limit=limit // MEGABYTE)


class Reader(ExcelReader):
    """openpyxl's, which makes an object of each shared text before it gives the first row."""

    def read_strings(self) -> None:
        """Raises Refused where they are more than any table's: the file says itself which part they are."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            require_few_texts(self.archive, part.PartName[1:])
        super().read_strings()


def require_few_texts(archive: zipfile.ZipFile, name: str) -> None:
    texts = tags = 0
    with archive.open(name) as source:
        while part := source.read(PART):
            tags += part.count(b"<")
            texts += len(_text.findall(part))
            if texts > MAX_TEXTS or tags > MAX_TAGS:
                raise Refused(Reason.TOO_MANY_TEXTS, limit=MAX_TEXTS)


@contextmanager
def opened(raw: bytes) -> Iterator[Any]:
    try:
        reader = Reader(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        reader.read()
        book = reader.wb
    except Refused:
        raise
    except Exception as error:
        raise Refused(Reason.BROKEN_WORKBOOK) from error
    try:
        yield book
    finally:
        book.close()


def merged_down(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Cells that are merged downward, by column (from 0): (first row, last row). Raises Refused where a row is endless.

    openpyxl leaves them out when it reads row by row; they stand behind the rows in the file.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    with sheet._get_source() as source:
        for reference in islice(_references(bounded(source)), MAX_MERGED):
            left, top, _right, bottom = range_boundaries(reference)
            if None not in (left, top, bottom) and bottom > top:
                spans.setdefault(left - 1, []).append((top, bottom))
    return spans


def bounded(source: BinaryIO) -> Iterator[bytes]:
    """The sheet in parts.

    Raises Refused where one row, or what stands behind all rows, is longer than any table's, or where there are more
    cells than in any.
    """
    length, limit, cells = 0, MAX_ROW, 0
    while part := source.read(PART):
        cells += len(_cell.findall(part))
        if cells > MAX_SHEET_CELLS:
            raise Refused(Reason.TOO_MANY_SHEET_CELLS, limit=MAX_SHEET_CELLS)
        last = None
        for last in _row.finditer(part):
            limit = MAX_REST if last[0].startswith(b"</") else limit
        length = len(part) - last.end() if last else length + len(part)
        if length > limit:
            raise Refused(Reason.BROKEN_WORKBOOK)
        yield part


def _references(parts: Iterable[bytes]) -> Iterator[str]:
    kept = b""
    for part in parts:
        text = kept + part
        end = 0
        for match in _merged.finditer(text):
            end = match.end()
            yield match[1].decode()
        kept = text[max(end, len(text) - 200) :]


def filled(rows: Iterable[Any], spans: dict[int, list[tuple[int, int]]]) -> Iterator[Row]:
    """Rows with the value of a cell that is merged downward in each row that it covers; Refused past LAST_ROW."""
    columns = [Span(column, sorted(pairs, reverse=True)) for column, pairs in spans.items()]
    blank = None
    for number, found in enumerate(rows, 1):
        if number > LAST_ROW:
            raise Refused(Reason.BROKEN_WORKBOOK)
        if found is blank and not columns:  # openpyxl gives one for all that the file leaves out: often a million
            continue
        cells = [cell_of(one) for one in found]
        is_filled = any(cells)
        for span in columns:
            span.cover(number, cells, is_filled)
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells
        else:
            blank = found


@dataclass
class Span:
    """The merged cells of one column, those further down first, and what the last one that began holds."""

    column: int
    to_come: list[tuple[int, int]]
    value: Cell = ""
    until: int = 0

    def cover(self, number: int, cells: list[Cell], is_filled: bool) -> None:
        if self.column >= len(cells):
            return
        while self.to_come and self.to_come[-1][0] <= number:
            top, bottom = self.to_come.pop()
            if top == number:
                self.value, self.until = cells[self.column], bottom
        if is_filled and number <= self.until and not cells[self.column]:
            cells[self.column] = self.value


def cell_of(found: Any) -> Cell:
    """The cell as the text that a person would have typed."""
    value = found.value
    if value is None:
        return ""
    if found.data_type in {"f", "e"}:
        return Formula(str(value)[:200]) if found.data_type == "f" else ErrorCell(str(value)[:20])
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
