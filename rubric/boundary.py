"""What separates a level from the one before it, in one scale."""

from collections.abc import Iterable
from dataclasses import dataclass

from rubric.alignment import Row, align
from rubric.quantifiers import Quantifiers
from rubric.version_text import DescriptorText, LevelText, ScaleText


@dataclass(frozen=True, slots=True)
class Turn:
    """Quantifying words that make way for others; one of both may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    scale: ScaleText
    before: DescriptorText
    after: DescriptorText
    rows: list[Row]

    @property
    def turns(self) -> list[Turn]:
        """In the order of the rows, each once; amid words that moved, in the row that they moved to."""
        found = []
        for row in self.rows:
            found.append(Turn(*row.quantifier_change))
            found += [self._turned_amid(move) for move in row.arrivals]
        return list(dict.fromkeys(turn for turn in found if turn.before != turn.after))

    def _turned_amid(self, move: int) -> Turn:
        before, after = zip(*(row.turned_amid(move) for row in self.rows), strict=True)
        return Turn(sum(before, ()), sum(after, ()))

    @property
    def new(self) -> int:
        return sum(len(row.after) for row in self.rows if not row.before and not row.is_moved)

    @property
    def gone(self) -> int:
        return sum(len(row.before) for row in self.rows if not row.after and not row.is_moved)

    @property
    def moved(self) -> int:
        """Runs of words that only went to another sentence."""
        return moved(self.rows)

    @property
    def reworded(self) -> int:
        return sum(bool(row.before and row.after and not row.is_same) for row in self.rows)

    @property
    def same(self) -> int:
        return sum(row.is_same for row in self.rows)


def boundary(scale: ScaleText, level: LevelText, quantifiers: Quantifiers) -> Boundary | None:
    """The boundary below a level; None below the lowest."""
    after = scale.descriptor(level.code)
    if after.previous is None:
        return None
    before = scale.descriptor(after.previous.code)
    return Boundary(scale, before, after, compared(before, after, quantifiers))


def compared(before: DescriptorText, after: DescriptorText, words: Quantifiers, *, exact: bool = False) -> list[Row]:
    old, new = ([statement.text for statement in one.statements] for one in (before, after))
    return align(old, new, words, exact=exact)


def moved(rows: Iterable[Row]) -> int:
    """How many runs of words only went to another row."""
    return len({part.moved.number for row in rows for part in row.old if part.moved})
