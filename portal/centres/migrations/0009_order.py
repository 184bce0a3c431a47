from django.db import migrations, models

import portal.folding
from portal.folding import searchable
from portal.centres.searching import drop_index

AT_ONCE = 500


def fill(apps, _schema):
    """What centres are sorted by."""
    Centre = apps.get_model("centres", "Centre")
    batch = []
    for centre in Centre.objects.only("pk", "name", "municipality").iterator(AT_ONCE):
        centre.order_name, centre.order_municipality = searchable(centre.name), searchable(centre.municipality)
        batch.append(centre)
        if len(batch) == AT_ONCE:
            Centre.objects.bulk_update(batch, ["order_name", "order_municipality"])
            batch = []
    Centre.objects.bulk_update(batch, ["order_name", "order_municipality"])


def _order_field():
    return portal.folding.OrderField(blank=True, db_default="", default="", editable=False)


class Migration(migrations.Migration):
    # The index of words is left to be made again after migrating: with more beginnings than before.

    dependencies = [
        ("centres", "0008_postcode_and_website_formats"),
    ]

    operations = [
        migrations.RunPython(drop_index, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="centre", name="centres_by_municipality"),
        migrations.AddField(model_name="centre", name="order_municipality", field=_order_field()),
        migrations.AddField(model_name="centre", name="order_name", field=_order_field()),
        migrations.AddIndex(
            model_name="centre",
            index=models.Index(fields=["order_name", "institution_number"], name="centres_in_order"),
        ),
        migrations.AddIndex(
            model_name="centre",
            index=models.Index(
                fields=["order_municipality", "order_name", "institution_number"], name="centres_in_order_by_place"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
