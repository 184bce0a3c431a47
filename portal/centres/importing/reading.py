"""Any file that may hold centre records, as a table. What it is shows in its first bytes, not in its name."""

from collections.abc import Iterator

from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import MAX_BYTES, MEGABYTE, Row, Table, tabled
from portal.centres.importing.text_file import csv_rows
from portal.centres.importing.workbook import xlsx_rows

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
NO_TABLE = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")


def read(raw: bytes, known: frozenset[str] = frozenset()) -> Table:
    """The table in these bytes; `known`: names of columns (casefolded) by which its header is recognised.

    Raises Refused, also later, while its rows are read.
    """
    return tabled(rows_of(raw), known)


def rows_of(raw: bytes) -> Iterator[Row]:
    if len(raw) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, limit=MAX_BYTES // MEGABYTE)
    if not raw.strip():
        raise Refused(Reason.EMPTY)
    if raw.startswith(OLD_OFFICE):
        raise Refused(Reason.OLD_WORKBOOK)
    if raw.startswith(NO_TABLE):
        raise Refused(Reason.BINARY)
    return xlsx_rows(raw) if raw.startswith(ZIP) else csv_rows(raw)
