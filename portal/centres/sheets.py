"""Rows as a CSV file or a workbook, without holding them all. No cell is ever a formula."""

import csv
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# The full-width signs, too: Excel makes = of ＝ where Japanese is typed.
STARTS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """As Dutch Excel opens it: UTF-8 with its mark, semicolons; an apostrophe before what would be a formula."""
    writer: Any = csv.writer(_Line(), delimiter=";")
    yield b"\xef\xbb\xbf"
    for row in rows:
        yield writer.writerow([f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell for cell in row]).encode()


def workbook(rows: Iterable[list[str]], title: str) -> IO[bytes]:
    """An open file at its beginning; its rows go through a file, not through memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _text(sheet: Any, cell: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell))
    made.data_type = "s"  # whatever it begins with
    return made
