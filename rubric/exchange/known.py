"""What the portal knows of the inspectorate's own levels and criteria, and a published document doesn't say.

Codes, English names, short titles, what a legend expects: all of it from the one file that the portal ships.
"""

from functools import lru_cache
from pathlib import Path

from rubric.exchange.from_yaml import manuscript
from rubric.manuscript import CriterionPart, LevelPart, Manuscript
from rubric.sentences import plain

SHIPPED = Path(__file__).resolve().parent.parent / "content" / "dbso-leerlingenbegeleiding.yaml"


@lru_cache(maxsize=1)
def shipped() -> Manuscript:
    return manuscript(SHIPPED)


def known_level(title: str) -> LevelPart | None:
    """The inspectorate's level of this title, in whatever capitals it stands."""
    wanted = plain(title).casefold()
    return next((level for level in shipped().levels if level.title.casefold() == wanted), None)


def known_criteria(definition: str) -> list[CriterionPart]:
    """What a good practice must meet, where it is defined in the words that the portal knows; else nothing."""
    same = plain(definition).casefold() == shipped().good_practice_definition.casefold()
    return list(shipped().criteria) if same else []
