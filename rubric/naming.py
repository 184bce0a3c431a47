"""How a version is called where one is chosen: versions may bear the same title."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rubric.models import InstrumentVersion


def full_name(version: InstrumentVersion) -> str:
    """Title, number, the code of its instrument and its validity; of a version that was read with its instrument."""
    words = {
        "title": version.title or version.instrument.code,
        "number": version.number,
        "code": version.instrument.code,
        "validity": validity(version),
    }
    return _("%(title)s, version %(number)s · %(code)s · valid %(validity)s") % words


def validity(version: InstrumentVersion) -> str:
    """From when to when it is valid, in the words of a page."""
    days = {"start": version.valid_from, "end": version.valid_to}
    said = {name: date_format(day, "DATE_FORMAT") for name, day in days.items() if day}
    if len(said) == 2:
        return _("%(start)s to %(end)s") % said
    if "start" in said:
        return _("since %(start)s") % said
    return _("until %(end)s") % said if said else _("without limit in time")
