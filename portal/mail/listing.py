"""The list of mails, a page at a time."""

from dataclasses import dataclass

from portal.mail.models import OutgoingMail

PAGE_SIZE = 25
LAST_PAGE = 100_000  # what lies beyond is found by its state


@dataclass(frozen=True)
class Page:
    """Some rows of the ledger, without knowing how many there are in all: counting reads every row."""

    rows: list[OutgoingMail]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_number(asked: str) -> int:
    """The page that the address asks for; the first one where it asks for nothing that exists."""
    return min(int(asked), LAST_PAGE) if asked.isdecimal() and int(asked) > 0 else 1


def mail_page(*, user, state: str, number: int) -> Page:
    """What somebody may see of the mails in this state ("" is every state), newest first; 1 query."""
    start = (number - 1) * PAGE_SIZE
    mails = OutgoingMail.objects.visible_to(user).in_state(state).newest_first()
    found = list(mails[start : start + PAGE_SIZE + 1])  # one more tells whether there is a next page
    return Page(rows=found[:PAGE_SIZE], number=number, has_next=len(found) > PAGE_SIZE)
