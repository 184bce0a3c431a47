"""The demo tells what happened in the past weeks: its deeds are done as if on those days."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone

SATURDAY = 5
LONG_AGO = timedelta(days=3650)


def day_of(today: date, *, week: int, day: int) -> date:
    """A working day relative to this week: week -1, day 0 is last week's Monday."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=week, days=day)


class Clock:
    """A clock that stands still but for `tick`, never goes back, and never shows a moment that is yet to come."""

    def __init__(self, latest: datetime):
        self.latest = latest
        self.moment = latest - LONG_AGO

    def set(self, day: date, hour: int) -> None:
        """That hour of the day, of the next Monday where it falls in a weekend."""
        day += timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)
        wanted = timezone.make_aware(datetime.combine(day, time(hour, 5)))
        self.moment = min(max(wanted, self.moment), self.latest)

    def tick(self) -> datetime:
        """The moment of the next deed, seven minutes after the last one."""
        self.moment = min(self.moment + timedelta(minutes=7), self.latest)
        return self.moment


@contextmanager
def as_if(clock: Clock) -> Iterator[None]:
    """Deeds inside happen at the clock's time. For the demo's data only; nothing else may turn the time back."""
    with patch("django.utils.timezone.now", clock.tick):
        yield
