"""School years and visit days lie in our time. What lies outside, a typing error, is brought inside first."""

from datetime import date

import django.core.validators
from django.db import migrations, models
from django.db.models import F, Q

FIRST, LAST = date(1990, 9, 1), date(2101, 12, 31)


def bring_inside(apps, schema_editor):
    rows = apps.get_model("assessments", "Assessment").objects.order_by()
    # The last day first, so that no row ever has its days in the wrong order; a first day is likelier right.
    rows.filter(visit_end__lt=FIRST).update(visit_end=FIRST)
    rows.filter(visit_start__lt=FIRST).update(visit_start=FIRST)
    rows.filter(visit_start__gt=LAST).update(visit_start=LAST, visit_end=LAST)
    rows.filter(visit_end__gt=LAST).update(visit_end=F("visit_start"))
    for row in rows.exclude(school_year__range=(1990, 2100)):
        year = row.visit_start.year if row.visit_start.month >= 9 else row.visit_start.year - 1
        rows.filter(pk=row.pk).update(school_year=min(year, 2100))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_calendar_feed")]

    operations = [
        migrations.RunPython(bring_inside, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="assessment",
            name="school_year",
            field=models.PositiveSmallIntegerField(
                validators=[
                    django.core.validators.MinValueValidator(1990),
                    django.core.validators.MaxValueValidator(2100),
                ],
                verbose_name="school year",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("school_year__range", (1990, 2100)),
                    ("visit_end__lte", LAST),
                    ("visit_start__gte", FIRST),
                ),
                name="assessments_visit_in_our_time",
                violation_error_message="The visit days lie outside this school year.",
            ),
        ),
    ]
