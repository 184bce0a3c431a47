"""Two versions of an instrument as a page shows them: what changed with the words marked, what didn't said once."""

from dataclasses import dataclass

from rubric.alignment import Row
from rubric.boundary import compared, moved
from rubric.comparing import Changes, changes
from rubric.quantifiers import Quantifiers
from rubric.version_text import DescriptorText, LevelText, ScaleText, VersionText
from rubric.wording import Parts, differences


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text of the version, a level or a criterion that has other words now."""

    of: str  # the field's name, or the part's code
    old: Parts
    new: Parts


@dataclass(frozen=True, slots=True)
class RewrittenText:
    descriptor: DescriptorText
    rows: list[Row]
    old_remarks: list[str]
    new_remarks: list[str]


@dataclass(frozen=True, slots=True)
class RewrittenScale:
    scale: ScaleText
    old_title: str
    texts: list[RewrittenText]


@dataclass(frozen=True, slots=True)
class Comparison:
    old: VersionText
    new: VersionText
    changes: Changes
    fields: list[Rewritten]
    levels: list[tuple[LevelText, LevelText, Rewritten]]
    criteria: list[Rewritten]
    scales: list[RewrittenScale]

    @property
    def unchanged(self) -> list[ScaleText]:
        told = {*self.changes.scales.added, *self.changes.scales.changed}
        return [scale for scale in self.new.scales if scale.code not in told]

    @property
    def added(self) -> list[ScaleText]:
        return [self.new.scale(code) for code in self.changes.scales.added]

    @property
    def removed(self) -> list[ScaleText]:
        return [self.old.scale(code) for code in self.changes.scales.removed]

    @property
    def levels_added(self) -> list[LevelText]:
        return [self.new.level(code) for code in self.changes.levels.added]

    @property
    def levels_removed(self) -> list[LevelText]:
        return [self.old.level(code) for code in self.changes.levels.removed]

    @property
    def criteria_added(self) -> list[str]:
        return [one.text for one in self.new.criteria if one.code in self.changes.criteria.added]

    @property
    def criteria_removed(self) -> list[str]:
        return [one.text for one in self.old.criteria if one.code in self.changes.criteria.removed]

    @property
    def moved(self) -> int:
        """Runs of words that only went to another sentence of their text."""
        return sum(moved(text.rows) for one in self.scales for text in one.texts)


def comparison(old: VersionText, new: VersionText, words: Quantifiers) -> Comparison:
    found = changes(old, new)

    def rewritten(of: str, before: str, after: str) -> Rewritten:
        return Rewritten(of, *differences(before, after, words, exact=True))

    before, after = ({one.code: one.text for one in version.criteria} for version in (old, new))
    return Comparison(
        old=old,
        new=new,
        changes=found,
        fields=[rewritten(name, getattr(old, name), getattr(new, name)) for name in found.texts],
        levels=[
            (old.level(code), new.level(code), rewritten(code, old.level(code).legend, new.level(code).legend))
            for code in found.levels.changed
        ],
        criteria=[rewritten(code, before[code], after[code]) for code in found.criteria.changed],
        scales=[_scale(old.scale(code), new.scale(code), found, words) for code in found.scales.changed],
    )


def _scale(old: ScaleText, new: ScaleText, found: Changes, words: Quantifiers) -> RewrittenScale:
    texts = [
        RewrittenText(
            part,
            compared(old.descriptor(part.level.code), part, words, exact=True),
            _remarks(old.descriptor(part.level.code)),
            _remarks(part),
        )
        for part in new.descriptors
        if (new.code, part.level.code) in found.descriptors
    ]
    return RewrittenScale(new, old.title if old.title != new.title else "", texts)


def _remarks(descriptor: DescriptorText) -> list[str]:
    return [remark for statement in descriptor.statements for remark in statement.errata]
