"""Whatever a spreadsheet program makes of a table comes out as the same rows, or is refused with its row."""

import random
import re
import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from portal.centres.importing import tables, workbook
from portal.centres.importing.reading import read
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import ErrorCell, Formula
from tests.centres.importing.files import csv_file, xlsx_file

HEADER = ["nummer", "naam", "plaats"]
ROWS = [["30569", "Café Zoë", "Genk"], ["123456", "CLW", "Vilvoorde"]]


def everything(raw, known=frozenset()):
    table = read(raw, known)
    return table.header, list(table.rows)


def refusal(raw):
    with pytest.raises(Refused) as refused:
        everything(raw)
    return refused.value.reason, refused.value.row


AS_READ = (HEADER, [(2, ROWS[0]), (3, ROWS[1])])


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_separators_and_line_ends(separator, encoding, end):
    assert everything(csv_file(HEADER, *ROWS, separator=separator, encoding=encoding, end=end)) == AS_READ


def test_a_workbook_says_the_same():
    assert everything(xlsx_file(HEADER, *ROWS)) == AS_READ


def test_numbers_and_dates_of_a_workbook_become_what_one_would_type():
    raw = xlsx_file(HEADER, [30569.0, 1.5, date(2026, 9, 1)], [30569, True, None])
    assert everything(raw)[1] == [(2, ["30569", "1.5", "2026-09-01"]), (3, ["30569", "1"])]


def test_quoted_separators_quotes_and_newlines():
    raw = b'nummer;naam\r\n30569;"Genk; ""De Zavel""\r\ntweede regel"\r\n30570;B\r\n'
    assert everything(raw)[1] == [(2, ["30569", 'Genk; "De Zavel"\r\ntweede regel']), (3, ["30570", "B"])]


def test_a_line_that_names_the_separator_and_a_title_above_the_header():
    assert everything(b"sep=,\r\nnummer,naam\r\n1,A\r\n") == (["nummer", "naam"], [(3, ["1", "A"])])
    raw = xlsx_file(["Instellingen", None], [None, None], ["a", "b"], HEADER, *ROWS)
    assert everything(raw, frozenset(HEADER)) == (HEADER, [(5, ROWS[0]), (6, ROWS[1])])


def test_empty_rows_are_left_out_and_keep_their_number():
    assert everything(b"nummer;naam\n;\n30569;A\n\n30570;B\n")[1] == [(3, ["30569", "A"]), (5, ["30570", "B"])]


def test_cells_that_are_merged_downward_hold_for_each_row():
    raw = xlsx_file(HEADER, ["30569", "Genk", "A"], [None, None, "B"], ["30570", "Diest", "C"], merged=["A2:A3"])
    assert everything(raw)[1] == [
        (2, ["30569", "Genk", "A"]),
        (3, ["30569", "", "B"]),
        (4, ["30570", "Diest", "C"]),
    ]


def test_cells_that_are_merged_sideways_hold_for_the_first_column():
    raw = xlsx_file(HEADER, ["30569", "Genk", None], merged=["B2:C2"])
    assert everything(raw)[1] == [(2, ["30569", "Genk"])]


def test_formulas_are_told_from_text():
    raw = xlsx_file(HEADER, ["=1+1", "naam", "#REF!"])
    assert everything(raw)[1] == [(2, [Formula("=1+1"), "naam", ErrorCell("#REF!")])]
    raw = b"nummer;naam;plaats\n" + b'"=""030569""";=HYPERLINK(A1);\'=A1\n+32 2 123;-;@x\n'
    assert everything(raw)[1] == [
        (2, ["030569", Formula("=HYPERLINK(A1)"), "=A1"]),
        (3, ["+32 2 123", "-", "@x"]),
    ]


def test_leading_zeros_are_kept():
    assert everything(csv_file(HEADER, ["030569", "A", "01"]))[1] == [(2, ["030569", "A", "01"])]
    assert everything(xlsx_file(HEADER, ["030569", "A", "01"]))[1] == [(2, ["030569", "A", "01"])]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", (Reason.EMPTY, 0)),
        (b" \r\n\n", (Reason.EMPTY, 0)),
        (b"\xef\xbb\xbf", (Reason.EMPTY, 0)),
        (b"%PDF-1.7 nummer;naam", (Reason.BINARY, 0)),
        (b"\xd0\xcf\x11\xe0 old", (Reason.OLD_WORKBOOK, 0)),
        (b"PK\x03\x04 not really", (Reason.BROKEN_WORKBOOK, 0)),
        (b"nummer;naam\n1;a\x00b\n", (Reason.BINARY, 2)),
        (b"nummer;naam\n1;\x81\x8d\n", (Reason.BROKEN_TEXT, 0)),
        (b'nummer;naam\n1;"open\n2;b\n', (Reason.BROKEN_QUOTES, 2)),
        (b'nummer;naam\n1;"a"b\n', (Reason.BROKEN_QUOTES, 2)),
        (b"nummer;naam\n1;" + b"x" * 200_000 + b"\n", (Reason.BROKEN_QUOTES, 2)),
        (b"only one column\n1\n2\n", (Reason.NO_HEADER, 0)),
    ],
)
def test_what_is_no_table(raw, reason):
    assert refusal(raw) == reason


def test_random_bytes_are_refused_or_read_but_never_a_fault():
    chance = random.Random(4)
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b'a;b\n"'):
        for length in (3, 100, 5000):
            with suppress(Refused):  # either outcome is right
                everything(start + chance.randbytes(length))


def zipped(entries):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return made.getvalue()


def test_a_zip_that_is_no_workbook():
    assert refusal(zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})) == (Reason.BINARY, 0)
    assert refusal(zipped({"[Content_Types].xml": "<x/>"})) == (Reason.BROKEN_WORKBOOK, 0)


def test_a_workbook_that_is_cut_off_or_damaged():
    raw = xlsx_file(HEADER, *ROWS)
    assert refusal(raw[: len(raw) // 2]) == (Reason.BROKEN_WORKBOOK, 0)
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert refusal(zipped(entries | {sheet: entries[sheet][:-80]})) == (Reason.BROKEN_WORKBOOK, 0)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    evil = entries[sheet].replace(b"<worksheet", entity + b"<worksheet", 1)
    assert refusal(zipped(entries | {sheet: evil})) == (Reason.BROKEN_WORKBOOK, 0)


def test_a_workbook_that_unpacks_to_too_much_is_never_unpacked(monkeypatch):
    monkeypatch.setattr(workbook, "opened", None)
    raw = zipped({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b"\0" * 90_000_000})
    assert len(raw) < 100_000
    assert refusal(raw) == (Reason.TOO_LARGE_INSIDE, 0)


def swollen(part, behind, what, size):
    """A workbook of which one part holds so many bytes of the same element behind a tag."""
    with zipfile.ZipFile(BytesIO(xlsx_file(HEADER, *ROWS))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    place = entries[part].index(b">", entries[part].index(behind)) + 1
    entries[part] = entries[part][:place] + what * (size // len(what)) + entries[part][place:]
    return zipped(entries)


@pytest.mark.parametrize(
    ("part", "behind", "what", "size"),
    [
        ("xl/styles.xml", b"<cellXfs", b"<xf/>", 1_100_000),
        ("xl/workbook.xml", b"<sheets", b"<x/>", 1_100_000),
        ("[Content_Types].xml", b"<Types", b"<Default/>", 1_100_000),
    ],
)
def test_a_part_that_is_read_as_a_whole_is_small_or_never_unpacked(part, behind, what, size, monkeypatch):
    monkeypatch.setattr(workbook, "opened", None)
    assert refusal(swollen(part, behind, what, size)) == (Reason.TOO_LARGE_INSIDE, 0)


def test_so_are_the_strings_of_a_workbook(monkeypatch):
    monkeypatch.setattr(workbook, "opened", None)
    raw = zipped({"[Content_Types].xml": b"", "xl/sharedStrings.xml": b"<si><t>a</t></si>" * 1_200_000})
    assert refusal(raw) == (Reason.TOO_LARGE_INSIDE, 0)


@pytest.mark.parametrize(
    ("behind", "what", "size"), [(b"<row", b"<c/>", 1_500_000), (b"</sheetData", b"<x/>", 4_500_000)]
)
def test_an_endless_row_is_refused_before_it_is_read(behind, what, size, monkeypatch):
    monkeypatch.setattr(workbook, "filled", None)
    raw = swollen("xl/worksheets/sheet1.xml", behind, what, size)
    assert refusal(raw) == (Reason.BROKEN_WORKBOOK, 0)


def test_a_workbook_with_shared_strings_as_excel_writes_it():
    with zipfile.ZipFile(BytesIO(xlsx_file(["{}"] * 3, ["{}"] * 3))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    sheet, kind = "xl/worksheets/sheet1.xml", b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    for number in range(6):
        cell = re.search(rb't="inlineStr">.*?</c>', entries[sheet])[0]
        entries[sheet] = entries[sheet].replace(cell, b't="s"><v>%d</v></c>' % number, 1)
    strings = "".join(f"<si><t>{text}</t></si>" for text in [*HEADER, *ROWS[0]])
    entries["xl/sharedStrings.xml"] = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'.encode()
    )
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.sharedStrings+xml"/></Types>' % kind
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(b"</Types>", part)
    assert everything(zipped(entries)) == (HEADER, [(2, ROWS[0])])


def test_an_entity_of_another_file_is_never_read():
    with zipfile.ZipFile(BytesIO(xlsx_file(HEADER, *ROWS))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
    evil = entries[sheet].replace(b"<worksheet", outside, 1)
    assert refusal(zipped(entries | {sheet: evil})) == (Reason.BROKEN_WORKBOOK, 0)


def test_a_file_of_too_many_columns():
    assert refusal(b"a;" * 30_000 + b"a\n1;2\n") == (Reason.TOO_WIDE, 1)
    assert refusal(b"a;" * 201 + b"\n1;2\n") == (Reason.TOO_WIDE, 1)
    assert everything(b"a;b" + b";" * 5_000 + b"\n1;2\n") == (["a", "b"], [(2, ["1", "2"])])


def test_a_file_that_is_too_large_or_too_long(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert refusal(csv_file(HEADER, *[ROWS[0]] * 4)) == (Reason.TOO_MANY_ROWS, 5)
    assert refusal(b"a;b\n" * 5_000_001) == (Reason.TOO_LARGE, 0)


def test_hidden_sheets_and_empty_rows_that_pretend():
    book = Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["secret", "x"])
    seen = book.create_sheet("seen")
    seen.append(HEADER)
    seen.append(ROWS[0])
    seen.cell(900_000, 1).font = Font(bold=True)
    made = BytesIO()
    book.save(made)
    assert everything(made.getvalue()) == (HEADER, [(2, ROWS[0])])


def test_a_row_far_below_the_others_is_read_too():
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(ROWS[0])
    for number in (20_000, 1_048_576):
        for column, value in enumerate(ROWS[1], 1):
            book.active.cell(number, column, value)
    made = BytesIO()
    book.save(made)
    assert everything(made.getvalue()) == (HEADER, [(2, ROWS[0]), (20_000, ROWS[1]), (1_048_576, ROWS[1])])


def test_a_row_below_the_last_of_any_sheet_is_refused():
    rows = xlsx_file(HEADER, ROWS[0])
    with zipfile.ZipFile(BytesIO(rows)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entries[sheet] = entries[sheet].replace(b'<row r="2"', b'<row r="1048577"')
    assert refusal(zipped(entries))[0] == Reason.BROKEN_WORKBOOK


SST = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_texts(texts, part=SST):
    """A workbook that shares these texts, under the name that it gives to the part itself."""
    with zipfile.ZipFile(BytesIO(xlsx_file(HEADER, *ROWS))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode()
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(b"</Types>", named)
    return zipped(entries | {part: f"<sst {MAIN}>{texts}</sst>".encode()})


@pytest.mark.parametrize("part", [SST, "xl/texts.bin", "xl/worksheets/texts.xml"])
@pytest.mark.parametrize("texts", ["<si/>" * 300_000, f"<si>{'<r><t/></r>' * 400_000}</si>"])
def test_a_small_workbook_of_very_many_texts(texts, part):
    assert refusal(with_texts(texts, part)) == (Reason.TOO_MANY_TEXTS, 0)


def test_a_small_sheet_of_very_many_cells(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_SHEET_CELLS", 20_000)
    with zipfile.ZipFile(BytesIO(xlsx_file(HEADER, *ROWS))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    rows = ("<row>" + "<c/>" * 200 + "</row>") * 110
    entries["xl/worksheets/sheet1.xml"] = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    assert refusal(zipped(entries)) == (Reason.TOO_MANY_SHEET_CELLS, 0)
