"""Whether a draft is a new edition or came back from the review stands in its row; until now pages asked its history."""

from django.db import migrations, models

BACK = ("amended", "returned")


def take_over(apps, schema_editor):
    """Drafts whose last way back was that of a new edition. Before the first edition is final there is none."""
    Assessment, Event = (apps.get_model("assessments", name) for name in ("Assessment", "Event"))
    last = Event.objects.filter(assessment=models.OuterRef("pk"), verb__in=BACK).order_by("-sequence")
    drafts = Assessment.objects.order_by().filter(state="draft", edition__gt=1)
    drafts = drafts.alias(back=models.Subquery(last.values("verb")[:1])).filter(back="amended")
    Assessment.objects.filter(pk__in=list(drafts.values_list("pk", flat=True))).update(is_amended=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_no_replacing")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="is_amended",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
