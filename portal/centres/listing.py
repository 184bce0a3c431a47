"""The list of centres as an address asks for it: words, filters, order. The page and both exports read it here.

Apps above may add filters of their own (`Filter`, `register`): centres don't know assessments.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres.enums import CentreStatus, Network
from portal.centres.models import Appointment, Centre

AT_ONCE = 1_000
ORDERS = {
    "name": ("name", "institution_number"),
    "number": ("institution_number",),
    "municipality": ("municipality", "name", "institution_number"),
}
PROVINCES = ("Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen", "Brussel")


@dataclass(frozen=True)
class Filter:
    """`choices` gives (value, label) pairs; `apply` narrows centres to one of these values."""

    name: str
    label: Callable[[], str]
    choices: Callable[[], Iterable[tuple[str, str]]]
    apply: Callable[[Any, str], Any]


def _labelled(choices) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(value, str(label)) for value, label in choices]


FILTERS = [
    Filter("network", lambda: _("Network"), _labelled(Network.choices), lambda rows, value: rows.filter(network=value)),
    Filter(
        "province",
        lambda: _("Province"),
        lambda: [(name, name) for name in PROVINCES],
        lambda rows, value: rows.filter(province=value),
    ),
    Filter(
        "status", lambda: _("Status"), _labelled(CentreStatus.choices), lambda rows, value: rows.filter(status=value)
    ),
    Filter(
        "director",
        lambda: _("Director"),
        lambda: [("none", _("without director"))],
        lambda rows, _value: rows.without_director(),
    ),
]


def register(new: Filter) -> None:
    """Add a filter to the list, once."""
    if new.name not in {one.name for one in FILTERS}:
        FILTERS.append(new)


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what can't be asked is left out."""

    q: str = ""
    sort: str = "name"
    descending: bool = False
    chosen: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.q or self.chosen)

    @property
    def query(self) -> str:
        """The same question as a query string."""
        return self._in_order(f"-{self.sort}" if self.descending else self.sort)

    def sorted_by(self, name: str) -> str:
        """The same question in the order of this column; in the other direction if it is so ordered already."""
        return self._in_order(f"-{name}" if name == self.sort and not self.descending else name)

    def _in_order(self, sort: str) -> str:
        values = {"q": self.q, **self.chosen, "sort": "" if sort == "name" else sort}
        return urlencode({name: value for name, value in values.items() if value})


def asked_by(given) -> Asked:
    """Out of the query of an address (a QueryDict or a dict)."""
    sort = given.get("sort", "")
    name = sort.removeprefix("-")
    known = name in ORDERS
    chosen = {
        one.name: given[one.name]
        for one in FILTERS
        if given.get(one.name) in {value for value, _label in one.choices()}
    }
    q = given.get("q", "").replace("\0", "")[:100].strip()
    return Asked(q, name if known else "name", known and sort.startswith("-"), chosen)


def centres_for(user: User, asked: Asked) -> QuerySet:
    """The centres that somebody may see and asks for, in the order asked for; searching takes 1 query at once."""
    rows: Any = Centre.objects.visible_to(user).matching(asked.q)
    for one in FILTERS:
        if one.name in asked.chosen:
            rows = one.apply(rows, asked.chosen[one.name])
    sign = "-" if asked.descending else ""
    return rows.order_by(*(f"{sign}{name}" for name in ORDERS[asked.sort]))


def with_directors(centres: list[Centre]) -> list[Centre]:
    """Each with `directors`: the names of who directs it today; 1 query."""
    names: dict[int, list[str]] = {}
    today = Appointment.objects.directing_today().filter(centre__in=[centre.pk for centre in centres])
    for appointment in today.select_related("user").order_by("user__family_name", "pk"):
        names.setdefault(appointment.centre_id, []).append(appointment.user.name)
    for centre in centres:
        centre.directors = ", ".join(names.get(centre.pk, []))  # type: ignore[attr-defined]
    return centres


def as_shown(centres: list[Centre]) -> list[Any]:
    """For the table: with their directors, and with network and status in words that are looked up once."""
    networks, statuses = ({value: capfirst(label) for value, label in kind.choices} for kind in (Network, CentreStatus))
    shown: list[Any] = with_directors(centres)
    for centre in shown:
        centre.shown_network, centre.shown_status = networks[centre.network], statuses[centre.status]
    return shown


def header() -> list[str]:
    return [
        _("Centre"),
        _("Institution number"),
        _("Postcode"),
        _("Municipality"),
        _("Network"),
        _("Province"),
        _("Director"),
        _("Status"),
    ]


def cells(rows: QuerySet) -> Iterator[list[str]]:
    """What the page shows, row by row, for as many as there are; holds AT_ONCE of them at a time."""
    remaining = rows.iterator(AT_ONCE)
    while batch := list(islice(remaining, AT_ONCE)):
        for centre in with_directors(batch):
            yield [
                centre.name,
                centre.institution_number,
                centre.postcode,
                centre.municipality,
                str(centre.get_network_display()),
                centre.province,
                centre.directors,  # type: ignore[attr-defined]
                str(centre.get_status_display()),
            ]
