"""After a move to a newer version: the ratings whose words changed, until the team rates those scales again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assessments.dossier import Dossier, ScaleWork
from assessments.enums import State, Verb
from assessments.models import Event
from assessments.readiness import scale_url


@dataclass(frozen=True)
class Moved:
    """A move of this draft, and the scales that nobody rated again since, each with the address of its page."""

    instrument: str
    number: str
    at: datetime
    scales: list[tuple[ScaleWork, str]]


def moves_to_look_at(dossier: Dossier, only: ScaleWork | None = None) -> list[Moved]:
    """Newest first; `only`: as far as they are about that scale. One query where a draft was moved, else none.

    The assessment was read with `AssessmentQuerySet.with_moves()`. Moves from before the event told which ratings to
    look at again remind of nothing.
    """
    if dossier.assessment.state != State.DRAFT or not dossier.assessment.was_moved:
        return []
    events = dossier.assessment.events.filter(verb=Verb.MOVED).order_by("-sequence")
    found = [
        Moved(
            event.payload["instrument"],
            event.payload["new"],
            event.at,
            [(work, scale_url(dossier, work)) for work in _unseen(dossier, event) if only in (None, work)],
        )
        for event in events
    ]
    return [move for move in found if move.scales]


def _unseen(dossier: Dossier, event: Event) -> Iterator[ScaleWork]:
    for code in event.payload.get("reworded", []):
        work = dossier.scale(event.payload["instrument"], code)
        if work and work.level and work.rating.rated_at and work.rating.rated_at <= event.at:
            yield work
