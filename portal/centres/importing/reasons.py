"""Why a file, a row or a run was refused. Kept as a code with its values, and told in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.centres.enums import PROVINCES, Network
from portal.centres.lines import cut
from portal.centres.provinces import UNKNOWN as UNKNOWN_PROVINCE


class Reason(models.TextChoices):
    # The file as a whole
    EMPTY = "empty", _("The file is empty.")
    TOO_LARGE = "too_large", _("The file is larger than %(limit)s MB.")
    TOO_LARGE_INSIDE = "too_large_inside", _("Unpacked the file would be larger than %(limit)s MB.")
    TOO_MANY_ROWS = "too_many_rows", _("The file has more than %(limit)s rows.")
    TOO_WIDE = "too_wide", _("The file has more than %(limit)s columns.")
    TOO_MANY_TEXTS = "too_many_texts", _("The workbook holds more than %(limit)s texts.")
    TOO_MANY_SHEET_CELLS = (
        "too_many_sheet_cells",
        _("The sheet has more than %(limit)s cells, with empty ones: remove what stands around the table."),
    )
    BINARY = "binary", _("This is no table: give a CSV file or an Excel workbook (.xlsx).")
    OLD_WORKBOOK = (
        "old_workbook",
        _("This is an old or a protected Excel workbook: save it as .xlsx without a password."),
    )
    BROKEN_WORKBOOK = "broken_workbook", _("The workbook is damaged: it can't be opened.")
    BROKEN_TEXT = "broken_text", _("The text of the file can't be read as UTF-8 or as Windows-1252.")
    BROKEN_QUOTES = "broken_quotes", _("The quotes in this row don't match, or a cell is far too long.")
    NO_HEADER = "no_header", _("There is no row with the names of the columns.")
    NO_ROWS = "no_rows", _("There are no rows below the names of the columns.")
    DOUBLE_COLUMN = "double_column", _("The file has the column “%(column)s” twice.")
    CHANGED_FILE = "changed_file", _("The stored file is missing, or isn't the one that was given.")
    NOT_KEPT = (
        "not_kept",
        _("The file could not be stored: the portal's disk is full or out of reach. Try again later."),
    )
    # A row
    TOO_MANY_CELLS = "too_many_cells", _("The row has more cells than there are columns: a separator is too much.")
    FORMULA = "formula", _("The cell holds a formula: put its value there.")
    ERROR_CELL = "error_cell", _("The cell holds an error of the spreadsheet: %(value)s")
    MISSING = "missing", _("This must be filled in.")
    NUMBER = "number", _("“%(value)s” is no institution number: 5 or 6 digits.")
    ZEROS_LOST = (
        "zeros_lost",
        _(
            "“%(value)s” has fewer than 5 digits, and no known number is the same with zeros before it. Did the "
            "spreadsheet take them away? Make the column text and write them."
        ),
    )
    SITE_NUMBER = "site_number", _("“%(value)s” is no site number: two digits.")
    POSTCODE = "postcode", _("“%(value)s” is no postcode: 4 digits.")
    DIGITS = "digits", _("“%(value)s” is no number.")
    NETWORK = "network", _("“%(value)s” is no network that the portal knows. Possible are: %(possible)s.")
    PROVINCE = "province", UNKNOWN_PROVINCE
    DATE = "date", _("“%(value)s” is no date.")
    EMAIL = "email", _("“%(value)s” is no e-mail address.")
    WEBSITE = "website", _("“%(value)s” is no web address.")
    TOO_LONG = "too_long", _("The text has %(length)s characters; at most %(limit)s fit.")
    CONTROL = "control", _("The text holds a character that can't be shown.")
    CONTRADICTS = "contradicts", _("“%(value)s”, but row %(row)s says “%(other)s” for the same institution.")
    SITE_TWICE = "site_twice", _("“%(value)s”, but row %(row)s says “%(other)s” for the same site.")
    BOARD_TWICE = "board_twice", _("“%(value)s”, but row %(row)s says “%(other)s” for the same board.")
    DATES = "dates", _("The end date lies before the begin date.")
    NEW_WITHOUT = "new_without", _("This institution isn't known yet: then the file must tell this too.")
    BOARD_LEFT_OUT = (
        "board_left_out",
        _("Board %(value)s is left out: the portal doesn't know it, and no name of it is told."),
    )
    NEW_SITE = "new_site", _("This site isn't known yet: then the file must tell this too.")
    SAME_NUMBER = "same_number", _("Row %(row)s is the same institution, but for the zeros before the number.")
    # A run
    WORKER_STOPPED = "worker_stopped", _("The work stopped %(times)s times before it was done. Nothing was stored.")
    FAULT = "fault", _("A fault in the portal: %(error)s. Nothing was stored.")
    MOVED = "moved", _("The records changed since this was shown. Nothing was stored: look once more.")
    # The public source
    SOURCE_SILENT = "source_silent", _("The source can't be reached, or stopped talking: %(error)s")
    SOURCE_REFUSES = "source_refuses", _("The source refuses: answer %(status)s.")
    SOURCE_BUSY = "source_busy", _("The source is too busy, and asks to come back later.")
    SOURCE_ODD = "source_odd", _("The source answers with something else than was agreed: %(what)s.")


# What the public spreadsheet says where only so many values are possible.
NETWORK_NAMES = {
    Network.COMMUNITY.value: "Gemeenschapsonderwijs",
    Network.PUBLIC.value: "Officieel gesubsidieerd",
    Network.PRIVATE.value: "Vrij gesubsidieerd",
    Network.OTHER.value: "Andere",
}
POSSIBLE = {Reason.NETWORK.value: tuple(NETWORK_NAMES.values()), Reason.PROVINCE.value: PROVINCES}


def told(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The reason in the language of the moment; a code that is no longer known is told as it stands."""
    if code not in Reason.values:
        return code
    text = str(Reason(code).label)
    try:
        return text % {"possible": ", ".join(POSSIBLE.get(code, ())), **echoed(values)} if values else text
    except (KeyError, ValueError):
        return text


def echoed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are told back, and kept for that: long texts cut."""
    return {key: cut(value) if isinstance(value, str) else value for key, value in values.items()}


class Refused(Exception):
    """A file, or one row of it, that isn't taken. `row` as the spreadsheet program counts, 0: the whole file."""

    def __init__(self, reason: Reason, *, row: int = 0, column: str = "", **values: object):
        super().__init__(reason.value)
        self.reason, self.row, self.column, self.values = reason, row, column, values

    def __str__(self) -> str:
        return told(self.reason, {"row": self.row, "column": self.column, **self.values})
