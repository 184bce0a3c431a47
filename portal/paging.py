"""A list a page at a time, without counting it: counting reads every row. Knows no app."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

from django.db.models import QuerySet

from portal.texts import whole_number

T = TypeVar("T")

PAGE_SIZE = 25
LAST_PAGE = 10_000  # nobody turns so many; it keeps a made-up number from reaching the database


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, without knowing how many there are in all. For templates/components/pager.html."""

    rows: list[T]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    def turned(self, into: Callable[[list[T]], list[Any]]) -> "Page[Any]":
        """The same page with its rows made into something else."""
        return replace(self, rows=into(self.rows))


def page_number(asked: str) -> int:
    """The page that an address asks for; the first one where it asks for nothing that exists."""
    number = whole_number(asked, 1)
    return number if 1 <= number <= LAST_PAGE else 1


class InTurn:
    """The rows of one query and, where they end, those of another, without counting more than a page asks for.

    `then` is asked for the second one only where the first ends.
    """

    def __init__(self, first: QuerySet, then: Callable[[], QuerySet]):
        self.first, self.then = first, then

    def values_list(self, *fields: str) -> "InTurn":
        return InTurn(self.first.values_list(*fields), lambda: self.then().values_list(*fields))

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        yield from self.first.iterator(chunk_size)
        yield from self.then().iterator(chunk_size)

    def __getitem__(self, wanted: slice) -> list[Any]:
        """1 query for what the first fills; where it ends 1 more than `then` takes, beyond 2 more."""
        start, stop = wanted.start or 0, wanted.stop
        found = list(self.first[start:stop])
        if len(found) == stop - start:
            return found
        in_first = start + len(found) if found or not start else self.first.count()
        return found + list(self.then()[max(start - in_first, 0) : stop - in_first])


Rows: TypeAlias = QuerySet | InTurn


def page_of(rows: Rows, number: int, size: int = PAGE_SIZE) -> Page:
    """The page with this number of ordered rows; 1 query (of InTurn a few)."""
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])  # one more tells whether there is a next page
    return Page(rows=found[:size], number=number, has_next=len(found) > size)


def in_batches(rows: Rows, size: int = 1_000) -> Iterator[list[Any]]:
    """All rows, however many, holding `size` of them at a time."""
    return batches(rows.iterator(size), size)


def batches(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Lists of `size` items, the last one shorter; asks for no more than one list at a time."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
