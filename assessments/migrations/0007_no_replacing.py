"""On SQLite REPLACE takes a row away and puts another in its place: no change in the eyes of a trigger on UPDATE.

Removing must stay possible there (0004_append_only), so what is refused is putting in what is there already.
"""

from django.db import migrations

KEYS = {
    "assessments_event": ("An event never changes.", "assessment_id", "sequence"),
    "assessments_passagerevision": ("An accepted text never changes.", "passage_id", "number"),
}


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, (words, first, second) in KEYS.items():
        known = f"SELECT 1 FROM {table} WHERE id = NEW.id OR ({first} = NEW.{first} AND {second} = NEW.{second})"
        schema_editor.execute(
            f"CREATE TRIGGER {table}_kept BEFORE INSERT ON {table} WHEN EXISTS ({known}) "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END",
            params=None,
        )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in KEYS:
            schema_editor.execute(f"DROP TRIGGER {table}_kept")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_dates")]
    operations = [migrations.RunPython(forbid, allow)]
