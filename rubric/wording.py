"""Two texts held against each other word by word. Joining the parts of a side gives its text back, to the letter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from rubric.quantifiers import Quantifiers

TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|\s+|[^\w\s]")
SAME, DIFFERS = "same", "differs"
ISLAND = 6  # so few letters that are the same amid changes ("van de") only make the marking restless
MOVED = 3  # so many words in a row that stand elsewhere on the other side are no difference, only another order


def numbers(places: Iterable[int]) -> str:
    """The places of sentences as they are counted: "2", or "4+5" for two sentences in one row."""
    return "+".join(str(place + 1) for place in places)


@dataclass(frozen=True, slots=True)
class Move:
    """Words that the other side has in another row. `number`: both ends of a move bear the same one, from 1.

    `sentences`: the places (from 0) of the sentences of that row, on the other side.
    """

    number: int
    sentences: tuple[int, ...]

    @property
    def there(self) -> str:
        """Those places as the margin of the table tells them."""
        return numbers(self.sentences)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text. `differs`: the other side hasn't got it; what only `moved` does not differ.

    `quantifier`: it says how much or how often, and differs or moved. `amid`: the number of the move of whose words it
    says so, where the other end of that move says it otherwise, or not at all; else 0.
    """

    text: str
    differs: bool
    quantifier: bool = False
    moved: Move | None = None
    amid: int = 0


Parts = tuple[Part, ...]


class Side:
    """One of the two texts: its tokens, and for each of its words whether the other side has it, here or elsewhere."""

    def __init__(self, text: str, exact: bool):
        self.tokens = TOKEN.findall(text)
        self.places = [index for index, token in enumerate(self.tokens) if _counts(token, exact)]
        self.words = [self.tokens[index] if exact else self.tokens[index].casefold() for index in self.places]
        self.known = [False] * len(self.words)
        self.moves: list[Move | None] = [None] * len(self.words)
        self.amid = [0] * len(self.words)
        self.spans: list[tuple[int, int]] = []

    def letters(self, start: int, size: int) -> int:
        return sum(map(len, self.words[start : start + size]))

    def mark_quantifiers(self, quantifiers: Quantifiers) -> None:
        """A phrase of which one word differs, differs as a whole."""
        spans = quantifiers.spans([word.casefold() for word in self.words])
        self.spans = [(start, end) for start, end in spans if not all(self.known[start:end])]
        for start, end in self.spans:
            self.known[start:end] = [False] * (end - start)

    def move(self, start: int, end: int, move: Move) -> None:
        self.moves[start:end] = [move] * (end - start)

    def turn(self, start: int, end: int, amid: int) -> None:
        self.amid[start:end] = [amid] * (end - start)

    def parts(self) -> Parts:
        """What lies between two words (spaces, points) goes with them where both are marked the same way."""
        label: list[tuple[bool, int, Move | None, int]] = [(False, -1, None, 0)] * len(self.tokens)
        number = {word: span for span, (start, end) in enumerate(self.spans) for word in range(start, end)}
        marks = [
            (not known and move is None, number.get(word, -1), move, amid)
            for word, (known, move, amid) in enumerate(zip(self.known, self.moves, self.amid, strict=True))
        ]
        for place, mark in zip(self.places, marks, strict=True):
            label[place] = mark
        for (place, mark), (next_place, next_mark) in zip(
            zip(self.places, marks, strict=True), zip(self.places[1:], marks[1:], strict=True), strict=False
        ):
            if mark == next_mark:
                label[place:next_place] = [mark] * (next_place - place)
        return tuple(
            Part("".join(token for _, token in group), differs, span >= 0, move, amid)
            for (differs, span, move, amid), group in groupby(
                zip(label, self.tokens, strict=True), key=lambda pair: pair[0]
            )
        )


def differences(before: str, after: str, quantifiers: Quantifiers, *, exact: bool = False) -> tuple[Parts, Parts]:
    """The parts of both texts.

    Between two levels a capital, a comma and words in another order part nothing. `exact`, for two versions of one
    text: everything that isn't there to the letter differs.
    """
    old, new = sides(before, after, quantifiers, exact=exact)
    return old.parts(), new.parts()


def sides(before: str, after: str, quantifiers: Quantifiers, *, exact: bool = False) -> tuple[Side, Side]:
    """Both texts with what each of them knows of the other: for whoever looks further before asking for the parts."""
    old, new = Side(before, exact), Side(after, exact)
    for start, other, size in _common(old, new, exact):
        old.known[start : start + size] = new.known[other : other + size] = [True] * size
    if not exact:
        while (found := _longest_elsewhere(old, new))[2] >= MOVED:
            start, other, size = found
            old.known[start : start + size] = new.known[other : other + size] = [True] * size
    old.mark_quantifiers(quantifiers)
    new.mark_quantifiers(quantifiers)
    return old, new


def _common(old: Side, new: Side, exact: bool) -> list[tuple[int, int, int]]:
    """What stands in both in the same order: (start in old, start in new, size)."""
    blocks = [
        tuple(block) for block in SequenceMatcher(None, old.words, new.words, autojunk=False).get_matching_blocks()
    ][:-1]
    if exact:
        return blocks  # type: ignore[return-value]
    return [block for block in blocks if not _is_island(block, old, new)]  # type: ignore[misc]


def _is_island(block: Sequence[int], old: Side, new: Side) -> bool:
    start, other, size = block
    if old.letters(start, size) > ISLAND:
        return False
    first = start == 0 and other == 0
    last = start + size == len(old.words) and other + size == len(new.words)
    return not first and not last


def _longest_elsewhere(old: Side, new: Side) -> tuple[int, int, int]:
    """The longest run of words that neither side has found yet and both have."""
    best = (0, 0, 0)
    row = [0] * (len(new.words) + 1)
    for start, word in enumerate(old.words):
        above, row = row, [0] * (len(new.words) + 1)
        if old.known[start]:
            continue
        for other, candidate in enumerate(new.words):
            if word == candidate and not new.known[other]:
                row[other + 1] = size = above[other] + 1
                if size > best[2]:
                    best = (start + 1 - size, other + 1 - size, size)
    return best


def _counts(token: str, exact: bool) -> bool:
    return not token.isspace() and (exact or token[0].isalnum() or token[0] == "_")
