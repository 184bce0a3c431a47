import unicodedata

from django.db import migrations
from django.db.models import CharField
from django.utils import timezone

from portal.centres.folding import searchable
from portal.centres.lines import as_seen

AT_ONCE = 500
CLEANED = "cleaned"  # portal.centres.changes
NOT_TYPED = {"institution_number", "number", "postcode", "network", "status"}
SEARCHED = {
    "search_text": ("name", "full_name", "institution_number", "municipality", "postcode"),
    "order_name": ("name",),
    "order_municipality": ("municipality",),
}


def cleaned(text):
    """As `portal.centres.lines.one_line` makes it, without what that refuses of control characters."""
    kept = (one for one in as_seen(text) if one.isspace() or unicodedata.category(one) != "Cc")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def clean(apps, _schema):
    """Take out of the records what nobody sees, with a row of history for each that changes."""
    for name in ("Board", "Centre", "Site"):
        model, history = apps.get_model("centres", name), apps.get_model("centres", f"Historical{name}")
        lines = [one for one in model._meta.concrete_fields if is_line(one)]
        last = 0
        while batch := list(model.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            last = batch[-1].pk
            store([one for one in batch if is_changed(one, lines)], [one.name for one in lines], history)


def is_line(field):
    return isinstance(field, CharField) and field.name not in NOT_TYPED


def is_changed(record, lines):
    """Whether something was taken out of the record. What would become empty, or no longer fit, stays."""
    before = {one.name: getattr(record, one.name) for one in lines}
    for one in lines:
        text = cleaned(before[one.name])
        if (text or one.blank) and len(text) <= one.max_length:
            setattr(record, one.name, text)
    return any(getattr(record, name) != text for name, text in before.items())


def store(records, names, history):
    if not records:
        return
    model = type(records[0])
    searched = SEARCHED if hasattr(records[0], "search_text") else {}
    for record in records:
        record.revision += 1
        for name, sources in searched.items():
            setattr(record, name, searchable(*(getattr(record, source) for source in sources)))
    model.objects.bulk_update(records, [*names, *searched, "revision"], batch_size=100)
    kept = {one.attname for one in model._meta.concrete_fields}
    tracked = [one.attname for one in history._meta.concrete_fields if one.attname in kept]
    told = {"history_date": timezone.now(), "history_type": "~", "history_change_reason": CLEANED}
    history.objects.bulk_create(
        [history(**told, **{name: getattr(record, name) for name in tracked}) for record in records]
    )


class Migration(migrations.Migration):
    """Names, addresses and reasons from before `lines.as_seen` looked at them."""

    dependencies = [("centres", "0012_import_step")]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop, elidable=True)]
