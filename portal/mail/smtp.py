"""One message to one reader over SMTP (RFC 5321), step by step: what a break means depends on the step."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from portal.mail.enums import Remark
from portal.mail.outcomes import NotDelivered

Reply = tuple[int, bytes]


@dataclass(frozen=True)
class SmtpTransport:
    host: str
    port: int
    security: str  # "", "starttls" or "ssl"
    user: str
    password: str = field(repr=False)
    timeout: float

    def send(
        self, *, name: str, sender: str, recipient: str, message: bytes, before_body: Callable[[], None]
    ) -> tuple[Remark, str]:
        with self.connection() as smtp:
            try:
                size = [f"size={len(message)}"] if smtp.has_extn("size") else []
                expect(smtp.mail(sender, size), 250)
                expect(smtp.rcpt(recipient), 250, 251, refusal=Remark.REFUSED)
                before_body()
                # Until it says 354 the server has nothing of the body: a break is still worth another try.
                expect(smtp.docmd("DATA"), 354)
            except smtplib.SMTPException as error:
                raise NotDelivered(Remark.NOT_REACHED, words(error)) from error
            return Remark.ACCEPTED, hand_over_body(smtp, message)

    @contextmanager
    def connection(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in as the settings say, closed afterwards.

        What goes wrong in opening it tells nothing about this message, not even with a 5xx (a password that was
        changed, a server that is being mended): it is worth another try.
        """
        try:
            smtp = self.connected()
        except OSError as error:
            raise NotDelivered(Remark.NOT_REACHED, words(error)) from error
        try:
            yield smtp
        finally:
            say_goodbye(smtp)

    def connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if self.security == "ssl":
            smtp = smtplib.SMTP_SSL(self.host, self.port, own_name(), timeout=self.timeout, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, own_name(), timeout=self.timeout)
        try:
            if self.security == "starttls":
                smtp.starttls(context=context)
            if self.user:
                smtp.login(self.user, self.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


def hand_over_body(smtp: smtplib.SMTP, message: bytes) -> str:
    """The server's words when it took the message; NotDelivered when it refused it, or when nobody knows."""
    try:
        smtp.send(dotted(message))
        reply = smtp.getreply()
    except Exception as error:  # whatever it was (also a time limit of the worker), the body was on its way
        smtp.close()
        raise NotDelivered(Remark.NO_ANSWER, words(error)) from error
    if not 200 <= reply[0] <= 599:
        raise NotDelivered(Remark.NO_ANSWER, words(reply))
    expect(reply, *range(200, 300))
    return words(reply)


def dotted(message: bytes) -> bytes:
    """The body as it goes over the line: CRLF line ends, leading dots doubled, a lone dot at the end."""
    lines = re.split(rb"\r\n|\r|\n", message.removesuffix(b"\r\n"))
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


def expect(reply: Reply, *wanted: int, refusal: Remark = Remark.NOT_TAKEN) -> None:
    """NotDelivered where the server answered otherwise: 5xx is for good, anything else may change.

    `refusal`: what a 5xx means. Only as an answer to RCPT it tells something about the reader's address.
    """
    code, _ = reply
    if code not in wanted:
        raise NotDelivered(refusal if 500 <= code <= 599 else Remark.COME_BACK, words(reply))


def say_goodbye(smtp: smtplib.SMTP) -> None:
    """QUIT, but a server that is slow to answer it keeps nobody waiting: the message's fate is known already."""
    with suppress(OSError):
        if smtp.sock:
            smtp.sock.settimeout(2)
            smtp.docmd("QUIT")
    smtp.close()


def words(reply: object) -> str:
    """What the server said, or what became of the connection, as text."""
    if isinstance(reply, smtplib.SMTPResponseException):
        return words((reply.smtp_code, reply.smtp_error))
    if isinstance(reply, tuple):
        code, text = reply
        return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return str(reply) or type(reply).__name__


def own_name() -> str:
    """How the portal greets a mail server: the host of its address. (smtplib's own guess may wait for a slow DNS.)"""
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
    with suppress(ValueError):
        return f"[IPv6:{host}]" if ip_address(host).version == 6 else f"[{host}]"
    return host
