from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    """Values of each column, to say what it tells; what was given before has none."""

    dependencies = [("centres", "0013_lines_as_seen")]
    operations = [
        migrations.AddField(
            model_name="importrun",
            name="examples",
            field=models.JSONField(db_default=Value([], models.JSONField()), default=list),
        ),
    ]
