"""What people type into an assessment, as it is kept."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.texts import is_seen


def normalised(text: str) -> str:
    """Line ends as the database keeps them, without the null characters that PostgreSQL refuses.

    "" where it shows nothing: so to whoever asks for what is still to be written an empty text is "".
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text if is_seen(text) else ""


def needed_reason(text: str) -> str:
    """The reason of a deed that asks for one. Raises ValidationError where it says nothing."""
    if not (reason := normalised(text).strip()):
        raise ValidationError({"reason": _("Write down the reason.")})
    return reason
