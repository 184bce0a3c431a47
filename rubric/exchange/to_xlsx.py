"""The grid of a version as a spreadsheet: a row per scale, a column per level. No cell is ever a formula."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rubric.exchange.to_case import Publication
from rubric.manuscript import Manuscript

MOST = 32_767  # characters that a cell can hold


def to_xlsx(content: Manuscript, publication: Publication) -> bytes:
    book = Workbook()
    book.properties.title = ILLEGAL_CHARACTERS_RE.sub("", content.title)
    book.properties.language = content.language
    book.properties.created = book.properties.modified = publication.changed_at.replace(tzinfo=None)
    _fill(book.active, _("Scales"), _grid(content), [8, 30, *[50] * len(content.levels)])
    _fill(book.create_sheet(), _("Levels"), _levels(content), [30, 30, 80, 12])
    _fill(book.create_sheet(), _("About"), _about(content, publication), [30, 100])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _grid(content: Manuscript) -> list[list[str]]:
    head = [_("Code"), _("Scale"), *(level.title for level in content.levels)]
    rows = [
        [scale.code, scale.title]
        + [" ".join(one.text for one in scale.levels.get(level.code, [])) for level in content.levels]
        for scale in content.scales
    ]
    return [head, *rows]


def _levels(content: Manuscript) -> list[list[str]]:
    rows = [[one.title, one.title_en, one.legend, _("yes") if one.target else ""] for one in content.levels]
    return [[_("Level"), _("English title"), _("Legend"), _("Target")], *rows]


def _about(content: Manuscript, publication: Publication) -> list[list[str]]:
    return [
        [_("What"), _("Value")],
        [_("Instrument"), content.title],
        [_("Version"), f"{content.instrument} {content.version}"],
        [_("Scope"), content.scope],
        [_("Source"), content.source],
        [_("Address"), publication.page],
        [_("SHA-256 of its text"), content.content_sha256],
    ]


def _fill(sheet: Any, title: str, rows: list[list[str]], widths: list[int]) -> None:
    worksheet: Worksheet = sheet
    worksheet.title = title
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            _write(worksheet.cell(number, column), text, bold=number == 1)
    for column, width in enumerate(widths, 1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"


def _write(cell: Cell, text: str, *, bold: bool) -> None:
    """The text as text: also "=1+1", now and after somebody edited the cell (the quote prefix)."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
