"""What was issued of an assessment, told by an app above: assessments don't know reports."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.access import Standing
from assessments.enums import State
from portal.accounts.models import User


@dataclass(frozen=True)
class Link:
    title: str
    url: str


Source = Callable[[User, int], list[Link]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """`source` gives the links on an assessment (by its key) that somebody may follow, the first one first; 1 query."""
    if source not in SOURCES:
        SOURCES.append(source)


def links_of(standing: Standing) -> list[Link]:
    """Nothing, and no query, before anything can have been issued."""
    assessment = standing.assessment
    if assessment.state != State.FINAL and assessment.edition == 1:
        return []
    return [link for source in SOURCES for link in source(standing.user, assessment.pk)]
