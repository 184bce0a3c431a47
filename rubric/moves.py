"""Runs of words that only moved: gone in one row of two texts laid beside each other, and new in another row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import NamedTuple

from rubric.wording import Move, Side

# The least that counts as moved. In the shipped scales, shorter runs ("het centrumteam", "een hulpvraag", "specifieke
# onderwijsbehoeften") and those with one word of weight ("voor leerlingen met", "van de leerlingen") are common words
# in another thought; from here on ("de ondersteuningsbehoeften van leraren") it is the thought itself that moved.
WORDS = 3
WEIGHTY, LETTERS = 2, 5  # so many of them have so many letters, and say something else than how much

Rows = Sequence[tuple[Side, Side]]


class Run(NamedTuple):
    """`size` words: gone from `start` on in the old text of `row`, new from `to` on in the new text of `to_row`."""

    size: int
    row: int
    start: int
    to_row: int
    to: int


def mark_moves(rows: Rows, sentences: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    """Marks them in both texts, the longest first, and of those as long the nearest; no word is in two of them.

    `sentences`: the places of each row's sentences in the old text and in the new one. Words are alike as their sides
    hold them: between levels whatever their capitals, where points and commas are no words; between versions exactly.
    """
    waiting = [(_rank(run), run) for run in _common(rows)]
    heapify(waiting)
    number = 1
    while waiting:
        _, run = heappop(waiting)
        old, new = rows[run.row][0], rows[run.to_row][1]
        fit = [_fits(old, run.start, offset, run) and _fits(new, run.to, offset, run) for offset in range(run.size)]
        if not all(fit):
            for piece in _pieces(run, fit):
                heappush(waiting, (_rank(piece), piece))
        elif _says_something(old, run):
            old.move(run.start, run.size, Move(number, sentences[run.to_row][1]))
            new.move(run.to, run.size, Move(number, sentences[run.row][0]))
            number += 1


def _rank(run: Run) -> tuple[int, int]:
    return -run.size, abs(run.row - run.to_row)


def _common(rows: Rows) -> Iterator[Run]:
    """What is gone in one row and new in another, each as long as it gets."""
    gone: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for row, (old, _) in enumerate(rows):
        for start in _starts(old):
            gone[tuple(old.words[start : start + WORDS])].append((row, start))
    for to_row, (_, new) in enumerate(rows):
        for to in _starts(new):
            for row, start in gone.get(tuple(new.words[to : to + WORDS]), ()):
                old = rows[row][0]
                if row != to_row and not _alike(old, start - 1, new, to - 1):
                    yield Run(_size(old, start, new, to), row, start, to_row, to)


def _starts(side: Side) -> Iterator[int]:
    return (at for at in range(len(side.words) - WORDS + 1) if all(map(side.is_free, range(at, at + WORDS))))


def _size(old: Side, start: int, new: Side, to: int) -> int:
    size = WORDS
    while _alike(old, start + size, new, to + size):
        size += 1
    return size


def _alike(old: Side, at: int, new: Side, to: int) -> bool:
    inside = 0 <= at < len(old.words) and 0 <= to < len(new.words)
    return inside and old.words[at] == new.words[to] and old.is_free(at) and new.is_free(to)


def _fits(side: Side, start: int, offset: int, run: Run) -> bool:
    """Whether a word is in no other run, and in no phrase ("in beperkte mate") that the run would cut."""
    first, end = side.phrase(start + offset)
    return side.is_free(start + offset) and start <= first and end <= start + run.size


def _pieces(run: Run, fit: list[bool]) -> Iterator[Run]:
    for fits, group in groupby(range(run.size), key=fit.__getitem__):
        first, *more = group
        size = 1 + len(more)
        if fits and size >= WORDS:
            yield Run(size, run.row, run.start + first, run.to_row, run.to + first)


def _says_something(old: Side, run: Run) -> bool:
    words = [at for at in range(run.start, run.start + run.size) if old.words[at][0].isalnum()]
    measures = {at for start, end in old.spans for at in range(start, end)}
    weighty = [at for at in words if len(old.words[at]) >= LETTERS and at not in measures]
    return len(words) >= WORDS and len(weighty) >= WEIGHTY
