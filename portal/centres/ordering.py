"""The order of the list of centres, and of what is found in it.

Whoever types the beginning of a name expects the names that begin so. They come first, along an index; those that have
the words elsewhere follow. So a word that half of the names begin with is found at once wherever they stand in the
alphabet: docs/decisions/0013-what-begins-so-comes-first.md.
"""

from typing import Any

from django.db.models import Case, Q, Value, When

from portal.centres.folding import folded
from portal.centres.querysets import CentreQuerySet
from portal.centres.searching import rare
from portal.paging import InTurn, Rows

ORDERS = {
    "name": ("order_name", "institution_number"),
    "number": ("institution_number",),
    "municipality": ("order_municipality", "order_name", "institution_number"),
}
LAST = "\U0010ffff"  # comes after each letter and digit
LONGEST_NUMBER = 6


def in_order(centres: CentreQuerySet, words: str, sort: str, *, descending: bool = False) -> Rows:
    """Those of the centres that the words find, sorted by one of ORDERS; first those that begin with the words there.

    Searching takes 1 query at once.
    """
    sign = "-" if descending else ""
    order = [f"{sign}{name}" for name in ORDERS[sort]]
    if not folded(words):
        return centres.matching(words).order_by(*order)
    begins, ids = beginning(sort, folded(words)), rare(words, centres.db)
    if ids is not None:
        return centres.filter(pk__in=ids).order_by(Case(When(begins, then=Value(0)), default=Value(1)), *order)
    elsewhere = centres.having(words).exclude(begins)
    return InTurn(centres.filter(begins).order_by(*order), elsewhere.order_by(*order))


def beginning(sort: str, words: str) -> Q:
    """What the centres are sorted by begins with these (folded) words: a range of that index."""
    field: Any = ORDERS[sort][0]
    if field != "institution_number":
        return Q((f"{field}__gte", f" {words}"), (f"{field}__lt", f" {words}{LAST}"))
    if words.isascii() and words.isdigit():
        return Q(institution_number__gte=words, institution_number__lte=words.ljust(LONGEST_NUMBER, "9"))
    return Q(pk__in=[])
