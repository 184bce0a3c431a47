"""What happened last in somebody's assessments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.models import Event

NUMBER = 8
READ = 4 * NUMBER
READ_FIELDS = ("at", "verb", "payload", "actor__given_name", "assessment__reference", "assessment__centre__name")


@dataclass(frozen=True)
class Happening:
    when: str
    text: str
    centre: str
    url: str


def latest(assessment_ids: Collection[int], today: date, *, with_content: bool) -> list[Happening]:
    """The latest deeds in these assessments, one query. `with_content`: say the scale too (not to administrators).

    The same deed several times on a day is told once.
    """
    events = Event.objects.filter(assessment__in=assessment_ids).select_related("actor", "assessment__centre")
    told: dict[tuple[object, ...], Happening] = {}
    for event in events.only(*READ_FIELDS).order_by("-at", "-pk")[:READ]:
        scale = event.payload.get("scale", "") if with_content else ""
        key = (localtime(event.at).date(), event.actor_id, event.verb, event.assessment_id, scale)
        if key not in told:
            told[key] = happening(event, scale, today)
        if len(told) == NUMBER:
            break
    return list(told.values())


def happening(event: Event, scale: str, today: date) -> Happening:
    deed = f"{event.get_verb_display()} ({scale})" if scale else event.get_verb_display()
    return Happening(
        when=_when(event, today),
        text=f"{event.actor.given_name} {deed}",
        centre=event.assessment.centre.name,
        url=event.assessment.get_absolute_url(),
    )


def _when(event: Event, today: date) -> str:
    moment = localtime(event.at)
    if moment.date() == today:
        return time_format(moment, "H:i")
    if moment.date() == today - timedelta(days=1):
        return _("yesterday")
    return date_format(moment, "MONTH_DAY_FORMAT")
