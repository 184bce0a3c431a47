"""What closing or merging a centre takes along, for the page on which an administrator decides.

Apps above tell of theirs: centres know neither assessments nor reports.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from portal.accounts.models import User
from portal.centres.enums import CentreStatus
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.terms import words_of


class Told(NamedTuple):
    """A sentence on what a centre has, and (title, address) of what it speaks of, where one can go and look."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()


Counter = Callable[[User, Centre], list[Told]]
COUNTERS: list[Counter] = []


def register(counter: Counter) -> None:
    """`counter` tells in sentences how many there are of what a centre has, in a constant number of queries."""
    if counter not in COUNTERS:
        COUNTERS.append(counter)


@dataclass(frozen=True)
class Consequences:
    """`terms`: (name, term, is it to come) of who would lose office; `merged`: who would follow to who carries on."""

    told: list[Told]
    terms: list[tuple[str, str, bool]]
    invitations: list[CentreInvitation]
    merged: list[Centre]

    def __bool__(self) -> bool:
        return bool(self.told or self.terms or self.invitations or self.merged)


def consequences_of(centre: Centre, user: User) -> Consequences | None:
    """None for what is merged already, which can only be opened again, and for what is closed and has nothing.

    3 queries and those of the counters.
    """
    if centre.status == CentreStatus.MERGED:
        return None
    terms = Appointment.objects.shown_to(user, timezone.localdate()).filter(centre=centre.pk, is_over=False)
    found = Consequences(
        told=[one for counter in COUNTERS for one in counter(user, centre)],
        terms=[(term.user.name, words_of(term), term.is_to_come) for term in terms],
        invitations=list(centre.invitations.shown_to(user)),
        merged=list(Centre.objects.visible_to(user).filter(merged_into=centre.pk)),
    )
    return found if found or centre.status == CentreStatus.ACTIVE else None
