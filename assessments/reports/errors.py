"""Why a report could not be made or shown."""

from assessments.errors import Refused


class ReportNotMade(Refused):
    """The PDF could not be made or stored, so finalising does not happen. `str(error)` is the reason."""


class ReportUnreadable(Exception):
    """The stored PDF is missing, or is no longer what was issued."""


class Frozen(TypeError):
    """A report that was issued never changes and is never removed."""
