"""Events and accepted texts are append-only, whoever writes: the database itself refuses.

Django deletes the earlier states of a finding's text when a team removes the finding (its last text stays in the
event), so those may go; those of every other text may not. SQLite refuses changes but not removals, which Django uses
there to empty the tables between tests.
A later migration that rebuilds one of these tables on SQLite drops its trigger: it must run `forbid` again.
"""

from django.db import migrations

TABLES = {"assessments_event": "An event never changes.", "assessments_passagerevision": "An accepted text never changes."}
MAY_GO = "(SELECT kind FROM assessments_passage p WHERE p.id = OLD.passage_id) = 'finding'"


def postgresql(table, words):
    goes = f"IF TG_OP = 'DELETE' AND {MAY_GO} THEN RETURN OLD; END IF; " if "revision" in table else ""
    yield (
        f"CREATE FUNCTION {table}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {goes}"
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_frozen()"
    )


def sqlite(table, words):
    yield f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def forbid(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, words in TABLES.items():
        for sql in (postgresql if vendor == "postgresql" else sqlite)(table, words):
            schema_editor.execute(sql, params=None)


def allow(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_is_frozen()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_moved_verb")]
    operations = [migrations.RunPython(forbid, allow)]
