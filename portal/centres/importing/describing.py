"""The columns of the public spreadsheet in words, for whoever makes a file, and an example of such a file."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.centres.importing.cleaning import longest
from portal.centres.importing.columns import LABELS, NUMBER
from portal.centres.importing.comparing import NEW_CENTRE_NEEDS, NEW_SITE_NEEDS
from portal.centres.importing.public import COLUMNS
from portal.centres.importing.reasons import POSSIBLE

FORMS: dict[str, str | Promise] = {
    NUMBER: gettext_lazy("5 or 6 digits"),
    "board.number": gettext_lazy("5 or 6 digits"),
    "site.number": gettext_lazy("two digits"),
    "site.postcode": gettext_lazy("4 digits"),
    "main_structure": gettext_lazy("a number; 312 is part-time vocational education (DBSO)"),
    "network": ", ".join(POSSIBLE["network"]),
    "site.province": ", ".join(POSSIBLE["province"]),
    "website": gettext_lazy("without http:// or https:// it becomes an https address"),
}


class Described(NamedTuple):
    """`names`: a file has one of them. `needed`: when the cell may not be empty, or ""."""

    names: list[str]
    label: str
    form: str
    needed: str
    example: str


def described() -> list[Described]:
    """Each thing that a column of the public spreadsheet tells, in its order."""
    firsts = {column.key: column for column in reversed(COLUMNS)}
    return [
        Described(
            names=[column.name for column in COLUMNS if column.key == first.key],
            label=str(LABELS[first.key]),
            form=_form(first.key),
            needed=_needed(first.key),
            example=first.example,
        )
        for first in COLUMNS
        if first is firsts[first.key]
    ]


def example_rows() -> list[list[str]]:
    """A file of one centre with one site, made-up, which this portal takes as it is."""
    found = described()
    return [[one.names[0] for one in found], [one.example for one in found]]


def _form(key: str) -> str:
    if key in FORMS:
        return str(FORMS[key])
    limit = longest(key)
    return _("at most %(limit)s characters") % {"limit": limit} if limit else ""


def _needed(key: str) -> str:
    owner, _dot, name = key.rpartition(".")
    if key == NUMBER:
        return _("always")
    if not owner and name in NEW_CENTRE_NEEDS:
        return _("for a new centre")
    if owner == "site":
        return _("for a new site") if name in NEW_SITE_NEEDS else _("for each site") if name == "number" else ""
    return _("for a new board") if owner == "board" else ""
