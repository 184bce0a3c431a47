"""Issued reports are insert-only, whoever writes: the database itself refuses.

SQLite refuses changes but not removals, which Django uses there to empty the tables between tests.
A later migration that rebuilds the table on SQLite drops its triggers: it must run `forbid` again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION reports_are_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An issued report never changes.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reports_frozen BEFORE UPDATE OR DELETE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_are_frozen();
"""
SQLITE = """
CREATE TRIGGER reports_frozen BEFORE UPDATE ON reports_report
BEGIN SELECT RAISE(ABORT, 'An issued report never changes.'); END;
"""


def forbid(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(POSTGRESQL if vendor == "postgresql" else SQLITE, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER reports_frozen ON reports_report")
        schema_editor.execute("DROP FUNCTION reports_are_frozen()")
    else:
        schema_editor.execute("DROP TRIGGER reports_frozen")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
