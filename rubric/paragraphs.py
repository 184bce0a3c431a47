"""The text of a scale at a level of a draft: a paragraph, its sentences, and the remarks (errata) on them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rubric.completeness import LONGEST
from rubric.drafting import hold
from rubric.models import Descriptor, Erratum, Scale, Statement
from rubric.sentences import plain, sentences

LONGEST_PARAGRAPH = 20_000


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    erratum: str = ""


class OtherText(Exception):
    """Somebody else changed the text since it was read; `now` is what it holds. Nothing was saved."""

    def __init__(self, now: list[Sentence]):
        super().__init__(paragraph_of(now))
        self.now = now


def paragraph_of(text: Sequence[Sentence]) -> str:
    return " ".join(sentence.text for sentence in text)


def fingerprint(text: Sequence[Sentence]) -> str:
    """Names this text, its sentences and its remarks: what a page has read."""
    content = json.dumps([[sentence.text, sentence.erratum] for sentence in text])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


@transaction.atomic
def write(
    *, version_id: int, scale_id: int, level_id: int, was: str, paragraph: str, errata: Sequence[str]
) -> list[Sentence]:
    """Saves the paragraph and the remarks on the sentences as they were read; returns the sentences that it now has.

    Raises OtherText where the text is no longer the one that `was` (its fingerprint) names.
    """
    if len(paragraph) > LONGEST_PARAGRAPH:
        limit = {"limit": LONGEST_PARAGRAPH}
        raise ValidationError({"paragraph": _("The text is longer than %(limit)s characters.") % limit})
    if any(len(remark) > LONGEST for remark in errata):
        limit = {"limit": LONGEST}
        raise ValidationError({"erratum": _("A remark is longer than %(limit)s characters.") % limit})
    descriptor, now = _held(version_id, scale_id, level_id)
    paragraph = paragraph.replace("\0", " ")  # a letter that no database keeps and nobody types
    remarks = [plain(remark.replace("\0", " ")) for remark in errata]
    if fingerprint(now) != was:
        if paragraph_of(now) == plain(paragraph) and [one.erratum for one in now] == remarks:
            return now  # saved before, by an answer that got lost
        raise OtherText(now)
    remarks += [one.erratum for one in now[len(remarks) :]]
    read = [Sentence(one.text, remark) for one, remark in zip(now, remarks, strict=False)]
    return _put(descriptor, now, reworded(read, paragraph))


@transaction.atomic
def join(*, version_id: int, scale_id: int, level_id: int, was: str, number: int) -> list[Sentence]:
    """Makes sentence `number` (from 1) and the one after it into one sentence."""
    descriptor, now = _held(version_id, scale_id, level_id, was)
    if not 1 <= number < len(now):
        raise Statement.DoesNotExist
    first, second = now[number - 1 : number + 1]
    one = Sentence(f"{first.text} {second.text}", f"{first.erratum} {second.erratum}".strip())
    return _put(descriptor, now, [*now[: number - 1], one, *now[number + 1 :]])


@transaction.atomic
def split(*, version_id: int, scale_id: int, level_id: int, was: str, number: int, word: int) -> list[Sentence]:
    """Makes sentence `number` (from 1) into two, the second of which begins with the word of this index (from 0)."""
    descriptor, now = _held(version_id, scale_id, level_id, was)
    if not 1 <= number <= len(now):
        raise Statement.DoesNotExist
    whole = now[number - 1]
    words = whole.text.split(" ")
    if not 1 <= word < len(words):
        raise Statement.DoesNotExist
    two = [Sentence(" ".join(words[:word]), whole.erratum), Sentence(" ".join(words[word:]))]
    return _put(descriptor, now, [*now[: number - 1], *two, *now[number:]])


def reworded(read: Sequence[Sentence], paragraph: str) -> list[Sentence]:
    """The sentences of the paragraph. What was joined or split by hand stays so while the words around it stay, and a
    remark goes along with its sentence, or with what came in that sentence's place."""
    if plain(paragraph) == paragraph_of(read):
        return list(read)
    old, words = [sentence.text for sentence in read], plain(paragraph).split()
    joined, parted = _by_hand(old)
    starts = {start for start in _starts(sentences(" ".join(words))) if _around(words, start) not in joined}
    starts |= {start for start in range(1, len(words)) if _around(words, start) in parted}
    texts = [" ".join(words[begin:end]) for begin, end in pairwise([0, *sorted(starts), len(words)]) if begin < end]
    return [Sentence(text, erratum) for text, erratum in zip(texts, _carried(read, texts), strict=True)]


def _by_hand(texts: list[str]) -> tuple[set[object], set[object]]:
    """Where a person joined what would be two sentences, and split what would be one: the words around each place."""
    words = " ".join(texts).split()
    own, found = _starts(texts), _starts(sentences(" ".join(words)))
    return {_around(words, start) for start in found - own}, {_around(words, start) for start in own - found}


def _starts(texts: list[str]) -> set[int]:
    """The index of the word with which each sentence but the first begins."""
    starts, total = set(), 0
    for text in texts[:-1]:
        total += len(text.split(" "))
        starts.add(total)
    return starts


def _around(words: list[str], start: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(words[max(0, start - 2) : start]), tuple(words[start : start + 2])


def _carried(read: Sequence[Sentence], texts: list[str]) -> list[str]:
    """The remark of each new sentence."""
    remarks = [""] * len(texts)
    matcher = SequenceMatcher(a=[sentence.text for sentence in read], b=texts, autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag in ("equal", "replace"):
            for index in range(a_from, a_to):
                place = min(b_from + index - a_from, b_to - 1)
                remarks[place] = f"{remarks[place]} {read[index].erratum}".strip()
    return remarks


def _held(version_id: int, scale_id: int, level_id: int, was: str | None = None) -> tuple[Descriptor, list[Sentence]]:
    """The descriptor (made where it isn't there yet) of a draft that is held, with its text."""
    draft = hold(version_id)
    scale: Scale = draft.scales.get(pk=scale_id)
    level = draft.levels.get(pk=level_id)
    descriptor, _made = Descriptor.objects.get_or_create(scale=scale, level=level)
    rows = descriptor.statements.prefetch_related("errata")
    now = [Sentence(row.text, " ".join(erratum.remark for erratum in row.errata.all())) for row in rows]
    if was is not None and fingerprint(now) != was:
        raise OtherText(now)
    return descriptor, now


def _put(descriptor: Descriptor, now: list[Sentence], text: list[Sentence]) -> list[Sentence]:
    if text != now:
        descriptor.statements.all().delete()
        rows = Statement.objects.bulk_create(
            Statement(descriptor=descriptor, position=position, text=sentence.text)
            for position, sentence in enumerate(text, 1)
        )
        remarks = zip(rows, text, strict=True)
        Erratum.objects.bulk_create(Erratum(statement=row, remark=one.erratum) for row, one in remarks if one.erratum)
    return text
