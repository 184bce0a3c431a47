"""The list of centres, a page at a time."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.centres.models import Centre

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """Some rows of a list, without knowing how many there are in all: counting reads every row."""

    rows: list[Centre]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def centre_page(*, user: User, words: str, status: str, number: int) -> Page:
    """What somebody may see of the centres with these words and this status, by name; 1 query."""
    start = (number - 1) * PAGE_SIZE
    centres = Centre.objects.visible_to(user).matching(words).in_status(status).order_by("name", "institution_number")
    found = list(centres[start : start + PAGE_SIZE + 1])  # one more tells whether there is a next page
    return Page(rows=found[:PAGE_SIZE], number=number, has_next=len(found) > PAGE_SIZE)
