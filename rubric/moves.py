"""Runs of words that only moved: gone in one row of two texts laid beside each other, and new in another row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby, pairwise
from typing import NamedTuple

from rubric.wording import Move, Side

# The least that counts as moved. In the shipped scales, shorter runs ("het centrumteam", "op de", "specifieke
# onderwijsbehoeften") and those with one word of weight ("voor leerlingen met", "van de leerlingen") are common words
# in another thought; from here on ("de ondersteuningsbehoeften van leraren") it is the thought itself that moved.
WORDS = 3
WEIGHTY, LETTERS = 2, 5  # so many of them have so many letters

Rows = Sequence[tuple[Side, Side]]


class Run(NamedTuple):
    """`size` words: gone from `start` on in the old text of `row`, new from `to` on in the new text of `to_row`.

    Counted without what says how much: "formuleert zelden een hulpvraag" may move and say "in beperkte mate" there.
    """

    size: int
    row: int
    start: int
    to_row: int
    to: int


class _Bare:
    """The words of a side that the other side of its row hasn't got, without the phrases that say how much."""

    def __init__(self, side: Side):
        self.side = side
        measured = {at for start, end in side.spans for at in range(start, end)}
        self.places = [at for at, known in enumerate(side.known) if not known and at not in measured]
        self.words = [side.words[at] for at in self.places]
        # Whether nothing but such a phrase stands between a word and the one before it.
        self.follows = [False, *(measured.issuperset(range(one + 1, other)) for one, other in pairwise(self.places))]

    def is_free(self, at: int) -> bool:
        return self.side.moves[self.places[at]] is None

    def starts(self) -> Iterator[int]:
        """Where so many words begin that make a run."""
        return (at for at in range(len(self.words) - WORDS + 1) if all(self.follows[at + 1 : at + WORDS]))

    def measures(self, start: int, size: int) -> list[tuple[int, int]]:
        """The stretches of phrases that say how much: before the first word of a run, between its words, after it."""
        places = self.places[start : start + size]
        first, last = places[0], places[-1]
        while first and self._is_measure(first - 1):
            first -= 1
        while last + 1 < len(self.side.words) and self._is_measure(last + 1):
            last += 1
        bounds = [first - 1, *places, last + 1]
        return [(one + 1, other) for one, other in pairwise(bounds)]

    def _is_measure(self, word: int) -> bool:
        """One that no other run has laid claim to."""
        taken = self.side.moves[word] or self.side.amid[word]
        return not taken and any(start <= word < end for start, end in self.side.spans)


def mark_moves(rows: Rows, sentences: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    """Marks them in both texts, the longest first, and of those as long the nearest; no word is in two of them.

    `sentences`: the places of each row's sentences in the old text and in the new one. Words are alike as their sides
    hold them: between levels whatever their capitals, where points and commas are no words; between versions exactly.
    """
    bare = [(_Bare(old), _Bare(new)) for old, new in rows]
    waiting = [(_rank(run), run) for run in _common(bare)]
    heapify(waiting)
    number = 1
    while waiting:
        _, run = heappop(waiting)
        old, new = bare[run.row][0], bare[run.to_row][1]
        free = [old.is_free(run.start + offset) and new.is_free(run.to + offset) for offset in range(run.size)]
        if not all(free):
            for piece in _pieces(run, free):
                heappush(waiting, (_rank(piece), piece))
        elif _says_something(old.words[run.start : run.start + run.size]):
            ends = Move(number, sentences[run.to_row][1]), Move(number, sentences[run.row][0])
            _mark(old, new, run, ends)
            number += 1


def _rank(run: Run) -> tuple[int, int]:
    return -run.size, abs(run.row - run.to_row)


def _common(bare: Sequence[tuple[_Bare, _Bare]]) -> Iterator[Run]:
    """What is gone in one row and new in another, each as long as it gets."""
    gone: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for row, (old, _) in enumerate(bare):
        for start in old.starts():
            gone[tuple(old.words[start : start + WORDS])].append((row, start))
    for to_row, (_, new) in enumerate(bare):
        for to in new.starts():
            for row, start in gone.get(tuple(new.words[to : to + WORDS]), ()):
                old = bare[row][0]
                if row != to_row and not _begins_earlier(old, start, new, to):
                    yield Run(_size(old, start, new, to), row, start, to_row, to)


def _begins_earlier(old: _Bare, at: int, new: _Bare, to: int) -> bool:
    return old.follows[at] and new.follows[to] and old.words[at - 1] == new.words[to - 1]


def _size(old: _Bare, start: int, new: _Bare, to: int) -> int:
    size, longest = WORDS, min(len(old.words) - start, len(new.words) - to)
    while size < longest and _goes_on(old, start + size, new, to + size):
        size += 1
    return size


def _goes_on(old: _Bare, at: int, new: _Bare, to: int) -> bool:
    return old.follows[at] and new.follows[to] and old.words[at] == new.words[to]


def _mark(old: _Bare, new: _Bare, run: Run, ends: tuple[Move, Move]) -> None:
    """The words, and with them what says how much where that is the same on both sides; else it has turned."""
    for offset in range(run.size):
        for bare, start, end in ((old, run.start, ends[0]), (new, run.to, ends[1])):
            place = bare.places[start + offset]
            bare.side.move(place, place + 1, end)
    measures = zip(old.measures(run.start, run.size), new.measures(run.to, run.size), strict=True)
    for index, (here, there) in enumerate(measures):
        if old.side.words[slice(*here)] == new.side.words[slice(*there)]:
            old.side.move(*here, ends[0])
            new.side.move(*there, ends[1])
        elif 0 < index < run.size or (here[0] < here[1] and there[0] < there[1]):
            old.side.turn(*here, ends[0].number)
            new.side.turn(*there, ends[1].number)


def _pieces(run: Run, fit: list[bool]) -> Iterator[Run]:
    for fits, group in groupby(range(run.size), key=fit.__getitem__):
        first, *more = group
        size = 1 + len(more)
        if fits and size >= WORDS:
            yield Run(size, run.row, run.start + first, run.to_row, run.to + first)


def _says_something(words: Sequence[str]) -> bool:
    spoken = [word for word in words if word[0].isalnum()]
    return len(spoken) >= WORDS and sum(len(word) >= LETTERS for word in spoken) >= WEIGHTY
