"""The order of the list of centres, and of what is found in it.

Whoever types the beginning of a name expects the names that begin so. They come first, along an index; those that have
the words elsewhere follow. So a word that half of the names begin with is found at once wherever they stand in the
alphabet: docs/decisions/0013-what-begins-so-comes-first.md.
"""

from functools import cache, partial
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Length

from portal.centres.models import Centre
from portal.centres.querysets import CentreQuerySet
from portal.centres.searching import LONGEST, foremost, rare, starts
from portal.folding import folded
from portal.paging import InTurn, Rows
from portal.prepared import Prepared

# What the list can be sorted by: first where the beginning of a word is looked for, then each key of the order. Numbers
# have five or six digits: as numbers, not as letters, 30569 stands before 119347.
ORDERS: dict[str, tuple[str, tuple[Expression | F, ...]]] = {
    "name": ("order_name", (F("order_name"), F("institution_number"))),
    "number": ("institution_number", (Length("institution_number"), F("institution_number"))),
    "municipality": ("order_municipality", (F("order_municipality"), F("order_name"), F("institution_number"))),
}
LAST = "\U0010ffff"  # comes after each letter and digit
LONGEST_NUMBER = 6


def in_order(centres: CentreQuerySet, words: str, sort: str, *, descending: bool = False) -> Rows:
    """Those of the centres that the words find, sorted by one of ORDERS; those that begin with them there first."""
    ordered, words = centres.order_by(*_order(sort, descending)), words[:LONGEST]
    if not folded(words):
        return ordered.matching(words)
    begins = _begins(sort, *_span(sort, folded(words)))
    return InTurn(ordered.filter(begins), lambda: ordered.matching(words).exclude(begins))


def first_of_all(words: str, sort: str, descending: bool, fields: tuple[str, ...], count: int) -> list[tuple]:
    """The same among all centres: these fields of the first of them, with queries that are put into words once.

    That takes longer than to answer them, and who types a word waits for it at each letter. Up to 3 queries.
    """
    span = _span(sort, folded(words))
    beginning, few, many = _worded(sort, descending, fields, count)
    found = beginning(*span)
    if len(found) < count:
        ids = foremost(words, 2 * count, descending=descending) if sort == "name" else rare(words)
        found += many(*span, *starts(words)) if ids is None else few(*span, ids)
    return found[:count]


@cache
def _worded(sort: str, descending: bool, fields: tuple[str, ...], count: int) -> tuple[Prepared, Prepared, Prepared]:
    """Those that begin so, and those that have it elsewhere: given their ids, or looked for on the way."""

    def rows(narrowed: Any, *keys: Any) -> Any:
        centres = narrowed(Centre.objects.order_by(*_order(sort, descending)), *keys)
        return centres.values_list(*fields)[:count]

    def beginning(centres: CentreQuerySet, *span: str) -> CentreQuerySet:
        return centres.filter(_begins(sort, *span))

    def few(centres: CentreQuerySet, least: str, limit: str, ids: Any) -> CentreQuerySet:
        return centres.among(ids).exclude(_begins(sort, least, limit))

    def many(centres: CentreQuerySet, least: str, limit: str, *words: str) -> CentreQuerySet:
        return centres.having(*words).exclude(_begins(sort, least, limit))

    return Prepared(partial(rows, beginning)), Prepared(partial(rows, few)), Prepared(partial(rows, many))


def _order(sort: str, descending: bool) -> list[OrderBy]:
    return [OrderBy(key, descending=descending) for key in ORDERS[sort][1]]


def _begins(sort: str, least: str, limit: str) -> Q:
    """What the centres are sorted by lies in this span: a range of an index."""
    field = ORDERS[sort][0]
    return Q((f"{field}__gte", least), (f"{field}__lt", limit))


def _span(sort: str, words: str) -> tuple[str, str]:
    """From where to before where stands what begins with these (folded) words; no number begins with others."""
    if sort != "number":
        return f" {words}", f" {words}{LAST}"
    return (words, words.ljust(LONGEST_NUMBER + 1, "9")) if words.isascii() and words.isdigit() else ("", "")
