"""Words looked for in the sentences, titles and legends of instruments, whatever their capitals and accents."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from django.db.models import Case, Value, When

from rubric.models import InstrumentVersion, Level, Scale, Statement
from rubric.version_text import level_name

AT_MOST = 100
Marked = tuple[tuple[str, bool], ...]  # pieces of a text, and whether each was looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """A level, a scale or a sentence in which all words stand: where it is and what of it is marked.

    `scale` is empty at a level, `level` and `pieces` are at a scale. `translated`: the level has its English name.
    """

    version: InstrumentVersion
    anchor: str
    scale: Marked = ()
    level: Marked = ()
    translated: bool = False
    pieces: Marked = ()


def search(versions: Iterable[InstrumentVersion], words: str) -> tuple[list[Hit], bool]:
    """The first places that hold all of the words, in the order of the versions; and whether there are more.

    Of a version its levels come first (title and legend), then its scales (code and title), then its sentences. Three
    queries on top of that for the versions. Nothing is found without words.
    """
    wanted = [folded(word) for word in words.split()]
    shown = {version.pk: version for version in versions}
    if not wanted or not shown:
        return [], False
    hits = list(islice(_found(shown, wanted), AT_MOST + 1))
    return hits[:AT_MOST], len(hits) > AT_MOST


def _found(shown: dict[int, InstrumentVersion], wanted: list[str]) -> Iterator[Hit]:
    """Version by version: each kind comes in the order of the versions, and of one version the kinds in this order."""
    place = {pk: number for number, pk in enumerate(shown)}
    kinds = (_levels(shown, wanted), _scales(shown, wanted), _statements(shown, wanted))
    return merge(*kinds, key=lambda hit: place[hit.version.pk])


def _in_turn(shown: dict[int, InstrumentVersion], version: str) -> Case:
    """To order rows by: the place of their version, `version` being the look-up of its key."""
    return Case(*(When(**{version: pk}, then=Value(number)) for number, pk in enumerate(shown)))


def _levels(shown: dict[int, InstrumentVersion], wanted: list[str]) -> Iterator[Hit]:
    for level in Level.objects.filter(version__in=shown).order_by(_in_turn(shown, "version"), "position"):
        if _holds(f"{level.title} {level.title_en} {level.legend}", wanted):
            name = level_name(level.title, level.title_en)
            yield Hit(
                version=shown[level.version_id],
                anchor=f"level-{level.code}",
                level=marked(name, wanted),
                translated=name != level.title,
                pieces=marked(level.legend, wanted),
            )


def _scales(shown: dict[int, InstrumentVersion], wanted: list[str]) -> Iterator[Hit]:
    for scale in Scale.objects.filter(version__in=shown).order_by(_in_turn(shown, "version"), "position"):
        if _holds(str(scale), wanted):
            yield Hit(version=shown[scale.version_id], anchor=scale.code, scale=marked(str(scale), wanted))


def _statements(shown: dict[int, InstrumentVersion], wanted: list[str]) -> Iterator[Hit]:
    for row in _sentences(shown):
        if _holds(row["text"], wanted):
            yield _sentence(row, shown[row["descriptor__scale__version"]], wanted)


def _holds(text: str, wanted: list[str]) -> bool:
    flat = folded(text)
    return all(word in flat for word in wanted)


def _sentences(shown: dict[int, InstrumentVersion]) -> Iterable[dict]:
    rows = Statement.objects.filter(descriptor__scale__version__in=shown).values(
        *("text", "position", "descriptor__scale__version", "descriptor__scale__code", "descriptor__scale__title"),
        *("descriptor__level__code", "descriptor__level__title", "descriptor__level__title_en"),
    )
    turn = _in_turn(shown, "descriptor__scale__version")
    order = ("descriptor__scale__position", "descriptor__level__position", "position")
    return rows.order_by(turn, *order).iterator(chunk_size=2000)


def _sentence(row: dict, version: InstrumentVersion, wanted: list[str]) -> Hit:
    code, title = row["descriptor__scale__code"], row["descriptor__level__title"]
    name = level_name(title, row["descriptor__level__title_en"])
    return Hit(
        version=version,
        anchor=f"{code}-{row['descriptor__level__code']}-{row['position']}",
        scale=((f"{code} {row['descriptor__scale__title']}", False),),
        level=((name, False),),
        translated=name != title,
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
