"""The weeks of a school year, with the school holidays in them. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils import dateformat
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.models import SCHOOL_YEARS
from portal.holidays import DAY, FIRST_MONTH, WEEK, Holiday, holidays_between, monday_of

WORKING_DAYS = 5
EARLIEST, LATEST = SCHOOL_YEARS


@dataclass(frozen=True)
class Week:
    """From a Monday on. `holidays`: those that lie on at least one of its working days."""

    monday: date
    holidays: tuple[Holiday, ...]

    @property
    def number(self) -> int:
        """Of the ISO week."""
        return self.monday.isocalendar().week

    @property
    def friday(self) -> date:
        return self.monday + (WORKING_DAYS - 1) * DAY

    @property
    def is_free(self) -> bool:
        """Whether every working day lies in a school holiday."""
        return all(any(day in holiday for holiday in self.holidays) for day in working_days(self.monday, self.friday))

    @property
    def holiday_names(self) -> str:
        return _names_of(self.holidays)

    @property
    def days(self) -> str:
        """From Monday to Friday, in words."""
        return span(self.monday, self.friday)

    @property
    def words(self) -> str:
        """For a list to choose from."""
        words = _("Week %(number)d · %(days)s") % {"number": self.number, "days": self.days}
        return f"{words} · {self.holiday_names}" if self.holidays else words


@lru_cache(maxsize=8)
def weeks_of(school_year: int) -> tuple[Week, ...]:
    """The weeks that share a day with the school year that starts on 1 September of this year.

    None where the year lies beyond those for which the rules of school holidays hold.
    """
    if not EARLIEST <= school_year <= LATEST:
        return ()
    first, last = bounds_of(school_year)
    monday, found = monday_of(first), []
    while monday <= last:
        holidays = holidays_between(monday, monday + (WORKING_DAYS - 1) * DAY)
        found.append(Week(monday, tuple(holidays)))
        monday += WEEK
    return tuple(found)


def bounds_of(school_year: int) -> tuple[date, date]:
    """The first and the last day of a school year."""
    return date(school_year, FIRST_MONTH, 1), date(school_year + 1, FIRST_MONTH, 1) - timedelta(days=1)


def working_days(first: date, last: date) -> list[date]:
    """The days from Monday to Friday among these, first and last included."""
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < WORKING_DAYS]


def remark_on_holidays(first: date, last: date) -> str:
    """Names the school holidays in which some of these days lie; "" where there are none."""
    holidays = holidays_between(first, last)
    return _("In a school holiday: %(name)s") % {"name": _names_of(holidays)} if holidays else ""


def _names_of(holidays: Iterable[Holiday]) -> str:
    return ", ".join(str(holiday.name) for holiday in holidays)


def span(first: date, last: date) -> str:
    """Days in words, without their year: “16–20 Nov”, “30 Nov – 4 Dec”."""
    end = _day(last)
    if first == last:
        return end
    return f"{first.day}–{end}" if first.month == last.month else f"{_day(first)} – {end}"


def span_with_weekdays(first: date, last: date) -> str:
    """The same with the weekdays: “Mon 16 – Wed 18 Nov”."""
    end = f"{_weekday(last)} {_day(last)}"
    if first == last:
        return end
    return f"{_weekday(first)} {first.day if first.month == last.month else _day(first)} – {end}"


def _day(day: date) -> str:
    return _in_words(day, get_language())[1]


def _weekday(day: date) -> str:
    return _in_words(day, get_language())[0]


@lru_cache(maxsize=2048)
def _in_words(day: date, _language: str | None) -> tuple[str, str]:
    """Weekday, and day with month."""
    return dateformat.format(day, "D"), date_format(day, "MONTH_DAY_FORMAT")
