"""A paragraph taken apart into its sentences: one space between them gives the paragraph back, to the letter."""

import re
import unicodedata

# After these a point ends a word and no sentence. Compared in lower case, without the last point.
_SHORT = """
    a.d.h.v a.h.v art b.v bijl bijv blz bv c.q ca d.m.v d.w.z dd dhr dr drs e.a e.d e.g etc excl fig hfst i.e i.f.v
    i.h.b i.p.v i.s.m i.v.m incl ing inz ir lic m.a.w m.b.t m.b.v m.i m.i.v m.m m.u.v mej mevr mr mrs mw n.a.v n.v.t
    nr nrs o.a o.b.v o.i o.l.v o.m o.v.v p.a p.m pag par plm prof resp st t.a.v t.e.m t.g.v t.h.v t.o.v vb vgl vs z.g
    z.o zgn
"""
ABBREVIATIONS = frozenset(_SHORT.split())
# These may end a sentence as well: they do where a capital follows.
CLOSING = frozenset(("e.a", "e.d", "etc"))
# The end: . ! ? or …, perhaps doubled, with the quotes and brackets that it closes; then one space.
END = re.compile(r"[.!?…]+[\"'’”»)\]]* ")
# Letters and signs by name, that leave no mark or stand for something that isn't there.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")
# Controls that are no white space, and halves of letters: no file, page or print can hold them.
UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
OPENING = "\"'‘“„«(["


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph in which words stand one space apart.

    `" ".join(sentences(text)) == text` for every such text. A sentence ends in . ! ? or …, where the next begins with a
    capital or a digit: not after an abbreviation, a single initial, or a number in front of its noun ("art. 3", "1. ").
    """
    found, start = [], 0
    for match in END.finditer(paragraph):
        if _ends(paragraph[start : match.end() - 1], paragraph[match.end() :]):
            found.append(paragraph[start : match.end() - 1])
            start = match.end()
    return [*found, paragraph[start:]] if paragraph else []


def plain(text: str) -> str:
    """The words of a text one space apart: what a layout breaks and indents is no part of the wording."""
    return " ".join(text.split())


def is_visible(text: str) -> bool:
    """Whether a reader sees anything: a letter, digit or sign, not only spaces, joiners and fillers."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in FILLERS for one in text)


def ended(sentence: str) -> bool:
    """Whether a sentence has its end: . ! ? or …, which quotes and brackets may close."""
    return sentence.rstrip("\"'’”»)]").endswith((".", "!", "?", "…"))


def _ends(sentence: str, rest: str) -> bool:
    following = rest.lstrip(OPENING)[:1]
    if not (following.isupper() or following.isdigit()):
        return False
    if not sentence.endswith("."):
        return True
    last = sentence.rsplit(" ", 1)[-1].lstrip(OPENING).removesuffix(".").lower()
    if last in CLOSING:
        return following.isupper()
    # A single letter is an initial ("P. Peeters"), a number on its own at the start counts an item ("1. Het team").
    initial = len(last) == 1 and last.isalpha()
    counted = last.isdigit() and " " not in sentence
    return not (last in ABBREVIATIONS or initial or counted)
