"""What a director or board sees first: the centres in office, with the outcome that stands, and what is new."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.reports.models import Report
from assessments.reports.presenting import Outcome
from portal.accounts.models import User
from portal.centres.handing_over import handed_over_by
from portal.centres.models import Centre
from portal.home.waiting import LIMIT, Task, in_order

NEW_DAYS = 30


@dataclass(frozen=True)
class Card:
    """A centre with its latest report; `outcome` None: none has been issued. `merged`: of those merged into it.

    `may_hand_over`: the office there that is their own.
    """

    centre: Centre
    outcome: Outcome | None = None
    issued_on: date | None = None
    url: str = ""
    may_hand_over: bool = False
    merged: list["Card"] = field(default_factory=list)


def cards(user: User) -> list[Card]:
    """One per centre in office, the newest outcome first, those merged into it beneath; four queries.

    Nothing of an assessment shows before its report is issued.
    """
    visible = Report.objects.visible_to(user).current().filter(assessment__centre=OuterRef("pk"))
    latest = Subquery(visible.newest_first().values("pk")[:1])
    newest_first = F("latest").desc(nulls_last=True)
    centres = list(Centre.objects.visible_to(user).annotate(latest=latest).order_by(newest_first, "name", "pk")[:LIMIT])
    latest_pks = [centre.latest for centre in centres if centre.latest]
    reports = Report.objects.filter(pk__in=latest_pks).in_bulk()
    own = handed_over_by(user, localdate())
    found = {centre.pk: _card(centre, reports.get(centre.latest), centre.pk in own) for centre in centres}
    for card in found.values():
        if card.centre.merged_into_id in found:
            found[card.centre.merged_into_id].merged.append(card)
    return [card for card in found.values() if card.centre.merged_into_id not in found]


def _card(centre: Centre, report: Report | None, may_hand_over: bool) -> Card:
    if report is None:
        return Card(centre, may_hand_over=may_hand_over)
    url = reverse("outcomes:detail", args=[report.snapshot["reference"]])
    shown = Outcome(report.snapshot), localdate(report.issued_at), url
    return Card(centre, *shown, may_hand_over=may_hand_over)


def tasks(user: User, today: date) -> list[Task]:
    """The outcomes that came in the past weeks and weren't read yet, the newest at most LIMIT; 1 query."""
    new = Report.objects.visible_to(user).current().filter(issued_at__date__gt=today - timedelta(days=NEW_DAYS))
    return in_order(map(_task, new.with_reading(user.pk).filter(is_read=False).newest_first()[:LIMIT]))


def _task(report: Report) -> Task:
    outcome, day = Outcome(report.snapshot), localdate(report.issued_at)
    return Task(
        title=_("%(centre)s: a new outcome to read") % {"centre": outcome.centre["name"]},
        soft=_("Issued on %(day)s · %(title)s") % {"day": date_format(day, "j F"), "title": outcome.title},
        button=_("Read"),
        url=reverse("outcomes:detail", args=[outcome.reference]),
        day=day,
        is_due=False,
    )
