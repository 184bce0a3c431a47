"""What an importer makes of a file: the manuscript, and all that a person should know before storing it."""

from dataclasses import dataclass, field, replace

from rubric.completeness import Gap
from rubric.manuscript import Manuscript, ScalePart, StatementPart


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A part of the file that became no part of the instrument."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A suspected slip of the pen in one sentence, and the erratum that would say so. `position` counts from 1."""

    scale: str
    level: str
    position: int
    sentence: str
    remark: str

    @property
    def key(self) -> str:
        return f"{self.scale}/{self.level}/{self.position}"


@dataclass(frozen=True, slots=True)
class Recognised:
    """`form` is one of "document", "yaml" and "case"; `gaps` keep it from being published, not from being a draft."""

    form: str
    manuscript: Manuscript
    left_over: list[LeftOver] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def with_errata(content: Manuscript, slips: list[Slip]) -> Manuscript:
    """The manuscript with an erratum for each of these slips; a sentence that has one already keeps it."""
    remarks = {(slip.scale, slip.level, slip.position): slip.remark for slip in slips}
    return replace(content, scales=[_scale_with(scale, remarks) for scale in content.scales])


def _scale_with(scale: ScalePart, remarks: dict[tuple[str, str, int], str]) -> ScalePart:
    levels = {
        level: [
            StatementPart(one.text, one.erratum or remarks.get((scale.code, level, position), ""))
            for position, one in enumerate(statements, 1)
        ]
        for level, statements in scale.levels.items()
    }
    return replace(scale, levels=levels)
