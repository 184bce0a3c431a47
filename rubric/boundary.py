"""What separates a level from the one before it, in one scale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rubric.alignment import Row, align
from rubric.quantifiers import Quantifiers
from rubric.version_text import DescriptorText, LevelText, ScaleText


@dataclass(frozen=True, slots=True)
class Turn:
    """Quantifying words that make way for others; one of both may be empty. `rows`: where they do so."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    rows: tuple[Row, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Boundary:
    scale: ScaleText
    before: DescriptorText
    after: DescriptorText
    rows: list[Row]

    @property
    def turns(self) -> list[Turn]:
        """In the order of the rows, each once; amid words that moved, in the row that they moved to."""
        found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Row]] = defaultdict(list)
        for row in self.rows:
            for before, after in (row.quantifier_change, *map(self._turned_amid, row.arrivals)):
                if before != after:
                    found[before, after].append(row)
        return [Turn(before, after, tuple(rows)) for (before, after), rows in found.items()]

    def _turned_amid(self, move: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        before, after = zip(*(row.turned_amid(move) for row in self.rows), strict=True)
        return sum(before, ()), sum(after, ())

    @property
    def is_reordered(self) -> bool:
        """Whether the lower level says these things in another order; the rows follow the higher one."""
        places = [place for row in self.rows for place in row.before]
        return places != sorted(places)

    @property
    def new(self) -> int:
        return sum(len(row.after) for row in self.rows if not row.before and not row.has_moves)

    @property
    def partly_new(self) -> int:
        """The lower level says a part of them, in other rows."""
        return sum(len(row.after) for row in self.rows if not row.before and row.has_moves and not row.is_moved)

    @property
    def gone(self) -> int:
        return sum(len(row.before) for row in self.rows if not row.after and not row.has_moves)

    @property
    def partly_gone(self) -> int:
        return sum(len(row.before) for row in self.rows if not row.after and row.has_moves and not row.is_moved)

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
