"""The lines of the list of centres as HTML. A search as one types draws little else, and a template takes too long.

docs/decisions/0007-speed.md: half of the time of a search went into looking up 400 values in the template's context.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.centres.listing import COLUMNS, Row, words


def drawn(rows: Iterable[Row]) -> SafeString:
    """One <tr> for each; everything that comes from a record or a translation is escaped."""
    base, told = reverse("centres:list"), words()
    cells = [
        (one.name, f'<td data-label="{escape(one.label())}">')
        for one in COLUMNS
        if one.on_page and one.name != "name"  # which stands at the head of the line
    ]
    return mark_safe("\n".join(_line(base, cells, _shown(row, told)) for row in rows))  # noqa: S308 -- of escaped parts


def _line(base: str, cells: list[tuple[str, str]], row: Row) -> str:
    head = f'<a href="{base}{escape(row.institution_number)}/">{escape(row.name)}</a>'
    rest = "".join([f"{begin}{escape(getattr(row, name) or '–')}</td>" for name, begin in cells])
    return f'<tr><th scope="row">{head}</th>{rest}</tr>'


def _shown(row: Row, told: dict[str, str]) -> Row:
    """In words, and the municipality with its postcode."""
    place = f"{row.postcode} {row.municipality or '–'}"
    return row._replace(municipality=place, network=told[row.network], status=told[row.status])
