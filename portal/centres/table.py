"""The lines of the list of centres as HTML. A search as one types draws little else, and a template takes too long.

docs/decisions/0007-speed.md: half of the time of a search went into looking up 400 values in the template's context.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.centres.listing import Row, header, words


def drawn(rows: Iterable[Row]) -> SafeString:
    """One <tr> for each; everything that comes from a record or a translation is escaped."""
    base, told = reverse("centres:list"), {value: escape(word) for value, word in words().items()}
    _name, number, _postcode, place, network, province, director, status = map(escape, header())
    lines = (
        f'<tr><th scope="row"><a href="{base}{escape(row.institution_number)}/">{escape(row.name)}</a></th>'
        f'<td data-label="{number}">{escape(row.institution_number)}</td>'
        f'<td data-label="{place}">{escape(row.postcode)} {escape(row.municipality or "–")}</td>'
        f'<td data-label="{network}">{told[row.network]}</td>'
        f'<td data-label="{province}">{escape(row.province or "–")}</td>'
        f'<td data-label="{director}">{escape(row.directors or "–")}</td>'
        f'<td data-label="{status}">{told[row.status]}</td></tr>'
        for row in rows
    )
    return mark_safe("\n".join(lines))  # noqa: S308 -- put together above, of escaped parts
