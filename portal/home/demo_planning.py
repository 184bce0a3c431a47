"""Visits that the demo's other inspectors have ahead, so that the planning board shows a year of work."""

from datetime import date, timedelta

from portal.accounts.models import User
from portal.holidays import DAY, WEEK, holiday_on
from portal.home.demo_assessments import Telling
from portal.home.demo_clock import SATURDAY, day_of
from rubric.models import InstrumentVersion

# Weeks from now, first day (0: Monday), days, centre, coordinator, members, reviewer. A visit that would fall in a
# school holiday goes to the week after it; but for one that somebody planned without looking.
VISITS = [
    (1, 0, 3, "Gent", "hanne", ["jef"], "lotte"),
    (1, 1, 2, "Leuven", "ilias", ["lotte"], "hanne"),
    (2, 0, 4, "Hasselt", "jef", ["ilias"], "hanne"),
    (2, 2, 3, "Turnhout", "hanne", ["ilias"], "lotte"),  # Ilias is still in Hasselt
    (3, 1, 3, "Antwerpen", "lotte", ["hanne", "jef"], "ilias"),
    (6, 0, 3, "Genk", "ilias", ["hanne"], "jef"),
    (7, 1, 3, "Brugge", "jef", ["lotte"], "hanne"),
    (8, 0, 2, "Mechelen", "hanne", ["lotte"], "ilias"),
    (8, 2, 3, "Kortrijk", "ilias", ["jef"], "lotte"),
    (10, 0, 3, "Oostende", "lotte", ["ilias"], "jef"),
    (12, 1, 3, "Leuven", "jef", ["hanne"], "ilias"),
    (13, 0, 5, "Antwerpen", "hanne", ["ilias", "lotte"], "jef"),
    (15, 1, 2, "Aalst", "ilias", ["jef"], "hanne"),
    (17, 0, 3, "Hasselt", "lotte", ["hanne"], "ilias"),
    (21, 1, 3, "Gent", "jef", ["lotte"], "hanne"),
]
UNLOOKED = ("Turnhout", "lotte", ["jef"], "hanne")


class Planned(Telling):
    """A visit that is planned since long, with a team that has declared; nothing is written yet."""

    @property
    def planned_on(self) -> date:
        return self.today - timedelta(days=70)

    def first_day(self, *, week: int, day: int) -> date:
        start = day_of(self.today, week=week, day=day)
        while holiday_on(start):
            start += WEEK
        return start


class Unlooked(Planned):
    """The same on the first days of the next school holiday."""

    def first_day(self, *, week: int, day: int) -> date:
        start = day_of(self.today, week=week, day=day)
        while not holiday_on(start) or start.weekday() >= SATURDAY:
            start += DAY
        return start


def make_planned(version: InstrumentVersion) -> None:
    """People and centres must be there, and the assessments that have a story."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    for number, (week, day, days, *team) in enumerate(VISITS, start=41):
        Planned(_story(number, week, day, days, *team), people, version).tell()
    Unlooked(_story(41 + len(VISITS), 1, 0, 2, *UNLOOKED), people, version).tell()


def _story(number: int, week: int, day: int, days: int, *who) -> dict:
    centre, coordinator, members, reviewer = who
    return {
        "reference": f"{number:03}",
        "centre": centre,
        "visit": {"week": week, "day": day, "days": days},
        "coordinator": coordinator,
        "members": members,
        "reviewer": reviewer,
        "until": "draft",
    }
