from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING, SET_NULL


class Migration(migrations.Migration):
    dependencies = [("centres", "0014_import_examples")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="succeeds",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=SET_NULL,
                related_name="successor",
                to="centres.appointment",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointment",
            name="succeeds",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=DO_NOTHING,
                related_name="+",
                to="centres.appointment",
            ),
        ),
    ]
