"""What happened and will happen at a centre, told by apps above: centres know neither assessments nor reports."""

from collections.abc import Callable
from dataclasses import dataclass
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


def timeline_of(centre: Centre, user: User) -> list[Entry]:
    """The newest first, those of centres merged into it included; 1 query and those of the sources."""
    merged = dict(Centre.objects.filter(merged_into=centre.pk).values_list("pk", "name"))
    found = [entry for source in SOURCES for entry in source(user, [centre.pk, *merged])]
    told = [Entry(**vars(entry) | {"where": merged.get(entry.centre_id, "")}) for entry in found]
    return sorted(told, key=lambda entry: entry.day, reverse=True)
