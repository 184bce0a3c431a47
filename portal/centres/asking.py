"""What an address asks of the list of centres: words, filters, order.

Apps above may add filters of their own (`Filter`, `register`): centres don't know assessments.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres.enums import PROVINCES, CentreStatus, Network
from portal.centres.ordering import ORDERS
from portal.centres.searching import LONGEST


@dataclass(frozen=True)
class Filter:
    """`choices` gives (value, label) pairs; `apply` narrows centres to one of them, by what a person may see."""

    name: str
    label: Callable[[], str]
    choices: Callable[[], Iterable[tuple[str, str]]]
    apply: Callable[[Any, str, User], Any]


def _labelled(choices) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(value, str(label)) for value, label in choices]


FILTERS = [
    Filter(
        "network",
        lambda: _("Network"),
        _labelled(Network.choices),
        lambda rows, value, _user: rows.filter(network=value),
    ),
    Filter(
        "province",
        lambda: _("Province"),
        lambda: [(name, name) for name in PROVINCES],
        lambda rows, value, _user: rows.filter(province=value),
    ),
    Filter(
        "status",
        lambda: _("Status"),
        _labelled(CentreStatus.choices),
        lambda rows, value, _user: rows.filter(status=value),
    ),
    Filter(
        "director",
        lambda: _("Director"),
        lambda: [("none", _("without director"))],
        lambda rows, _value, _user: rows.without_director(),
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

    @property
    def query(self) -> str:
        """The same question as a query string."""
        return self._in_order(self.order)

    @property
    def order(self) -> str:
        """The order as an address says it."""
        return f"-{self.sort}" if self.descending else self.sort

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
    q = given.get("q", "").replace("\0", "")[:LONGEST].strip()
    return Asked(q, name if known else "name", known and sort.startswith("-"), chosen)
