"""The school holidays, against the calendars of more than twenty school years and by what is true of any year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from portal.holidays import calendar_days_after, holiday_on, holidays_between, school_holidays

# School year → first and last day of autumn, Christmas, krokus and Easter holidays, written as day.month.
CALENDARS = """
2006 30.10-5.11 25.12-7.1 19.2-25.2 2.4-15.4
2007 29.10-4.11 24.12-6.1 4.2-10.2 24.3-6.4
2009 2.11-8.11 21.12-3.1 15.2-21.2 5.4-18.4
2012 29.10-4.11 24.12-6.1 11.2-17.2 1.4-14.4
2013 28.10-3.11 23.12-5.1 3.3-9.3 7.4-21.4
2014 27.10-2.11 22.12-4.1 16.2-22.2 6.4-19.4
2015 2.11-8.11 21.12-3.1 8.2-14.2 28.3-10.4
2016 31.10-6.11 26.12-8.1 27.2-5.3 3.4-17.4
2017 30.10-5.11 25.12-7.1 12.2-18.2 2.4-15.4
2018 29.10-4.11 24.12-6.1 4.3-10.3 8.4-22.4
2019 28.10-3.11 23.12-5.1 24.2-1.3 6.4-19.4
2020 2.11-8.11 21.12-3.1 15.2-21.2 5.4-18.4
2021 1.11-7.11 27.12-9.1 28.2-6.3 4.4-18.4
2022 31.10-6.11 26.12-8.1 20.2-26.2 3.4-16.4
2023 30.10-5.11 25.12-7.1 12.2-18.2 1.4-14.4
2024 28.10-3.11 23.12-5.1 3.3-9.3 7.4-21.4
2025 27.10-2.11 22.12-4.1 16.2-22.2 6.4-19.4
2026 2.11-8.11 21.12-3.1 8.2-14.2 29.3-11.4
2027 1.11-7.11 27.12-9.1 28.2-5.3 3.4-17.4
2028 30.10-5.11 25.12-7.1 12.2-18.2 2.4-15.4
2029 29.10-4.11 24.12-6.1 4.3-10.3 8.4-22.4
2030 28.10-3.11 23.12-5.1 24.2-2.3 7.4-20.4
2031 27.10-2.11 22.12-4.1 9.2-15.2 29.3-11.4
"""
YEARS = st.integers(1990, 2100)
DAYS = st.dates(date(1990, 9, 1), date(2100, 8, 31))
DAY = timedelta(days=1)


def _day(school_year: int, text: str) -> date:
    day, month = map(int, text.split("."))
    return date(school_year if month >= 9 else school_year + 1, month, day)


def _expected():
    for line in CALENDARS.split("\n")[1:-1]:
        year, *spans = line.split()
        yield int(year), [tuple(_day(int(year), text) for text in span.split("-")) for span in spans]


@pytest.mark.parametrize(("school_year", "expected"), list(_expected()))
def test_calendars_of_school_years(school_year, expected):
    """Checked against published calendars: 2006, 2007 and 2009 (a copy of the calendar of the ministry of education,

    2747.com), 2018 to 2021 (sint-donaas.be), 2022 and 2023 (ptsmechelen.be), 2024 (kunstacademieturnhout.turnhout.be),
    2025 (staproeselare.be), 2027 (kampkompas.be). No published calendar could be consulted for 2012 to 2017, which are
    written from memory, nor for 2026 and for 2028 on, which are worked out by hand from the rules as sint-donaas.be and
    schoolbeitem.be quote them. 2008 is left out: the copy has an Easter holiday
    from 30 March 2009, which contradicts the rules that it quotes beside it. Autumn 2020 was lengthened afterwards by
    an exceptional measure, which no rule tells.
    """
    found = [(holiday.first, holiday.last) for holiday in school_holidays(school_year)]
    summer = (date(school_year + 1, 7, 1), date(school_year + 1, 8, 31))
    assert found == [*expected, summer]


@given(YEARS)
def test_holidays_start_on_mondays_in_order_and_lie_in_their_school_year(school_year):
    found = school_holidays(school_year)
    assert {holiday.first.weekday() for holiday in found[:4]} == {0}
    lengths = [(holiday.last - holiday.first).days + 1 for holiday in found]
    assert lengths[:3] + lengths[4:] == [7, 14, 7, 62]
    assert lengths[3] in (14, 15)
    assert all(one.last < other.first for one, other in pairwise(found))
    assert date(school_year, 9, 1) <= found[0].first


@given(YEARS)
def test_easter_monday_and_both_feasts_are_free(school_year):
    spring = school_year + 1
    for feast in (date(school_year, 12, 25), easter(spring) + DAY):
        assert holiday_on(feast) or feast.weekday() >= 5


@given(YEARS, st.sampled_from(range(5)))
def test_the_day_before_and_the_day_after_are_no_holiday(school_year, position):
    holiday = school_holidays(school_year)[position]
    assert [holiday_on(day) for day in holiday.days()] == [holiday] * len(list(holiday.days()))
    assert (holiday_on(holiday.first - DAY), holiday_on(holiday.last + DAY)) == (None, None)


@given(DAYS, st.integers(0, 120))
def test_a_term_counts_each_day_outside_the_holidays(day, number):
    last = calendar_days_after(day, number)
    counted = [day + n * DAY for n in range(1, (last - day).days + 1) if holiday_on(day + n * DAY) is None]
    assert len(counted) == number
    assert last == day or holiday_on(last) is None


def test_a_term_over_the_christmas_holidays():
    """30 days from Friday 4 December 2026: 16 before the holidays, 14 from 4 January on."""
    assert calendar_days_after(date(2026, 12, 4), 30) == date(2027, 1, 17)


def test_no_term_of_fewer_than_no_days():
    with pytest.raises(ValueError, match="negative"):
        calendar_days_after(date(2026, 12, 4), -1)


def test_holidays_that_touch_a_visit():
    christmas = school_holidays(2026)[1]
    assert holidays_between(date(2026, 12, 14), date(2026, 12, 18)) == []
    assert holidays_between(date(2026, 12, 16), date(2026, 12, 21)) == [christmas]
    assert holidays_between(date(2027, 1, 3), date(2027, 1, 8)) == [christmas]
    assert holidays_between(date(2027, 6, 30), date(2027, 7, 1)) == [school_holidays(2026)[4]]


def test_the_ends_of_the_calendar_break_nothing():
    assert holidays_between(date.min, date.min) == []
    assert holidays_between(date(9999, 12, 1), date.max) == []
