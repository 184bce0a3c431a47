"""A filter of the list of centres on the school year of the last assessment, as far as somebody may know of it.

It stands here because directors know an assessment by its report only.
"""

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.reports.models import Report
from portal.accounts.enums import INSPECTORATE
from portal.accounts.models import User
from portal.centres.asking import Filter, register
from portal.holidays import school_year_of

YEARS = 12


def choices() -> list[tuple[str, str]]:
    this = school_year_of(timezone.localdate())
    years = [(str(year), f"{year}-{year + 1}") for year in range(this + 1, this - YEARS, -1)]
    return [*years, ("none", _("never"))]


def known_to(user: User) -> QuerySet:
    """For directors and boards what was reported to them; for others what they may open."""
    if user.role in INSPECTORATE:
        return Assessment.objects.visible_to(user)
    return Assessment.objects.filter(pk__in=Report.objects.visible_to(user).values("assessment"))


def apply(centres: QuerySet, value: str, user: User) -> QuerySet:
    """Centres of which the last assessment that this person knows of, and whose visit began, is of this school year."""
    begun = known_to(user).filter(centre=OuterRef("pk"), visit_start__lte=timezone.localdate())
    own = begun.order_by().values("centre")
    last = Subquery(own.annotate(last=Max("school_year")).values("last"))
    centres = centres.alias(last_school_year=last)
    if value == "none":
        return centres.filter(last_school_year__isnull=True)
    return centres.filter(last_school_year=int(value))


register(Filter("year", lambda: _("Last assessment"), choices, apply))
