"""The whole text of a version as plain values: what rubric.reading reads, and pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import get_language

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExpectationText:
    """What a legend says about findings: see rubric.models.Expectation."""

    finding_kind: str
    weights: tuple[str, ...]
    all_criteria: bool
    at_least: int
    at_most: int | None


def level_name(title: str, title_en: str) -> str:
    """A level's title: the official English one in the English interface, where there is one."""
    return (title_en if get_language() == "en" else "") or title


@dataclass(frozen=True, slots=True)
class LevelText:
    id: int
    position: int
    code: str
    title: str
    short_title: str
    title_en: str
    short_title_en: str
    legend: str
    is_target: bool
    expectations: tuple[ExpectationText, ...]

    @property
    def name(self) -> str:
        return level_name(self.title, self.title_en)

    @property
    def short_name(self) -> str:
        return level_name(self.short_title, self.short_title_en)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class CriterionText:
    id: int
    position: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class StatementText:
    id: int
    text: str
    errata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescriptorText:
    """One scale at one level.

    `added`: the statements that it adds to the level before (`previous`), where it begins with all of that level's;
    else None.
    """

    level: LevelText
    statements: tuple[StatementText, ...]
    previous: LevelText | None
    added: tuple[StatementText, ...] | None

    @property
    def text(self) -> str:
        """The paragraph of the source, to the letter."""
        return " ".join(statement.text for statement in self.statements)


@dataclass(frozen=True, slots=True)
class ScaleText:
    """A scale with its descriptors in the order of the levels."""

    id: int
    position: int
    code: str
    title: str
    descriptors: tuple[DescriptorText, ...]

    def descriptor(self, level_code: str) -> DescriptorText:
        return _only(one for one in self.descriptors if one.level.code == level_code)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True, slots=True)
class VersionText:
    id: int
    instrument_code: str
    number: str
    language: str
    title: str
    quality_area: str
    scope: str
    introduction: str
    target_explanation: str
    good_practice_definition: str
    source: str
    source_sha256: str
    content_sha256: str
    levels: tuple[LevelText, ...]
    criteria: tuple[CriterionText, ...]
    scales: tuple[ScaleText, ...]

    @property
    def target(self) -> LevelText | None:
        return next((level for level in self.levels if level.is_target), None)

    def level(self, code: str) -> LevelText:
        """Raises KeyError where there is no such level; likewise the three below."""
        return _only(level for level in self.levels if level.code == code)

    def level_by_id(self, pk: int) -> LevelText:
        return _only(level for level in self.levels if level.id == pk)

    def scale(self, code: str) -> ScaleText:
        return _only(scale for scale in self.scales if scale.code == code)

    def scale_by_id(self, pk: int) -> ScaleText:
        return _only(scale for scale in self.scales if scale.id == pk)


def _only(found: Iterable[T]) -> T:
    for one in found:
        return one
    raise KeyError("not in this version")
