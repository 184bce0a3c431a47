"""Rows out of a CSV file, whatever program wrote it: its encoding and its separator are found out."""

import csv
import io
import re
from collections.abc import Iterator

from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import MAX_CELLS, MAX_COLUMNS, Cell, Formula, Row

SEPARATORS = ";,\t"
_as_text = re.compile(r'="([^"]*)"')  # how a file says to Excel that 030569 is no number
# How an export (this portal's, too) says that a cell is no formula.
_kept_from_computing = re.compile(r"'[=+@\-\uff1d\uff0b\uff0d\uff20]")
_binary = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def csv_rows(raw: bytes) -> Iterator[Row]:
    """Each row that isn't empty. Raises Refused with the row: of its quotes, its encoding, or for the whole file."""
    text = decoded(raw)
    if found := _binary.search(text):
        raise Refused(Reason.BINARY, row=text.count("\n", 0, found.start()) + 1)
    separator, text = separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > MAX_CELLS:
                raise Refused(Reason.TOO_WIDE, row=number, limit=MAX_COLUMNS)
            if any(cell.strip() for cell in cells):
                yield number, [cell_of(cell) for cell in cells]
    except csv.Error as error:
        raise Refused(Reason.BROKEN_QUOTES, row=number + 1) from error


def decoded(raw: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one ("Unicode text" of Excel), else Windows-1252."""
    has_utf16_mark = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if has_utf16_mark else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Reason.BROKEN_TEXT)


def separated(text: str) -> tuple[str, str]:
    """(the separator, the text): what `sep=` on the first line says, else what makes most cells of the first lines."""
    line, _end, rest = text.partition("\n")
    if line.strip().lower().startswith("sep=") and line.strip()[4:] in (*SEPARATORS, ""):
        # Kept as an empty line, so that rows keep the numbers that they have in the file.
        return line.strip()[4:] or "\t", "\n" + rest
    beginning = text[:20_000]
    return max(SEPARATORS, key=lambda separator: _most_cells(beginning, separator)), text


def _most_cells(beginning: str, separator: str) -> int:
    most = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(beginning, newline=""), delimiter=separator)):
            most = max(most, len(cells))
            if number == 20:
                break
    except csv.Error:
        pass
    return most


def cell_of(text: str) -> Cell:
    """The cell as text; what a spreadsheet program would compute is a formula."""
    text = text.strip()
    if match := _as_text.fullmatch(text):
        return match[1]
    if _kept_from_computing.match(text):
        return text[1:]
    return Formula(text[:200]) if text.startswith("=") else text
