"""Triggers that make the database itself refuse to change a published version, on PostgreSQL and SQLite alike.

Refused under a version that is no draft: inserting, changing and deleting its parts, deleting it, and changing
anything of it but what `MAY_CHANGE` names (its status only onward, from published to retired).

SQLite empties a table by deleting its rows, and rebuilds a table to alter it, so there these triggers must step
aside: `manage.py flush` does that by itself (PostgreSQL truncates, which fires no row trigger), and a migration
that alters one of these tables begins with `RunPython(lift)` and ends with `RunPython(freeze)`.
"""

from collections.abc import Iterator

VERSION = "rubric_instrumentversion"
REFUSAL = "a published instrument version never changes"

# Each table of parts, with the way from its row to the row v of its version.
PARTS = {
    "rubric_level": "v.id = {row}.version_id",
    "rubric_scale": "v.id = {row}.version_id",
    "rubric_practicecriterion": "v.id = {row}.version_id",
    "rubric_expectation": "v.id = (SELECT version_id FROM rubric_level WHERE id = {row}.level_id)",
    "rubric_descriptor": "v.id = (SELECT version_id FROM rubric_scale WHERE id = {row}.scale_id)",
    "rubric_statement": (
        "v.id = (SELECT s.version_id FROM rubric_descriptor d JOIN rubric_scale s ON s.id = d.scale_id "
        "WHERE d.id = {row}.descriptor_id)"
    ),
    "rubric_erratum": (
        "v.id = (SELECT s.version_id FROM rubric_statement t JOIN rubric_descriptor d ON d.id = t.descriptor_id "
        "JOIN rubric_scale s ON s.id = d.scale_id WHERE t.id = {row}.statement_id)"
    ),
}
MAY_CHANGE = {"status", "valid_to", "successor_id", "retired_at"}


def freeze(apps, schema_editor) -> None:
    """Sets the triggers; for migrations (`apps`: the tables as they are at that migration)."""
    run(schema_editor.connection, freezing(schema_editor.connection.vendor, content_columns(apps)))


def lift(apps, schema_editor) -> None:
    """Takes the triggers away; for migrations."""
    run(schema_editor.connection, lifting(schema_editor.connection.vendor))


def content_columns(apps) -> list[str]:
    """The columns of a version that nothing may change once it is published: all but those of `MAY_CHANGE`."""
    fields = apps.get_model("rubric", "InstrumentVersion")._meta.concrete_fields
    return [field.column for field in fields if field.column not in MAY_CHANGE]


def freezing(vendor: str, columns: list[str]) -> Iterator[str]:
    """The SQL that sets the triggers."""
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
    for name, table, moment, condition in _triggers(changed):
        yield from (_postgresql if vendor == "postgresql" else _sqlite)(name, table, moment, condition)


def lifting(vendor: str) -> Iterator[str]:
    """The SQL that takes them away."""
    for name, table, _, _ in _triggers(changed=""):
        yield f"DROP TRIGGER {name} ON {table}" if vendor == "postgresql" else f"DROP TRIGGER {name}"
        if vendor == "postgresql":
            yield f"DROP FUNCTION {name}()"


def run(connection, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _triggers(changed: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, table, moment and the condition under which to refuse; `changed`: that a version's content differs."""
    for table, way in PARTS.items():
        frozen = f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.status <> 'draft' AND {way})"  # noqa: S608 (constants)
        old, new = frozen.format(row="OLD"), frozen.format(row="NEW")
        for moment, condition in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
            yield f"{table}_frozen_{moment.lower()}", table, moment, condition
    backward = "NEW.status = 'draft' OR (OLD.status = 'retired' AND NEW.status <> 'retired')"
    yield f"{VERSION}_frozen_update", VERSION, "UPDATE", f"OLD.status <> 'draft' AND ({backward} OR {changed})"
    yield f"{VERSION}_frozen_delete", VERSION, "DELETE", "OLD.status <> 'draft'"


def _sqlite(name: str, table: str, moment: str, condition: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _postgresql(name: str, table: str, moment: str, condition: str) -> Iterator[str]:
    row = "OLD" if moment == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
