from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def tell_last_days(apps, schema_editor):
    """Handing over sets the end of the term: that is the day that was agreed."""
    of_term = apps.get_model("centres", "Appointment").objects.filter(pk=OuterRef("hands_over")).values("end")
    invitations = apps.get_model("centres", "CentreInvitation").objects.filter(hands_over__isnull=False)
    invitations.update(last_day=Subquery(of_term))
    # A term that goes on after all has no successor by this: no such day is its end.
    invitations.filter(last_day=None).update(last_day=F("start"))


class Migration(migrations.Migration):
    dependencies = [("centres", "0009_order")]
    operations = [
        migrations.AddField(
            model_name="centreinvitation",
            name="last_day",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(tell_last_days, migrations.RunPython.noop, elidable=True),
    ]
