"""Files as they come in: made here, cell by cell."""

from io import BytesIO

from openpyxl import Workbook

HEADER = [
    "nummer_instelling",
    "naam_instelling",
    "intern_volgnr_vpl",
    "straatnaam_vpl",
    "huisnr_vpl",
    "postnummer_vpl",
    "gemeente_vpl",
    "fusiegemeente_vpl",
    "provincie_vpl",
    "naam_im",
    "naam_net",
    "nummer_hoofdstructuur",
]
GENK = [
    "30569",
    "CDO Genk",
    "01",
    "Stationsstraat",
    "12",
    "3600",
    "Genk",
    "Genk",
    "Limburg",
    "",
    "Gemeenschapsonderwijs",
]
GENK = [*GENK, "312"]


def csv_file(*rows, separator=";", encoding="utf-8", end="\r\n"):
    return (end.join(separator.join(row) for row in rows) + end).encode(encoding)


def xlsx_file(*rows, merged=(), sheets=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    for title, state in sheets:
        book.create_sheet(title).sheet_state = state
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def institutions(count, first=100_000):
    """Rows of the public form: `count` institutions with a site each."""
    for number in range(first, first + count):
        street, house, postcode = f"Straat {number % 977}", str(number % 200 + 1), str(1000 + number % 9000)
        town = f"Gemeente {number % 300}"
        place = [street, house, postcode, town, town, "Limburg"]
        yield [str(number), f"School {number}", "01", *place, "", "Vrij gesubsidieerd onderwijs", "312"]
