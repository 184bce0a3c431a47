"""What differs between two versions of an instrument, by code: parts that were added, removed, changed."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from rubric.version_text import CriterionText, DescriptorText, LevelText, ScaleText, VersionText

FIELDS = (
    *("language", "title", "quality_area", "scope", "introduction"),
    *("target_explanation", "good_practice_definition", "source"),
)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one kind of part; `added` and `changed` in the new version's order, `removed` in the old one's."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reordered: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.reordered)


@dataclass(frozen=True, slots=True)
class Changes:
    """`texts`: the fields of the version itself that differ. `descriptors`: the (scale, level) that stand in both
    versions with other words or another remark beside them; their scale counts as changed, too."""

    texts: tuple[str, ...]
    levels: Codes
    criteria: Codes
    scales: Codes
    descriptors: frozenset[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.texts or self.levels or self.criteria or self.scales)


def changes(old: VersionText, new: VersionText) -> Changes:
    """What a reader of `old` must know of `new`. Says nothing of keys in the database: those always differ."""
    descriptors = _changed_descriptors(old, new)
    rewritten = {scale for scale, _level in descriptors}

    def scale_differs(before: ScaleText, after: ScaleText) -> bool:
        return before.title != after.title or after.code in rewritten

    return Changes(
        texts=tuple(field for field in FIELDS if getattr(old, field) != getattr(new, field)),
        levels=_codes(old.levels, new.levels, lambda before, after: _level(before) != _level(after)),
        criteria=_codes(old.criteria, new.criteria, _criterion_differs),
        scales=_codes(old.scales, new.scales, scale_differs),
        descriptors=descriptors,
    )


def _codes(old: Iterable[Any], new: Iterable[Any], differs: Callable[[Any, Any], bool]) -> Codes:
    before, after = {part.code: part for part in old}, {part.code: part for part in new}
    both = [code for code in after if code in before]
    return Codes(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        changed=tuple(code for code in both if differs(before[code], after[code])),
        reordered=both != [code for code in before if code in after],
    )


def _level(level: LevelText) -> Hashable:
    """All that a level says, without its key and its place in the order."""
    names = (level.title, level.short_title, level.title_en, level.short_title_en)
    return (*names, level.legend, level.is_target, level.expectations)


def _criterion_differs(before: CriterionText, after: CriterionText) -> bool:
    return before.text != after.text


def words(descriptor: DescriptorText) -> Hashable:
    """The statements of a descriptor with the remarks beside them."""
    return tuple((statement.text, statement.errata) for statement in descriptor.statements)


def _changed_descriptors(old: VersionText, new: VersionText) -> frozenset[tuple[str, str]]:
    before = {(scale.code, part.level.code): words(part) for scale in old.scales for part in scale.descriptors}
    return frozenset(
        (scale.code, part.level.code)
        for scale in new.scales
        for part in scale.descriptors
        if before.get((scale.code, part.level.code), words(part)) != words(part)
    )
