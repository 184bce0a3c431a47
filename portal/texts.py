"""What a text shows to whoever reads it, and the number that it is. Knows no app."""

import re
import unicodedata

# To Unicode these are marks on a letter, letters or signs; what they show is nothing, or a space.
MARKS = [0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
SIGNS = [*range(0xFFF0, 0xFFF9), 0xFFFC, 0x16FE4, 0x1D159]
BLANKS = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0]
_as_seen = dict.fromkeys([*MARKS, *SIGNS], "") | dict.fromkeys(BLANKS, " ")
_dot_on_a_dot = re.compile("(?<=[ij])\u0307")


def as_seen(text: str) -> str:
    """Without what nobody sees: soft hyphens, joiners, marks of order and direction. By these texts only seem alike."""
    if text.isascii():
        return text
    shown = "".join(one for one in text.translate(_as_seen) if unicodedata.category(one) != "Cf")
    return _dot_on_a_dot.sub("", shown)


def whole_number(text: str, otherwise: int) -> int:
    """The whole number that somebody typed; `otherwise` where it is none, or longer than any key or revision."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else otherwise


def is_seen(text: str) -> bool:
    """Whether it shows anything."""
    return bool(as_seen(text).strip())
