"""Queries whose words are found once per process. Knows no app."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.db import connections
from django.db.models import QuerySet
from django.db.models.signals import post_migrate
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import receiver

Row = TypeVar("Row")

_STANDS_FOR_KEY = -9_000_000  # no key of a table; the mark of the nth key is this number less n
_NO_ROW = -1
_all: WeakSet["Prepared[Any]"] = WeakSet()


@dataclass(frozen=True)
class _Worded:
    """A query in words: its parameters, and for each the place among the keys that it is taken from, or None."""

    rows: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int | None, ...]


class Prepared(Generic[Row]):
    """A query that a page asks again and again with other keys.

    `build` makes the queryset from keys, numbers or texts, and may do with them only what makes parameters of them:
    filter and annotate. To put a query into words costs Django up to ten times what the database takes to answer it,
    and the words are always the same (docs/decisions/0007-speed.md).
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.worded: dict[int, _Worded] = {}
        _all.add(self)

    def __call__(self, *keys: int | str) -> list[Row]:
        """The rows, as `list(build(*keys))` would give them; 1 query."""
        if len(keys) not in self.worded:
            self.worded[len(keys)] = self._word(len(keys))
        worded = self.worded[len(keys)]
        places = zip(worded.parameters, worded.places, strict=True)
        parameters = tuple(parameter if place is None else keys[place] for parameter, place in places)
        compiler = copy(worded.compiler)
        compiler.connection = connections[worded.rows.db]  # of this thread
        compiler.as_sql = lambda *_args, **_options: (worded.sql, parameters)  # type: ignore[method-assign]
        rows = worded.rows._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *_args, **_options: compiler
        return list(rows)

    def _word(self, count: int) -> _Worded:
        marks = {str(_STANDS_FOR_KEY - place): place for place in range(count)}
        rows = self.build(*(int(mark) for mark in marks))
        compiler = rows.query.get_compiler(rows.db)
        sql, parameters = compiler.as_sql()
        places = tuple(marks.get(str(parameter)) for parameter in parameters)
        if set(places) - {None} != set(marks.values()):
            raise ValueError("Each key of a prepared query must become a parameter of it.")
        return _Worded(rows, compiler, sql, parameters, places)


@receiver(post_migrate)
def _forget(**_signal: Any) -> None:
    """Migrating may have changed what the words hold besides keys: columns, and the keys of permissions."""
    for prepared in _all:
        prepared.worded.clear()


def padded(keys: Iterable[int], to: int) -> list[int]:
    """One key or more, and so many that no row has as make this number or a multiple of it: always the same words."""
    found = list(keys)
    return found + [_NO_ROW for _place in range(-len(found) % to)]
