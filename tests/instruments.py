"""Instruments that are not four by four: made here, published as the shipped one is."""

from dataclasses import replace
from pathlib import Path

from rubric import reading
from rubric.manuscript import LevelPart, Manuscript, ScalePart, StatementPart
from rubric.models import InstrumentVersion
from rubric.storing import store

STEPS = ("aanzet", "groei", "stevig", "rijk", "voorbeeldig")


def a_level(position: int, *, target: bool = False) -> LevelPart:
    name = STEPS[position - 1]
    return LevelPart(
        code=name,
        title=f"Stap {name}",
        short_title=name.capitalize(),
        title_en="",
        short_title_en="",
        legend=f"Bij {name} is er dit te zien.",
        target=target,
        expectations=[],
    )


def an_instrument(code: str, *, levels: int, scales: int, target: int = 0, version: str = "1") -> Manuscript:
    """Its scales are L1, L2 … as those of the shipped one; without good practice and without expectations.

    `target`: the position of the target level; 0: the instrument says that there is none.
    """
    parts = [a_level(position, target=position == target) for position in range(1, levels + 1)]
    return Manuscript(
        instrument=code,
        version=version,
        language="nl",
        title=f"Ontwikkelingsschalen {code}",
        quality_area=code.capitalize(),
        scope="Alle centra",
        introduction=f"Dit instrument telt {levels} stappen.",
        target_explanation="Elke stap telt.",
        good_practice_definition="",
        valid_from="",
        source="Gemaakt voor tests",
        source_sha256="0" * 64,
        criteria=[],
        levels=parts,
        scales=[a_scale(f"L{number}", f"Thema {number} van {code}", parts) for number in range(1, scales + 1)],
        without_target=not target,
    )


def a_scale(code: str, title: str, levels: list[LevelPart]) -> ScalePart:
    sentences = {
        level.code: [StatementPart(f"{title}: het centrum staat bij {level.short_title}.", "")] for level in levels
    }
    return ScalePart(code, title, sentences)


def welfare() -> Manuscript:
    """Three levels, eleven scales, no target level, no criteria, no expectations."""
    return an_instrument("welzijn", levels=3, scales=11)


def broad() -> Manuscript:
    """Forty scales of five levels, the fourth of which is the target."""
    return an_instrument("breed", levels=5, scales=40, target=4)


def published(content: Manuscript) -> InstrumentVersion:
    """The published version, read: pages then need no query for its text."""
    version = store(path=Path("test.yaml"), content=content).version
    reading.forget()
    reading.text_of(version)
    return version


def second_version(content: Manuscript, **changes: object) -> Manuscript:
    """The same instrument as version 2, with these parts changed."""
    return replace(content, version="2", **changes)
