from django.db import migrations

from portal.accounts.guard import guard, lift
from portal.folding import SearchField, searchable

AT_ONCE = 500


def fill(apps, _schema):
    """What people are searched by."""
    User = apps.get_model("accounts", "User")
    last = 0
    while batch := list(User.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        for one in batch:
            one.search_text = searchable(one.given_name, one.family_name, one.email)
        User.objects.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    # On SQLite the table is made anew, which drops the trigger of the guard.

    dependencies = [("accounts", "0003_last_administrator")]
    operations = [
        migrations.RunPython(lift, guard),
        migrations.AddField(
            model_name="user",
            name="search_text",
            field=SearchField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.RunPython(guard, lift),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
