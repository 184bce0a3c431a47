"""Text of one line: what every name, address and reason of a record is, typed or imported."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.texts import as_seen

UNSHOWN = {"Cc", "Cs", "Cn", "Co"}  # control characters, halves of a pair, what is no character or one by agreement
ECHOED = 90  # characters of a value that is told back: a cell may hold a hundred thousand
_marks = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_piled_up = re.compile(f"[{_marks}]{{3}}")  # it draws over the lines above and below


def one_line(text: str) -> str:
    """The text as it is seen; breaks and tabs become a space, accents one character.

    Raises ValidationError for what can't be shown.
    """
    text = " ".join(unicodedata.normalize("NFC", as_seen(text)).split())
    if _piled_up.search(text) or any(unicodedata.category(one) in UNSHOWN or one == "\ufffd" for one in text):
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
