"""Makes any text fit to be printed: PDF/A and PDF/UA refuse what has no glyph, and a line must break somewhere."""

import re
import unicodedata

from assessments.reports.typesetting import has_glyph

NO_GLYPH = "□"
LONGEST_WORD = 30
ASKED_AT_MOST = 300  # different rare characters in one text; asking for each takes about 2 ms

_safe = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\xff‘’“”–—…•€]")
_long_word = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
# Joiners and presentation forms of emoji: without their picture they mean nothing.
_pointless = {"\u200d", "\ufe0e", "\ufe0f"}


def printable(text: str) -> str:
    """The text without control characters, with □ for what has no glyph and a place to break in very long words."""
    given = text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n")
    rare = sorted(set(_safe.findall(text)))
    if rare:
        text = text.translate({ord(one): _stand_in(one, number) for number, one in enumerate(rare)})
    if given and not text:
        return NO_GLYPH  # of invisible characters only; a heading without a text breaks the standard
    return _long_word.sub("\\g<0>\u200b", text)


def _stand_in(character: str, number: int) -> str:
    if character in _pointless or unicodedata.category(character) in ("Cc", "Cf"):
        return ""
    known = number < ASKED_AT_MOST and unicodedata.category(character) not in ("Cs", "Co", "Cn")
    return character if known and has_glyph(character) else NO_GLYPH


def printable_data(data):
    """The same for every string in nested lists and dicts."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, list):
        return [printable_data(one) for one in data]
    if isinstance(data, dict):
        return {key: printable_data(one) for key, one in data.items()}
    return data
