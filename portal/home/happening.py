"""What happened last in somebody's assessments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.enums import Verb
from assessments.models import Assessment, Event
from portal.accounts.models import User
from portal.prepared import Prepared, padded

NUMBER = 8
READ = 4 * NUMBER
READ_OF_ALL = 1_000
FIELDS = ("at", "verb", "payload", "actor__given_name", "assessment__reference", "assessment__centre__name")


@dataclass(frozen=True)
class Happening:
    """`when` in words, `at` to sort by."""

    when: str
    text: str
    centre: str
    url: str
    at: datetime


def _events(*assessments: int) -> QuerySet:
    return Event.objects.filter(assessment__in=assessments).order_by("-at", "-pk").values_list(*FIELDS)[:READ]


_EVENTS: Prepared[tuple] = Prepared(_events)


def latest(assessment_ids: Collection[int], today: date, *, with_content: bool) -> list[Happening]:
    """The latest deeds in these assessments, one query. `with_content`: say the scale too (not to administrators).

    The same deed several times on a day is told once.
    """
    if not assessment_ids:
        return []
    told: dict[tuple[object, ...], Happening] = {}
    for at, verb, payload, name, reference, centre in _EVENTS(*padded(assessment_ids, NUMBER)):
        moment = localtime(at)
        scale = payload.get("scale", "") if with_content else ""
        key = (moment.date(), name, verb, reference, scale)
        if key not in told:
            deed = f"{Verb(verb).label} ({scale})" if scale else Verb(verb).label
            url = reverse("assessments:detail", args=[reference])
            told[key] = Happening(when(at, today), f"{name} {deed}", centre, url, at)
        if len(told) == NUMBER:
            break
    return list(told.values())


def changed_last(user: User, number: int) -> list[Assessment]:
    """The assessments that somebody may see, those with the latest deed first; 1 query.

    It looks at the newest READ_OF_ALL deeds: so the table of assessments is never read whole. Where these are of fewer
    assessments, it gives fewer.
    """
    newest = Event.objects.order_by("-pk").values("assessment")[:READ_OF_ALL]
    last = Event.objects.filter(assessment=OuterRef("pk")).order_by("-sequence").values("at")[:1]
    rows = Assessment.objects.visible_to(user).filter(pk__in=newest).annotate(last_deed=Subquery(last))
    return list(rows.select_related("centre").order_by("-last_deed", "-pk")[:number])


def when(at: datetime, today: date) -> str:
    """The time today, "yesterday", or the day."""
    moment = localtime(at)
    if moment.date() == today:
        return time_format(moment, "H:i")
    if moment.date() == today - timedelta(days=1):
        return _("yesterday")
    return date_format(moment, "MONTH_DAY_FORMAT")
