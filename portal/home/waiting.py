"""What waits for somebody: tasks with their day, in order, and the sentence that sums them up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import dateformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.marks import Mark
from assessments.models import Assessment
from portal.holidays import calendar_days_after

LIMIT = 25  # tasks, and rows that they are made from
A_WEEK = 7


@dataclass(frozen=True)
class Task:
    """One thing to do: what it is and the next step (`title`), the day it is for, and where the button leads."""

    title: str
    soft: str
    button: str
    url: str
    day: date | None = None
    mark: Mark | None = None
    overdue: bool = False
    is_due: bool = True  # False: `day` tells since when, not until when

    @property
    def month_and_weekday(self) -> str:
        return dateformat.format(self.day, pgettext("date format", "M, D")) if self.day else ""


def due_day(assessment: Assessment, today: date) -> date:
    """Until the visit begins its first day, from then on the day on which the report is due."""
    if today <= assessment.visit_start:
        return assessment.visit_start
    return calendar_days_after(assessment.visit_end, settings.REPORT_DUE_DAYS)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The first day first, what has no day last, not more than LIMIT."""
    return sorted(tasks, key=lambda task: (task.day is None, task.day or date.max))[:LIMIT]


def headline(tasks: Sequence[Task], today: date) -> str:
    """How many things wait and the first day; "" where nothing does."""
    if not tasks:
        return ""
    many = ngettext("One thing waits for you", "%(count)d things wait for you", len(tasks)) % {"count": len(tasks)}
    first = next((task for task in tasks if task.day and task.is_due), None)
    if first is None or first.day is None:
        return f"{many}."
    words = _first(first.day, len(tasks), today) if first is tasks[0] else _deadline(first.day, today)
    return f"{many}; {words}."


def _deadline(day: date, today: date) -> str:
    """The first day until when, where what stands first in the list tells since when."""
    if day == today:
        return _("the first deadline is today")
    words = _("the first deadline was %(day)s") if day < today else _("the first deadline is %(day)s")
    return words % {"day": _day(day, today)}


def _day(day: date, today: date) -> str:
    weekday = today < day < today + timedelta(days=A_WEEK)
    return date_format(day, "l" if weekday else "j F")


def _first(first: date, count: int, today: date) -> str:
    if first == today:
        return ngettext("today", "the first today", count)
    day = {"day": _day(first, today)}
    if first < today:
        return ngettext("it was due on %(day)s", "the first was due on %(day)s", count) % day
    return ngettext("by %(day)s", "the first by %(day)s", count) % day


def joined(parts: Iterable[str]) -> str:
    """Parts of a soft line; the empty ones are left out."""
    return " · ".join(part for part in parts if part)
