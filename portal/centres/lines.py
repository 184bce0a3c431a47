"""Text of one line: what every name, address and reason of a record is, typed or imported."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

UNSHOWN = {"Cc", "Cs", "Cn"}  # control characters, halves of a pair, what is no character


def one_line(text: str) -> str:
    """Breaks and tabs become a space, accents one character. Raises ValidationError for what can't be shown."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(one) in UNSHOWN or one == "\ufffd" for one in text):
        raise ValidationError(_("The text holds a character that can't be shown."))
    return text


class LineField(models.CharField):
    """A text of one line: `full_clean` makes it so. In queries, in the database and for migrations a CharField."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(one_line(value) if isinstance(value, str) else value, model_instance)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
