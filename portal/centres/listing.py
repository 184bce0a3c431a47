"""The list of centres as an address asks for it. The page and both exports read it here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres.asking import FILTERS, Asked
from portal.centres.enums import CentreStatus, Network
from portal.centres.models import Appointment, Centre
from portal.centres.ordering import first_of_all, in_order
from portal.centres.querysets import sees_all
from portal.centres.searching import count_all
from portal.folding import folded
from portal.paging import PAGE_SIZE, Page, Rows, in_batches, page_of
from portal.prepared import Prepared, padded

AT_ONCE = 1_000
FIRST_PAGES = 10  # nobody who can type another word turns more of what one found


def centres_for(user: User, asked: Asked) -> Rows:
    """The centres that somebody may see and asks for, in the order asked for."""
    return in_order(_chosen_by(user, asked), asked.q, asked.sort, descending=asked.descending)


def count_for(user: User, asked: Asked) -> int:
    """How many they are; reads them all, in 1 query (for words up to 2)."""
    if _words_alone(user, asked):
        return count_all(asked.q)
    return _chosen_by(user, asked).matching(asked.q).count()


def _words_alone(user: User, asked: Asked) -> bool:
    """Whether words are asked for among all centres: what the index of words can tell by itself."""
    return bool(folded(asked.q)) and not asked.chosen and sees_all(user)


def _chosen_by(user: User, asked: Asked) -> Any:
    rows: Any = Centre.objects.visible_to(user)
    for one in FILTERS:
        if one.name in asked.chosen:
            rows = one.apply(rows, asked.chosen[one.name], user)
    return rows


class Row(NamedTuple):
    """One line of the list: what it shows of a centre."""

    pk: int
    institution_number: str
    name: str
    postcode: str
    municipality: str
    network: str
    province: str
    status: str
    directors: str = ""


FIELDS = Row._fields[:-1]


def page_for(user: User, asked: Asked, number: int) -> Page[Row]:
    """A page of the list with this number; 2 queries, for words up to 5."""
    rows: Any = centres_for(user, asked).values_list(*FIELDS)
    if number <= FIRST_PAGES and _words_alone(user, asked):
        rows = first_of_all(asked.q, asked.sort, asked.descending, FIELDS, number * PAGE_SIZE + 1)
    return page_of(rows, number).turned(with_directors)


def with_directors(found: list[tuple]) -> list[Row]:
    """FIELDS of some centres as lines, each with the names of who directs it today; 1 query."""
    names: dict[int, list[str]] = {}
    if found:
        size = PAGE_SIZE if len(found) <= PAGE_SIZE else AT_ONCE
        keys = padded((one[0] for one in found), size)
        for centre_id, given_name, family_name in _directing(timezone.localdate())(*keys):
            names.setdefault(centre_id, []).append(f"{given_name} {family_name}".strip())
    return [Row._make((*one, ", ".join(names.get(one[0], ())))) for one in found]


@lru_cache(maxsize=2)
def _directing(day: date) -> Prepared[tuple[int, str, str]]:
    def directing(*centre_ids: int) -> QuerySet:
        rows = Appointment.objects.directing(day).filter(centre__in=centre_ids)
        names = rows.order_by("user__family_name", "pk")
        return names.values_list("centre", "user__given_name", "user__family_name")

    return Prepared(directing)


def words() -> dict[str, str]:
    """Networks and statuses in words; looked up once for many lines."""
    return {value: str(capfirst(label)) for kind in (Network, CentreStatus) for value, label in kind.choices}


@dataclass(frozen=True)
class Column:
    """`name`: the field of Row that it shows. `sort`: what the list can be sorted by there, one of ORDERS."""

    name: str
    label: Callable[[], str]
    sort: str = ""
    on_page: bool = True


COLUMNS = (
    Column("name", lambda: _("Centre"), "name"),
    Column("institution_number", lambda: _("Institution number"), "number"),
    Column("postcode", lambda: _("Postcode"), on_page=False),  # there it stands with the municipality
    Column("municipality", lambda: _("Municipality"), "municipality"),
    Column("network", lambda: _("Network")),
    Column("province", lambda: _("Province")),
    Column("directors", lambda: _("Director")),
    Column("status", lambda: _("Status")),
)
IN_FILE = attrgetter(*(one.name for one in COLUMNS))


def header() -> list[str]:
    """What the columns of a file are called."""
    return [one.label() for one in COLUMNS]


def orders() -> list[tuple[str, str]]:
    """What the list can be sorted by, as an address says it and in words."""
    up, down = _("%(column)s, ascending"), _("%(column)s, descending")
    sortable = [(one.sort, {"column": one.label()}) for one in COLUMNS if one.sort]
    return [order for sort, label in sortable for order in ((sort, up % label), (f"-{sort}", down % label))]


def cells(centres: Rows) -> Iterator[list[str]]:
    """What the page shows, line by line, for as many centres as there are."""
    told = words()
    for batch in in_batches(centres.values_list(*FIELDS), AT_ONCE):
        for row in with_directors(batch):
            yield list(IN_FILE(row._replace(network=told[row.network], status=told[row.status])))
