"""The sentences of two adjacent levels, laid beside each other although they do not pair one to one."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rubric.moves import mark_moves
from rubric.quantifiers import Quantifiers
from rubric.wording import Parts, numbers, sides

WORD = re.compile(r"\w{4,}")
STEM, ENDING = 6, 4  # letters: enough to know "stimuleert" and "stimuleren" for one word, "begeleiding…" for many
ALIKE = 0.2  # from here on two sentences speak of the same
HELD = 0.4  # so much of a sentence that is left must stand in a pair to be a part of it (merged or split sentences)
NEAR = 0.1  # how much the same place in the text weighs


@dataclass(frozen=True)
class Row:
    """Sentences that speak of the same: their places (from 0) on both sides, and the parts of those texts joined."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    old: Parts
    new: Parts

    @property
    def before_numbers(self) -> str:
        return numbers(self.before)

    @property
    def after_numbers(self) -> str:
        return numbers(self.after)

    @property
    def anchor(self) -> str:
        """Its name on a page that shows these two texts once."""
        side, place = ("after", self.after[0]) if self.after else ("before", self.before[0])
        return f"boundary-{side}-{place + 1}"

    @cached_property
    def is_same(self) -> bool:
        return not self.has_moves and not any(part.differs for part in (*self.old, *self.new))

    @cached_property
    def has_moves(self) -> bool:
        return any(part.moved for part in (*self.old, *self.new))

    @cached_property
    def is_moved(self) -> bool:
        """One side has nothing here, and yet it says all of this: in other rows."""
        differing = "".join(part.text for part in (*self.old, *self.new) if part.differs)
        return self.has_moves and not (self.before and self.after) and not any(map(str.isalnum, differing))

    @property
    def quantifier_change(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The quantifying words that only the one side has, and only the other; not those that stand with a move."""
        return self.turned_amid(0)

    def turned_amid(self, move: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of this row that stand amid the words of a move, by its number; what moved along has not turned."""
        return _quantifiers(self.old, move), _quantifiers(self.new, move)

    @property
    def arrivals(self) -> list[int]:
        """The numbers of the moves that end in this row."""
        return list(dict.fromkeys(part.moved.number for part in self.new if part.moved))


def align(before: Sequence[str], after: Sequence[str], quantifiers: Quantifiers, *, exact: bool = False) -> list[Row]:
    """Rows in the order of `after`; what only `before` has stands after the sentence that it followed.

    Each sentence of both stands in exactly one row; those of a row are joined with a space. `exact`: see
    rubric.wording.differences.
    """
    groups = _in_order(_pairs(before, after))
    texts = [sides(_joined(before, old), _joined(after, new), quantifiers, exact=exact) for old, new in groups]
    mark_moves(texts, groups)
    return [Row(*group, old.parts(), new.parts()) for group, (old, new) in zip(groups, texts, strict=True)]


def _joined(sentences: Sequence[str], places: Iterable[int]) -> str:
    return " ".join(sentences[place] for place in places)


def _quantifiers(parts: Parts, amid: int) -> tuple[str, ...]:
    found = (part for part in parts if part.quantifier and part.differs and part.amid == amid)
    return tuple(dict.fromkeys(part.text.casefold() for part in found))


Group = tuple[tuple[int, ...], tuple[int, ...]]


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[Group]:
    """Sentences of both sides in groups: pairs, the most alike first; what is left joins a pair or stays alone."""
    olds, news = [_stems(one) for one in before], [_stems(one) for one in after]
    weight = _weights([*olds, *news])
    identical = _identical(before, after)
    mates = dict(identical)
    for _likeness, old, new in sorted(_likely(olds, news, weight), reverse=True):
        if old not in mates and new not in mates.values():
            mates[old] = new
    groups = {new: ([old], [new]) for old, new in mates.items()}
    fixed = {new for _old, new in identical}
    alone: list[Group] = []
    for side, stems, taken in ((0, olds, set(mates)), (1, news, set(mates.values()))):
        for place in range(len(stems)):
            if place in taken:
                continue
            host = _host(stems[place], [(olds, news)[1 - side], groups, fixed, 1 - side], weight)
            if host is None:
                alone.append(((place,), ()) if side == 0 else ((), (place,)))
            else:
                groups[host][side].append(place)
    return [(tuple(sorted(old)), tuple(sorted(new))) for old, new in groups.values()] + alone


def _identical(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Sentences that stand in both to the letter, in order."""
    found, taken = [], set()
    for old, sentence in enumerate(before):
        new = next((place for place, other in enumerate(after) if other == sentence and place not in taken), None)
        if new is not None:
            taken.add(new)
            found.append((old, new))
    return found


def _likely(olds: list[set[str]], news: list[set[str]], weight: dict[str, float]) -> Iterable[tuple[float, int, int]]:
    for old, left in enumerate(olds):
        for new, right in enumerate(news):
            total = _sum(left, weight) + _sum(right, weight)
            alike = 2 * _sum(left & right, weight) / total if total else 0.0
            if alike >= ALIKE:
                distance = abs(old / max(len(olds), 1) - new / max(len(news), 1))
                yield alike - NEAR * distance, old, new


def _host(stems: set[str], where: list, weight: dict[str, float]) -> int | None:
    """The group whose other side holds most of a sentence that is left over."""
    others, groups, fixed, side = where
    total = _sum(stems, weight)
    held = [
        (_sum(stems & set().union(*(others[place] for place in group[side])), weight) / total, -new)
        for new, group in groups.items()
        if total and new not in fixed
    ]
    best = max(held, default=(0.0, 0))
    return -best[1] if best[0] >= HELD else None


def _in_order(groups: list[Group]) -> list[Group]:
    """By the first sentence of `after`; a group that has none follows the sentence before its own."""
    at = {old: new[0] for olds, new in groups if new for old in olds}

    def place(group: Group) -> tuple[float, int, int]:
        olds, news = group
        if news:
            return float(news[0]), 0, 0
        earlier = [at[old] for old in range(olds[0]) if old in at]
        return (earlier[-1] if earlier else -1.0), 1, olds[0]

    return sorted(groups, key=place)


def _stems(sentence: str) -> set[str]:
    """The words without their endings, and without the "ge" of a participle."""
    words = (re.sub(r"^ge(?=\w{8})", "", word) for word in WORD.findall(sentence.casefold()))
    return {word[: max(STEM, len(word) - ENDING)] for word in words}


def _weights(sentences: list[set[str]]) -> dict[str, float]:
    """A word that many sentences have says little about which of them belong together."""
    count = Counter(stem for stems in sentences for stem in stems)
    return {stem: math.log(1 + len(sentences) / number) for stem, number in count.items()}


def _sum(stems: Iterable[str], weight: dict[str, float]) -> float:
    return sum(weight[stem] for stem in stems)
