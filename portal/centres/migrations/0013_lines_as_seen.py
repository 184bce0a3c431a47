import unicodedata

from django.db import migrations
from django.db.models import CharField
from django.utils import timezone

from portal.folding import searchable
from portal.texts import as_seen

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
            store([(one, fields) for one in batch if (fields := changed(one, lines))], history)


def is_line(field):
    return isinstance(field, CharField) and field.name not in NOT_TYPED


def changed(record, lines):
    """What is cleaned of the record, by field. What would become empty, or no longer fit, stays."""
    texts = {one: cleaned(getattr(record, one.name)) for one in lines}
    fits = {one: text for one, text in texts.items() if (text or one.blank) and len(text) <= one.max_length}
    return {one.name: text for one, text in fits.items() if text != getattr(record, one.name)}


def store(found, history):
    """Few are expected: each UPDATE names what changes of its row alone."""
    for record, fields in found:
        for name, text in (fields | {"revision": record.revision + 1}).items():
            setattr(record, name, text)
        if hasattr(record, "search_text"):
            for name, sources in SEARCHED.items():
                fields[name] = searchable(*(getattr(record, source) for source in sources))
        type(record).objects.filter(pk=record.pk).update(**fields, revision=record.revision)
    told = {"history_date": timezone.now(), "history_type": "~", "history_change_reason": CLEANED}
    history.objects.bulk_create(
        history(**told, **{name: getattr(record, name) for name in tracked(record, history)}) for record, _fields in found
    )


def tracked(record, history):
    kept = {one.attname for one in record._meta.concrete_fields}
    return [one.attname for one in history._meta.concrete_fields if one.attname in kept]


class Migration(migrations.Migration):
    """Names, addresses and reasons from before `texts.as_seen` looked at them."""

    dependencies = [("centres", "0012_import_step")]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop, elidable=True)]
