"""The school holidays of Flanders, and the days that count in a term (kalenderdagen). Pure: no database, no clock.

Source: article 7 of the decision of the Flemish government of 31 August 2001 on the organisation of the school year in
secondary education; Easter Monday, a day off of its own there, is told with the holiday that it ends. A school year is
named by the year in which it starts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FRIDAY = 4
FIRST_MONTH = 9  # of a school year
LATE_EASTER = (4, 15)  # after this day of April the holiday ends with Easter


@dataclass(frozen=True)
class Holiday:
    """One school holiday, its first and last day included."""

    name: Promise
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        yield from (self.first + n * DAY for n in range((self.last - self.first).days + 1))


def monday_of(day: date) -> date:
    """The Monday of the week (from Monday to Sunday) that a day lies in."""
    return day - day.weekday() * DAY


def _monday_from(day: date) -> date:
    """The day itself where it is a Monday, else the next Monday."""
    return day + -day.weekday() % 7 * DAY


def _autumn(year: int) -> date:
    saints = date(year, 11, 1)
    return saints + DAY if saints.isoweekday() == 7 else monday_of(saints)


def _christmas(year: int) -> date:
    day = date(year, 12, 25)
    return _monday_from(day) if day.weekday() > FRIDAY else monday_of(day)


def _easter_holiday(year: int) -> tuple[date, date]:
    """First and last day: 14 days, and Easter Monday where it comes straight after them."""
    sunday = easter(year)
    if sunday.month == 3:
        first = sunday + DAY
    elif (sunday.month, sunday.day) > LATE_EASTER:
        first = monday_of(sunday) - WEEK
    else:
        first = _monday_from(date(year, 4, 1))
    last = first + 2 * WEEK - DAY
    return first, last + DAY if last == sunday else last


@lru_cache(maxsize=64)
def school_holidays(school_year: int) -> tuple[Holiday, ...]:
    """The five holidays of the school year that starts on 1 September of this year, in order."""
    spring = school_year + 1
    autumn, christmas, krokus = _autumn(school_year), _christmas(school_year), easter(spring) - 48 * DAY
    return (
        Holiday(_("Autumn holidays"), autumn, autumn + WEEK - DAY),
        Holiday(_("Christmas holidays"), christmas, christmas + 2 * WEEK - DAY),
        Holiday(_("Spring half-term"), krokus, krokus + WEEK - DAY),
        Holiday(_("Easter holidays"), *_easter_holiday(spring)),
        Holiday(_("Summer holidays"), date(spring, 7, 1), date(spring, 8, 31)),
    )


def school_year_of(day: date) -> int:
    """The year in which the school year of a day starts; it runs from 1 September to 31 August."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def holiday_on(day: date) -> Holiday | None:
    """The school holiday that a day lies in, if any."""
    return next((holiday for holiday in school_holidays(school_year_of(day)) if day in holiday), None)


def holidays_between(first: date, last: date) -> list[Holiday]:
    """The school holidays that share at least one day with these, first and last day included."""
    years = range(max(first.year - 1, date.min.year), min(last.year, date.max.year - 1) + 1)
    return [
        holiday
        for year in years
        for holiday in school_holidays(year)
        if holiday.first <= last and first <= holiday.last
    ]


def calendar_days_after(day: date, number: int) -> date:
    """The last day of a term of so many calendar days that starts after this day.

    Every day counts, Saturdays and Sundays too, except those in a school holiday (kalenderdagen). A term
    of 0 days ends on the day itself.
    """
    if number < 0:
        raise ValueError("A term has no negative number of days.")
    while number:
        day += DAY
        number -= holiday_on(day) is None
    return day
