"""Suspected slips of the pen in a Dutch instrument: suggestions that a person may take over as errata.

The wording stays what it is. A remark is written in the language of the instrument, as a note beside its text.
"""

import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from rubric.exchange.recognised import Slip
from rubric.manuscript import Manuscript, ScalePart, StatementPart

# "iemand betreft … bij" is no Dutch; "iemand betrekt … bij" is.
BETREFT = re.compile(r"\bbetreft\b.*\bbij\b")
SUBJECT = re.compile(r"(Het [a-zà-ÿ]+)\b")
# A singular verb ends in t; after "Ze" in the plural it would end in -en.
PRONOUN = re.compile(r"(Ze|Zij) [a-zà-ÿ]+t\b")
WORD = re.compile(r"\w+")
# Far above any real pair of levels: comparing is quadratic, and a file may be made to hurt.
COMPARED_AT_MOST = 2500


def suspected(content: Manuscript, *, quantifiers: Collection[str] = ()) -> list[Slip]:
    """The suspected slips in the order of the text, one for each sentence at most.

    A sentence that stands in two levels with a difference of one word may be one as well, unless levels are meant to
    differ by that word: `quantifiers`. Sentences that bear an erratum already are left alone.
    """
    if content.language != "nl":
        return []
    titles = {level.code: level.short_title for level in content.levels}
    found: dict[tuple[str, str, int], Slip] = {}
    for scale in content.scales:
        for slip in (*_within(scale), *_between(scale, titles, quantifiers)):
            found.setdefault((slip.scale, slip.level, slip.position), slip)
    places = [(scale.code, level.code) for scale in content.scales for level in content.levels]
    return sorted(found.values(), key=lambda slip: (places.index((slip.scale, slip.level)), slip.position))


def _within(scale: ScalePart) -> Iterator[Slip]:
    for level, statements in scale.levels.items():
        before = ""
        for position, one in enumerate(statements, 1):
            if not one.erratum and (remark := _remark(before, one.text)):
                yield Slip(scale.code, level, position, one.text, remark)
            before = one.text


def _remark(before: str, sentence: str) -> str:
    if BETREFT.search(sentence):
        return "Zo in de bron; bedoeld is ‘betrekt … bij’."
    subject, pronoun = SUBJECT.match(before), PRONOUN.match(sentence)
    if subject and pronoun:
        return f"Zo in de bron: ‘{pronoun[1]}’ verwijst naar ‘{subject[1]}’; bedoeld is ‘Het’."
    return ""


def _between(scale: ScalePart, titles: dict[str, str], quantifiers: Collection[str]) -> Iterator[Slip]:
    """The later of two sentences that differ in one word."""
    for (level, statements), (later, others) in combinations(scale.levels.items(), 2):
        if len(statements) * len(others) > COMPARED_AT_MOST:
            continue
        for one in statements:
            for position, other in enumerate(others, 1):
                words = _one_word_apart(one, other, quantifiers)
                if words and not other.erratum:
                    here, there = words
                    remark = f"Bij ‘{titles[level]}’ staat {_quoted(there)}, hier {_quoted(here)}: zo in de bron."
                    yield Slip(scale.code, later, position, other.text, remark)


def _one_word_apart(one: StatementPart, other: StatementPart, quantifiers: Collection[str]) -> tuple[str, str] | None:
    """The one word that the second has and the first has instead (or nothing), where they differ in no other."""
    first, second = one.text.split(), other.text.split()
    if first == second or abs(len(first) - len(second)) > 1 or min(len(first), len(second)) < 4:
        return None
    changes = [
        code for code in SequenceMatcher(None, first, second, autojunk=False).get_opcodes() if code[0] != "equal"
    ]
    if len(changes) != 1:
        return None
    _, start, end, begin, stop = changes[0]
    if max(end - start, stop - begin) > 1:
        return None
    there, here = " ".join(first[start:end]), " ".join(second[begin:stop])
    counted = {word.casefold() for word in WORD.findall(f"{there} {here}")} & set(quantifiers)
    return None if counted else (here, there)


def _quoted(word: str) -> str:
    return f"‘{word}’" if word else "niets"
