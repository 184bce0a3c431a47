"""On SQLite REPLACE takes a report away and puts another in its place: as in assessments, 0007_no_replacing."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER reports_kept BEFORE INSERT ON reports_report
WHEN EXISTS (
    SELECT 1 FROM reports_report
    WHERE id = NEW.id OR (assessment_id = NEW.assessment_id AND edition = NEW.edition)
        OR supersedes_id = NEW.supersedes_id
)
BEGIN SELECT RAISE(ABORT, 'An issued report never changes.'); END
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TRIGGER, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER reports_kept")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_insert_only")]
    operations = [migrations.RunPython(forbid, allow)]
