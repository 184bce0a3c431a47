"""What happened and will happen at a centre, told by apps above: centres know neither assessments nor reports."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.accounts.models import User
from portal.centres.models import Centre


@dataclass(frozen=True)
class Entry:
    """`centre_id`: where it happened, which may be a centre that was merged into the one that is looked at."""

    day: date
    what: str
    title: str
    url: str
    centre_id: int
    where: str = ""


Source = Callable[[User, list[int]], list[Entry]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """`source` tells of some centres what somebody may see, in a constant number of queries."""
    if source not in SOURCES:
        SOURCES.append(source)


def timeline_of(centre: Centre, merged: Iterable[Centre], user: User) -> list[Entry]:
    """The newest first, those of the centres merged into it included; the queries are those of the sources."""
    names = {one.pk: one.name for one in merged}
    found = [entry for source in SOURCES for entry in source(user, [centre.pk, *names])]
    told = [replace(entry, where=names.get(entry.centre_id, "")) for entry in found]
    return sorted(told, key=lambda entry: entry.day, reverse=True)
