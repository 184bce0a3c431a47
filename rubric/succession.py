"""Which version of an instrument came before which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
STANDING = (VersionStatus.DRAFT, VersionStatus.RETIRED, VersionStatus.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Pair:
    """A version to compare with, and the numbers of both in the order in which they came."""

    other: InstrumentVersion
    old: str
    new: str


def pair(version: InstrumentVersion, other: InstrumentVersion) -> Pair:
    old, new = sorted((version, other), key=_age)
    return Pair(other, old.number, new.number)


def pairs(version: InstrumentVersion, versions: Iterable[InstrumentVersion]) -> list[Pair]:
    """The version with each other one of its instrument among these that was published, newest first."""
    others = [one for one in versions if _is_beside(one, version)]
    return [pair(version, one) for one in sorted(others, key=_age, reverse=True)]


def with_previous(versions: Iterable[InstrumentVersion]) -> list[tuple[InstrumentVersion, Pair | None]]:
    """The versions as they come, each with the published one among them that came right before it."""
    rows = list(versions)
    by_instrument: dict[int, list[InstrumentVersion]] = {}
    for one in sorted(rows, key=_age):
        by_instrument.setdefault(one.instrument_id, []).append(one)
    previous: dict[int, Pair] = {}
    for of_instrument in by_instrument.values():
        last: InstrumentVersion | None = None
        for one in of_instrument:
            if last is not None:
                previous[one.pk] = pair(one, last)
            last = one if one.status != VersionStatus.DRAFT else last
    return [(one, previous.get(one.pk)) for one in rows]


def newest_of_each(versions: Iterable[InstrumentVersion]) -> list[InstrumentVersion]:
    """Of each instrument the newest published version; where none is published the newest retired one, or draft."""
    newest: dict[int, InstrumentVersion] = {}
    for one in versions:
        newest[one.instrument_id] = max(newest.get(one.instrument_id, one), one, key=_standing)
    return list(newest.values())


def _is_beside(one: InstrumentVersion, version: InstrumentVersion) -> bool:
    of_the_same = one.instrument_id == version.instrument_id and one.pk != version.pk
    return of_the_same and one.status != VersionStatus.DRAFT


def _age(version: InstrumentVersion) -> tuple[bool, datetime, int]:
    """Drafts are the newest; those published before moments of publishing were kept, the oldest, by their keys."""
    return version.status == VersionStatus.DRAFT, version.published_at or BEFORE_ALL, version.pk


def _standing(version: InstrumentVersion) -> tuple[int, tuple[bool, datetime, int]]:
    return STANDING.index(VersionStatus(version.status)), _age(version)
