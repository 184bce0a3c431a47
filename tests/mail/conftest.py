"""A purpose of mail for the tests, and two ways out: a transport that plays a script, and a real mail server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.utils.translation import get_language

from portal.mail import purposes, transports
from portal.mail.enums import Remark
from portal.mail.ledger import Attachment, queue
from portal.mail.models import OutgoingMail
from portal.mail.purposes import Content, Purpose
from tests.mail.server import MailServer


@dataclass
class Letters:
    """The registered purpose "letter": what it writes, and whether its mail may go."""

    content: Content = field(default_factory=lambda: Content(subject="Een brief", text="Dag Els\n", html=""))
    reason_not_to_go: Callable[[OutgoingMail], str] = lambda mail: ""
    written: list[tuple[str, str]] = field(default_factory=list)
    """To whom, and the language that was active."""

    def render(self, mail: OutgoingMail) -> Content:
        self.written.append((mail.recipient, get_language()))
        return self.content

    def may_go(self, mail: OutgoingMail) -> str:
        return self.reason_not_to_go(mail)


@pytest.fixture
def letters(monkeypatch) -> Letters:
    made = Letters()
    letter = Purpose("letter", "Brief", render=made.render, may_go=made.may_go)
    monkeypatch.setattr(purposes, "_registered", {"letter": letter})
    return made


@pytest.fixture
def ask(db, letters) -> Callable[..., OutgoingMail]:
    """A function that asks for a mail to Els."""

    def ask(recipient: str = "user:1", attachment: Attachment | None = None, **fields) -> OutgoingMail:
        defaults = {"purpose": "letter", "recipient_name": "Els De Smet", "address": "els@example.be"}
        return queue(subject_key="letter:1", recipient=recipient, attachment=attachment, **{**defaults, **fields})

    return ask


@dataclass
class ScriptedTransport:
    """Ends each try as the script says: a remark is given back, an exception raised; `during` runs in the handover."""

    script: list[Remark | Exception]
    during: Callable[[], None] = lambda: None
    sent: list[dict] = field(default_factory=list)

    def send(self, *, before_body, **message):
        end = self.script.pop(0)
        before_body()
        self.during()
        if isinstance(end, Exception):
            raise end
        self.sent.append(message)
        return end, "250 taken"


@pytest.fixture
def scripted(monkeypatch) -> Callable[..., ScriptedTransport]:
    """A function that puts a scripted transport in the place of the real one."""

    def scripted(*script: Remark | Exception, **options) -> ScriptedTransport:
        transport = ScriptedTransport(list(script), **options)
        monkeypatch.setattr(transports, "current", lambda: transport)
        return transport

    return scripted


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real mail server on loopback, and the settings pointing at it."""
    with MailServer() as server:
        settings.EMAIL_URL = server.url
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def pass_time(db):
    """A function that lets every wait and lease of a mail run out, on the clock of the database."""

    def pass_time(mail: OutgoingMail) -> None:
        rows = OutgoingMail.objects.filter(pk=mail.pk)
        rows.filter(lease_until__isnull=False).update(lease_until="2020-01-01T00:00Z")
        rows.filter(next_at__isnull=False).update(next_at="2020-01-01T00:00Z")

    return pass_time
