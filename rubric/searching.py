"""Words looked for in the sentences of instruments, whatever their capitals and accents."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rubric.models import InstrumentVersion, Statement

AT_MOST = 100
Marked = tuple[tuple[str, bool], ...]  # pieces of a text, and whether each was looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence in which all words stand: where it is and what of it is marked."""

    version: InstrumentVersion
    scale_code: str
    scale_title: str
    level_code: str
    level_title: str
    number: int
    pieces: Marked

    @property
    def anchor(self) -> str:
        return f"{self.scale_code}-{self.level_code}-{self.number}"


def search(versions: Iterable[InstrumentVersion], words: str) -> tuple[list[Hit], bool]:
    """The first sentences that hold all of the words, in the order of the versions; and whether there are more.

    One query on top of that for the versions. Nothing is found without words.
    """
    wanted = [folded(word) for word in words.split()]
    shown = {version.pk: version for version in versions}
    hits: list[Hit] = []
    for row in _sentences(list(shown)) if wanted and shown else ():
        text = folded(row["text"])
        if all(word in text for word in wanted):
            hits.append(_hit(row, shown[row["descriptor__scale__version"]], wanted))
        if len(hits) > AT_MOST:
            break
    order = list(shown)
    hits.sort(key=lambda hit: order.index(hit.version.pk))
    return hits[:AT_MOST], len(hits) > AT_MOST


def _sentences(versions: list[int]) -> Iterable[dict]:
    rows = Statement.objects.filter(descriptor__scale__version__in=versions).values(
        *("text", "position", "descriptor__scale__version", "descriptor__scale__code", "descriptor__scale__title"),
        *("descriptor__level__code", "descriptor__level__title"),
    )
    order = ("descriptor__scale__version", "descriptor__scale__position", "descriptor__level__position", "position")
    return rows.order_by(*order).iterator(chunk_size=2000)


def _hit(row: dict, version: InstrumentVersion, wanted: list[str]) -> Hit:
    return Hit(
        version=version,
        scale_code=row["descriptor__scale__code"],
        scale_title=row["descriptor__scale__title"],
        level_code=row["descriptor__level__code"],
        level_title=row["descriptor__level__title"],
        number=row["position"],
        pieces=marked(row["text"], wanted),
    )


def marked(text: str, wanted: list[str]) -> Marked:
    """The text in pieces that join to it; `wanted` is folded already."""
    letters = [folded(letter) for letter in text]
    origin = [place for place, letter in enumerate(letters) for _ in letter]
    flat, hits = "".join(letters), [False] * len(text)
    for word in wanted:
        start = flat.find(word)
        while start >= 0:
            for place in origin[start : start + len(word)]:
                hits[place] = True
            start = flat.find(word, start + 1)
    pieces: list[tuple[str, bool]] = []
    for letter, hit in zip(text, hits, strict=True):
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (pieces[-1][0] + letter, hit)
        else:
            pieces.append((letter, hit))
    return tuple(pieces)


def folded(text: str) -> str:
    """Without capitals and accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
