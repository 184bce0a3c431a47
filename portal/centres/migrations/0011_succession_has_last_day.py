from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A transaction of its own: PostgreSQL changes no table in one that changed its rows."""

    dependencies = [("centres", "0010_succession_last_day")]
    operations = [
        migrations.AddConstraint(
            model_name="centreinvitation",
            constraint=models.CheckConstraint(
                condition=Q(hands_over__isnull=True) | Q(last_day__isnull=False),
                name="centres_succession_has_last_day",
            ),
        ),
    ]
