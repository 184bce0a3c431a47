"""The ways out of the house: a mail server (EMAIL_URL), or files on this machine where none is set.

A transport takes one message for one reader. It calls `before_body` when the reader is accepted and the body comes
next. It gives back a remark with the server's words, or raises NotDelivered; after `before_body` a broken
connection is NO_ANSWER, because the message may have arrived.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.mail.enums import Remark
from portal.mail.outcomes import NotDelivered
from portal.mail.smtp import SmtpTransport

SCHEMES = {"smtp": ("", 25), "smtp+tls": ("starttls", 587), "smtp+ssl": ("ssl", 465)}


class Transport(Protocol):
    def send(
        self, *, name: str, sender: str, recipient: str, message: bytes, before_body: Callable[[], None]
    ) -> tuple[Remark, str]: ...


@dataclass(frozen=True)
class FileTransport:
    """Each message a file `<name>.eml`, whole or not there at all."""

    directory: Path

    def send(self, *, name, sender, recipient, message, before_body):
        target = self.directory / f"{name}.eml"
        draft = target.with_suffix(f".{os.getpid()}.part")
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(message)
            try:
                before_body()
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise NotDelivered(Remark.NOT_REACHED, str(error)) from error
        return Remark.IN_OUTBOX, ""


def current() -> Transport:
    """The transport that the settings ask for."""
    return parsed(settings.EMAIL_URL) if settings.EMAIL_URL else FileTransport(Path(settings.OUTBOX_DIR))


def parsed(url: str) -> SmtpTransport:
    """The mail server of `smtp://user:password@host:port`, `smtp+tls://` (STARTTLS) or `smtp+ssl://`."""
    parts = urlsplit(url)
    try:
        security, port = SCHEMES[parts.scheme]
        port = parts.port or port
    except (KeyError, ValueError):
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@mail.example.be:587") from None
    if not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL names no mail server.")
    return SmtpTransport(
        host=parts.hostname,
        port=port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=settings.EMAIL_TIMEOUT,
    )
