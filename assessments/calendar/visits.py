"""Somebody's visits as iCalendar (RFC 5545): who, where and when, and nothing of the work."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from assessments.enums import TeamRole, Verb
from assessments.models import Assessment, Membership
from assessments.weeks import remark_on_holidays
from portal.accounts.models import User
from portal.centres.models import Centre
from portal.holidays import DAY

KEPT = timedelta(days=400)  # visits that lie further back are left out
ASKED_AGAIN = timedelta(hours=6)
NEVER_PLANNED = datetime(2000, 1, 1, tzinfo=UTC)  # of rows that were not made through the portal's actions
PLANNING = Q(events__verb__in=(Verb.CREATED, Verb.PLANNED, Verb.TEAM_CHANGED))
# How often and when last: nothing of the work itself, so that the feed doesn't tell of it by changing.
PLANNED = {"plannings": Count("events", filter=PLANNING), "planned_at": Max("events__at", filter=PLANNING)}
FIELDS = ("reference", "visit_start", "visit_end")
OF_CENTRE = ("name", "street", "postcode", "municipality")


def calendar_of(user: User, today: date) -> bytes:
    """The calendar in the language that is active; 2 queries. The same until the planning changes.

    A moved visit is the same event with a higher sequence; one that the person is no part of any more is left out, and
    so leaves their calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Doorlichtingsportaal//Planning//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Inspections"))
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for assessment in _visits(user, today):
        calendar.add_component(_event(assessment, user))
    return calendar.to_ical()


def _visits(user: User, today: date) -> QuerySet:
    people = Membership.objects.select_related("user").only(
        "role", "assessment", "user__given_name", "user__family_name"
    )
    rows = Assessment.objects.granted_to(user).filter(visit_end__gte=today - KEPT).select_related("centre")
    rows = rows.annotate(**PLANNED)
    rows = rows.only(*FIELDS, *(f"centre__{name}" for name in OF_CENTRE)).order_by("visit_start", "pk")
    return rows.prefetch_related(Prefetch("memberships", people))


def _event(assessment: Assessment, user: User) -> Event:
    """All day, from the first visit day to the last; an end of days is the day after it (RFC 5545, 3.6.1)."""
    lines: dict[str, str | int | date | datetime] = {
        "uid": f"visit-{assessment.pk}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}",
        "dtstamp": assessment.planned_at or NEVER_PLANNED,
        "sequence": assessment.plannings,
        "dtstart": assessment.visit_start,
        "dtend": assessment.visit_end + DAY,
        "summary": _one_line(f"{assessment.centre.name} · {assessment.reference}"),
        "location": _one_line(_place(assessment.centre)),
        "description": "\n".join(_description(assessment, user)),
        "url": settings.PUBLIC_BASE_URL + assessment.get_absolute_url(),
    }
    event = Event()
    for name, value in lines.items():
        event.add(name, value)
    return event


def _place(centre: Centre) -> str:
    parts = (centre.street, f"{centre.postcode} {centre.municipality}".strip())
    return ", ".join([centre.name, *filter(None, parts)])


def _description(assessment: Assessment, user: User) -> list[str]:
    people = sorted(assessment.memberships.all(), key=lambda member: list(TeamRole).index(TeamRole(member.role)))
    own = next((member.get_role_display() for member in people if member.user_id == user.pk), "")
    others = ", ".join(
        f"{member.user.name} ({member.get_role_display()})" for member in people if member.user_id != user.pk
    )
    lines = [_("Your part: %(role)s") % {"role": own}] if own else []
    if others:
        lines.append(_("With: %(people)s") % {"people": others})
    if in_holidays := remark_on_holidays(assessment.visit_start, assessment.visit_end):
        lines.append(in_holidays)
    return [_one_line(line) for line in lines]


def _one_line(text: str) -> str:
    """Names as they are shown, on one line.

    Without control characters, which calendar programs choke on, and without backslashes, which they (and the library)
    may take for the beginning of a line break.
    """
    text = text.replace("\\", "/")
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
