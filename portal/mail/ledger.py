"""Asking for a mail: a row in the transaction of the deed that causes it. Sending is the worker's (`delivery.py`)."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db.models.functions import Now

from portal.mail.models import OutgoingMail


@dataclass(frozen=True)
class Attachment:
    """A stored file: its name in the default storage, its SHA-256 (hex), and the name that the reader sees."""

    name: str
    sha256: str
    filename: str


def queue(
    *,
    purpose: str,
    subject_key: str,
    recipient: str,
    recipient_name: str,
    address: str,
    language: str = "nl",
    attachment: Attachment | None = None,
) -> OutgoingMail:
    """Ask for one mail to one recipient, inside the caller's transaction; gives back its row.

    `subject_key` and `recipient` are keys that the sender of this purpose understands ("report:17", "user:12").
    The same deed asked twice is one mail: the second call gives the row of the first, unchanged. A conflict is
    left to the database to ignore, so it breaks no transaction around it.
    """
    row = OutgoingMail(
        purpose=purpose,
        subject_key=subject_key,
        recipient=recipient,
        recipient_name=recipient_name[:200],
        address=address,
        language=language,
        message_id=new_message_id(),
        next_at=Now(),
    )
    if attachment:
        row.attachment_name = attachment.name
        row.attachment_sha256 = attachment.sha256
        row.attachment_filename = attachment.filename
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    return OutgoingMail.objects.get(purpose=purpose, subject_key=subject_key, recipient=recipient)


def new_message_id() -> str:
    """Fixed when the mail is asked for, so that a mail that went out twice after all is known as one."""
    return f"<{uuid4().hex}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>"
