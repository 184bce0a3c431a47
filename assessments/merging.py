"""Merging of two texts that came from the same one, sentence by sentence (diff3), with an end to its work."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, takewhile

from merge3 import Merge3

# The space between two sentences is a part of its own: changes in neighbouring sentences don't touch.
BETWEEN_SENTENCES = re.compile(r"((?<=[.!?…])\s+|\n+)")
# Comparing takes as long as there are pairs of equal parts, again for each block that is found. To look at so many
# takes 0.1 s; five hundred changes in a text of a thousand sentences still need fewer.
MOST_PAIRS = 500_000


class TooMuch(Exception):
    """The texts differ in so many places that comparing them would keep others waiting."""


class Bounded(SequenceMatcher):
    """difflib's own comparison of what stands between the common beginning and end; raises TooMuch beyond MOST_PAIRS.

    `pairs` counts before it looks, so that no search begins that would go beyond.
    """

    a: Sequence[str]
    b2j: dict[str, list[int]]  # difflib's: where in b each part stands

    def __init__(self, isjunk: Callable[[str], bool] | None, a: Sequence[str], b: Sequence[str]):
        self.before = _common(a, b)
        self.after = _common(a[self.before :][::-1], b[self.before :][::-1])
        self.whole = len(a), len(b)
        own = slice(self.before, len(a) - self.after), slice(self.before, len(b) - self.after)
        super().__init__(isjunk, a[own[0]], b[own[1]])
        self.pairs = 0
        # difflib looks at each place in b of each part of a, and leaves those outside of its window.
        self._up_to = [0, *accumulate(len(self.b2j.get(part, ())) + 1 for part in self.a)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None):
        more = self._up_to[len(self.a) if ahi is None else ahi] - self._up_to[alo]
        if self.pairs + more > MOST_PAIRS:
            raise TooMuch
        self.pairs += more
        return super().find_longest_match(alo, ahi, blo, bhi)

    def get_matching_blocks(self):
        found = [(0, 0, self.before)]
        found += [(a + self.before, b + self.before, size) for a, b, size in super().get_matching_blocks()[:-1]]
        a, b = self.whole
        return [*found, (a - self.after, b - self.after, self.after), (a, b, 0)]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts are the same at the beginning of both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def sentences(text: str) -> list[str]:
    """The text cut into sentences and the spaces between them; joined it is the same text."""
    return [part for part in BETWEEN_SENTENCES.split(text) if part]


def merged(*, base: str, mine: str, theirs: str) -> str | None:
    """Both changes in one text, or None where they touch each other or are too many to compare."""
    parts: list[str] = []
    try:
        for kind, *lines in Merge3(
            sentences(base), sentences(mine), sentences(theirs), sequence_matcher=Bounded
        ).merge_groups():
            if kind == "conflict":
                return None
            parts.extend(lines[0])
    except TooMuch:
        return None
    return "".join(parts)
