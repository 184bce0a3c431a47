"""One page of outcomes, without counting them all."""

from dataclasses import dataclass

from assessments.reports.models import Report
from assessments.reports.presenting import Outcome
from portal.accounts.models import User

PAGE_SIZE = 25
LAST_PAGE = 4000  # nobody turns so many; it keeps a made-up number from reaching the database


@dataclass(frozen=True)
class Page:
    rows: list[Outcome]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def outcomes_of(*, user: User, number: int) -> Page:
    """The page with this number of what somebody may read, the newest first. One query, whatever the rows."""
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * PAGE_SIZE
    found = list(Report.objects.visible_to(user).current().newest_first()[start : start + PAGE_SIZE + 1])
    rows = [Outcome(report.snapshot) for report in found[:PAGE_SIZE]]
    return Page(rows=rows, number=number, has_next=len(found) > PAGE_SIZE)
