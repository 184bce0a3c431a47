"""Words that say how much or how often, found in a text with their inflected forms: what mostly parts two levels."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rubric.models import QuantifierWord

ENDINGS = {"nl": ("e", "er", "ere", "st", "ste"), "de": ("e", "er", "es", "en", "em")}
LONG_VOWEL = re.compile(r"(.*)(aa|ee|oo|uu)([^aeiou])$")
SHORT_SYLLABLE = re.compile(r"[^aeiou]*[aeiou]([bdfgklmnprst])$")


class Quantifiers:
    """A list of words and phrases ("beperkt", "in beperkte mate"), ready to be looked for."""

    def __init__(self, language: str, words: Iterable[str]):
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted({form for word in words for form in forms(word, language)}, key=_longest_first):
            self._phrases.setdefault(phrase[0], []).append(phrase)

    def spans(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where they stand among the words of a text (in lower case): [first, last + 1); the longest wins."""
        found, index = [], 0
        while index < len(words):
            length = self._length_at(words, index)
            if length:
                found.append((index, index + length))
            index += length or 1
        return found

    def _length_at(self, words: Sequence[str], index: int) -> int:
        for phrase in self._phrases.get(words[index], ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                return len(phrase)
        return 0


def quantifiers_of(language: str) -> Quantifiers:
    """Those that administrators keep for a language: one query."""
    kept = QuantifierWord.objects.filter(language=language).values_list("word", flat=True)
    return _ready(language, tuple(kept))


_ready = lru_cache(maxsize=8)(Quantifiers)


def forms(word: str, language: str) -> set[tuple[str, ...]]:
    """The words of a phrase as it stands; of a single word also its inflected forms (beperkt → beperkte).

    Rather one form too many than one too few: "amperst" exists nowhere and so is found nowhere.
    """
    words = tuple(word.casefold().split())
    if len(words) != 1:
        return {words} if words else set()
    stems = {words[0]}
    if language == "nl":
        stems |= {LONG_VOWEL.sub(lambda found: found[1] + found[2][0] + found[3], words[0])}
        stems |= {words[0] + found[1] for found in [SHORT_SYLLABLE.fullmatch(words[0])] if found}
    return {words} | {(stem + ending,) for stem in stems for ending in ENDINGS.get(language, ())}


def _longest_first(phrase: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return -len(phrase), phrase
