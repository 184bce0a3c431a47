"""Text of one line: what every name, address and reason of a record is, typed or imported."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

UNSHOWN = {"Cc", "Cs", "Cn"}  # control characters, halves of a pair, what is no character
ECHOED = 90  # characters of a value that is told back: a cell may hold a hundred thousand
# To Unicode these are marks on a letter, letters or a sign; what they show is nothing, or a space.
MARKS = [0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
BLANKS = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0]
_as_seen = dict.fromkeys(MARKS, "") | dict.fromkeys(BLANKS, " ")


def as_seen(text: str) -> str:
    """Without what nobody sees: soft hyphens, joiners, marks of order and direction. By these names only seem alike."""
    if text.isascii():
        return text
    return "".join(one for one in text.translate(_as_seen) if unicodedata.category(one) != "Cf")


def one_line(text: str) -> str:
    """The text as it is seen; breaks and tabs become a space, accents one character.

    Raises ValidationError for what can't be shown.
    """
    text = " ".join(unicodedata.normalize("NFC", as_seen(text)).split())
    if any(unicodedata.category(one) in UNSHOWN or one == "\ufffd" for one in text):
        raise ValidationError(_("The text holds a character that can't be shown."))
    return text


def cut(text: str, limit: int = ECHOED) -> str:
    """A text as it is told back. Characters are counted, seen or not: accents can be stacked without end."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class LineField(models.CharField):
    """A text of one line: `full_clean` makes it so. In queries, in the database and for migrations a CharField."""

    plain = "CharField"

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(one_line(value) if isinstance(value, str) else value, model_instance)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain}", args, kwargs


class EmailLineField(LineField, models.EmailField):
    plain = "EmailField"


class URLLineField(LineField, models.URLField):
    plain = "URLField"
