"""No cell of a file is ever a formula, and Dutch Excel opens the file as it is."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from portal.centres.importing.reading import read
from portal.centres.sheets import csv_lines, workbook

DANGEROUS = [
    "=1+1",
    "@SUM(A1)",
    "+32 2 123",
    "-1+2",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
]
PLAIN = ["CLW Aalst; Noord", 'De "Zavel"', "Café Zoë", "1-2", "", "twee\nregels"]


def in_a_workbook(row):
    with workbook([row], "x") as file:
        (cells,) = load_workbook(BytesIO(file.read())).active.rows
    return cells


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_would_be_computed_is_text_in_csv(cell):
    told = b"".join(csv_lines([["a", cell]])).decode("utf-8-sig")
    assert list(csv.reader(StringIO(told, newline=""), delimiter=";")) == [["a", f"'{cell}"]]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_would_be_computed_is_text_in_a_workbook(cell):
    row = in_a_workbook(["a", cell])
    assert row[1].data_type in ("s", "inlineStr")
    assert row[1].value.strip() == cell.strip()


def test_other_cells_are_as_they_are():
    told = b"".join(csv_lines([PLAIN]))
    assert told.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(told.decode("utf-8-sig"), newline=""), delimiter=";")) == [PLAIN]
    row = in_a_workbook(PLAIN)
    assert [cell.value or "" for cell in row] == PLAIN


def test_spaces_and_signs_of_xml_stay_and_empty_cells_are_empty():
    cells = in_a_workbook([" a ", "", "<f>1+1</f> & ]]>", "", "end"])
    assert [(cell.coordinate, cell.value) for cell in cells] == [
        ("A1", " a "),
        ("B1", None),
        ("C1", "<f>1+1</f> & ]]>"),
        ("D1", None),
        ("E1", "end"),
    ]
    assert "f" not in {cell.data_type for cell in cells}


def test_the_import_reads_what_the_export_writes():
    with workbook([["Nummer", "Naam"], ["123456", "=1+1"], ["", "Zonder"]], "x") as file:
        table = read(file.read(), frozenset())
    assert (table.header, [cells for _row, cells in table.rows]) == (
        ["Nummer", "Naam"],
        [["123456", "=1+1"], ["", "Zonder"]],
    )


def test_a_character_that_no_workbook_can_hold_is_left_out():
    row = in_a_workbook(["a\x00b\x1f"])
    assert row[0].value == "ab"
