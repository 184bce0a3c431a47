"""A trigger that keeps the last administrator, on PostgreSQL and SQLite alike.

Of two administrators who take each other's place away at the same moment the second is refused: on PostgreSQL such
changes wait for each other (an advisory lock), SQLite has one writer anyway. Deleting isn't guarded: nothing in the
portal deletes people. A later migration that rebuilds the table on SQLite drops the trigger there: it lifts it first
and sets it again, as 0004 does.
"""

from typing import Any

REFUSAL = "the last administrator stays"
LOCK = 740_411  # any number that nothing else in this database takes a lock on

_loses = "OLD.role = 'administrator' AND OLD.is_active AND NOT (NEW.role = 'administrator' AND NEW.is_active)"
_another = "SELECT 1 FROM accounts_user WHERE role = 'administrator' AND is_active AND id <> OLD.id"
_when = "BEFORE UPDATE OF role, is_active ON accounts_user"
_sqlite = (
    f"CREATE TRIGGER accounts_last_administrator {_when} WHEN {_loses} AND NOT EXISTS ({_another}) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
_postgresql = (
    "CREATE FUNCTION accounts_last_administrator() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"PERFORM pg_advisory_xact_lock({LOCK}); IF NOT EXISTS ({_another}) THEN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
    f"CREATE TRIGGER accounts_last_administrator {_when} FOR EACH ROW WHEN ({_loses}) "
    "EXECUTE FUNCTION accounts_last_administrator()",
)


def guard(apps: Any, schema_editor: Any) -> None:
    """Sets the trigger; for migrations."""
    for statement in _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite:
        schema_editor.execute(statement, params=None)


def lift(apps: Any, schema_editor: Any) -> None:
    """Takes it away; for migrations."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER accounts_last_administrator ON accounts_user")
        schema_editor.execute("DROP FUNCTION accounts_last_administrator()")
    else:
        schema_editor.execute("DROP TRIGGER accounts_last_administrator")
