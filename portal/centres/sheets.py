"""Rows as a CSV file or a workbook, without holding them all. No cell is ever a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter

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


# The parts of a workbook (ECMA-376) with one sheet of text. openpyxl takes several times as long for the same.
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN = "http://schemas.openxmlformats.org"
MAIN, LINKS = f"{OPEN}/spreadsheetml/2006/main", f"{OPEN}/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
    '<sheets><sheet name="TITLE" sheetId="1" r:id="rId1"/></sheets></workbook>',
}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOT_IN_A_TITLE = re.compile(r"[\\*?:/\[\]]")
LONGEST_CELL, LONGEST_TITLE = 32_767, 31  # characters, of Excel


def workbook(rows: Iterable[list[str]], title: str) -> IO[bytes]:
    """An open file at its beginning; its rows go through a file, not through memory."""
    file = TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
    name_of_sheet = quoteattr(NOT_IN_A_TITLE.sub(" ", _text(title))[:LONGEST_TITLE])
    with ZipFile(file, "w", ZIP_DEFLATED) as book:
        for name, text in PARTS.items():
            book.writestr(name, XML + text.replace('"TITLE"', name_of_sheet))
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(_row(number, row).encode())
            sheet.write(b"</sheetData></worksheet>")
    file.seek(0)
    return file


def _row(number: int, row: list[str]) -> str:
    """Its cells hold text, whatever it begins with; an empty one is left out."""
    cells = (
        f'<c r="{get_column_letter(place)}{number}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for place, value in enumerate(row, start=1)
        if (text := _text(value))
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(value: str) -> str:
    return NOT_IN_XML.sub("", value)[:LONGEST_CELL]
