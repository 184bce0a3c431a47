"""Many rows in one statement, on SQLite and PostgreSQL alike.

Django's own bulk_create counts on 999 parameters a statement on SQLite, which are 40 centres; today's SQLite takes
32,766. The names in the statements are those of our own models, all values are parameters.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

from portal.paging import batches

PARAMETERS = 30_000
AT_ONCE = 1_000


def insert(model: type[Model], objects: Iterable[Model]) -> None:
    """Stores new objects, and gives each its primary key."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    for batch in batches(objects, _size(fields)):
        _give_keys(batch, _run(model, fields, batch, f"RETURNING {_column(model._meta.pk)}"))


def update(model: type[Model], objects: Iterable[Model], names: Sequence[str]) -> None:
    """Stores these fields of objects whose rows are there, and locked, in one statement for many rows."""
    fields = list(model._meta.concrete_fields)
    sets = ", ".join(f"{_column(field)} = excluded.{_column(field)}" for field in map(model._meta.get_field, names))
    for batch in batches(objects, _size(fields)):
        _run(model, fields, batch, f"ON CONFLICT ({_column(model._meta.pk)}) DO UPDATE SET {sets}")


def _give_keys(batch: list[Any], keys: list[tuple[int]]) -> None:
    # Both databases number rows in the order of the values; what they give back may come in another.
    for one, (key,) in zip(batch, sorted(keys), strict=True):
        one.pk, one._state.adding = key, False


def _run(model: type[Model], fields: Sequence[Field], batch: Sequence[Model], end: str) -> list[tuple[int]]:
    is_new = end.startswith("RETURNING")
    rows = [[field.get_db_prep_save(field.pre_save(one, is_new), connection) for field in fields] for one in batch]
    names, table = ", ".join(map(_column, fields)), connection.ops.quote_name(model._meta.db_table)
    source, parameters = _source(fields, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {source} {end}", parameters)
        return cursor.fetchall() if is_new else []


def _source(fields: Sequence[Field], rows: list[list[Any]]) -> tuple[str, list[Any]]:
    """The rows as part of a statement. PostgreSQL takes a list a column: its driver is slow at many parameters."""
    if connection.vendor == "postgresql":
        # Without its length: a cast to varchar(6) would cut off what is too long, and say nothing.
        kinds = (str(field.db_type(connection)).partition("(")[0] for field in fields)
        lists = ", ".join(f"%s::{kind}[]" for kind in kinds)
        return f"SELECT * FROM unnest({lists})", [list(column) for column in zip(*rows, strict=True)]  # noqa: S608
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"VALUES {', '.join([row] * len(rows))}", [value for cells in rows for value in cells]


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _size(fields: Sequence[Field]) -> int:
    return max(1, min(AT_ONCE, PARAMETERS // len(fields)))
