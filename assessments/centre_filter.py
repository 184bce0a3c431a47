"""What assessments add to the list of centres: a filter on the school year of the last one."""

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, school_year_of
from portal.centres.listing import Filter, register

YEARS = 12


def choices() -> list[tuple[str, str]]:
    this = school_year_of(timezone.localdate())
    years = [(str(year), f"{year}-{year + 1}") for year in range(this + 1, this - YEARS, -1)]
    return [*years, ("none", _("never"))]


def apply(centres: QuerySet, value: str) -> QuerySet:
    """Centres of which the last assessment is of this school year."""
    own = Assessment.objects.filter(centre=OuterRef("pk")).order_by().values("centre")
    last = Subquery(own.annotate(last=Max("school_year")).values("last"))
    centres = centres.alias(last_school_year=last)
    if value == "none":
        return centres.filter(last_school_year__isnull=True)
    return centres.filter(last_school_year=int(value))


register(Filter("year", lambda: _("Last assessment"), choices, apply))
