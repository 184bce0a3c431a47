"""Reading back what a portal without a mail server wrote to files: in demo mode only.

Some mails hold a link that signs somebody in. On a real portal nobody but the reader of the mail may see it.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from portal.mail.models import OutgoingMail

_link = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Enclosure:
    filename: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A message as its reader gets it: plain text, the addresses in it, the attachment."""

    subject: str
    sender: str
    recipient: str
    text: str
    links: list[str]
    enclosure: Enclosure | None


def read(mail: OutgoingMail) -> Letter | None:
    """The message of this row; None where there is none, or where it is nobody's business."""
    if not settings.DEMO or settings.EMAIL_URL:
        return None
    try:
        raw = (Path(settings.OUTBOX_DIR) / f"{mail.pk}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(raw, policy=policy.default)
    # A database that was thrown away counts from 1 again: the file may be of another mail.
    return as_letter(message) if message["Message-ID"] == mail.message_id else None


def as_letter(message: EmailMessage) -> Letter:
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content().replace("\r\n", "\n").strip() if body else ""
    enclosed = next(iter(message.iter_attachments()), None)
    return Letter(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        text=text,
        links=list(dict.fromkeys(_link.findall(text))),
        enclosure=Enclosure(enclosed.get_filename() or "", enclosed.get_content()) if enclosed else None,
    )
