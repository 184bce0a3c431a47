from django.db import migrations, models


class Migration(migrations.Migration):
    """Which step a run is at; what ran before had none."""

    dependencies = [("centres", "0011_succession_has_last_day")]
    operations = [
        migrations.AddField(
            model_name="importrun",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("rows", "reading the rows"),
                    ("comparing", "comparing them with what the portal holds"),
                    ("lines", "keeping the lines of the preview"),
                    ("writing", "storing, all of it at once"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="importrun", name="step_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["", "rows", "comparing", "lines", "writing"])),
                name="centres_import_step_known",
            ),
        ),
    ]
