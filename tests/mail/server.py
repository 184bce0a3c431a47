"""A real SMTP server on loopback whose faults are scripted: aiosmtpd, on a port that the system picks."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

DROP = "drop"  # instead of an answer: close the connection
HANG = "hang"  # instead of an answer: none, until the test ends


class FaultySMTP(SMTP):
    """With a fault before the body is asked for, which aiosmtpd's handlers can't script."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        fault = self.event_handler.at_data_command
        if fault == DROP:
            self.transport.abort()
        elif fault:
            await self.push(fault)
        else:
            await super().smtp_DATA(arg)


class Script:
    """What the server answers at each step; "" is the usual answer. `bodies` holds all that it accepted."""

    def __init__(self) -> None:
        self.at_mail = ""
        self.at_rcpt = ""
        self.at_data_command = ""
        self.after_body = ""
        self.bodies: list[tuple[list[str], bytes]] = []
        self.commands: list[str] = []
        self.body_received = Event()
        self.held = 0
        self._free_bodies: int | None = None
        self._released = asyncio.Event()

    def hold_at_rcpt_after(self, bodies: int) -> None:
        """Once that many bodies came in, let everybody wait for the answer to RCPT; `held` counts them."""
        self._free_bodies = bodies

    def release(self) -> None:
        self._free_bodies = None
        self.controller.loop.call_soon_threadsafe(self._released.set)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options) -> str:
        envelope.mail_from = address
        return await self.answer(server, self.at_mail)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options) -> str:
        self.commands.append(f"RCPT {address}")
        if self._free_bodies is not None and len(self.bodies) >= self._free_bodies:
            self.held += 1
            await self._released.wait()
        answer = await self.answer(server, self.at_rcpt)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.body_received.set()
        answer = await self.answer(server, self.after_body)
        if answer.startswith("2"):
            self.bodies.append((list(envelope.rcpt_tos), bytes(envelope.original_content or b"")))
        return answer

    async def answer(self, server: SMTP, fault: str) -> str:
        if fault == DROP:
            server.transport.abort()
            return "451 nobody hears this"
        if fault == HANG:
            await asyncio.Event().wait()
        return fault or "250 2.0.0 taken as 4711"


class LoopbackController(Controller):
    def factory(self) -> FaultySMTP:
        return FaultySMTP(self.handler, hostname="mail.test", loop=self.loop, ident="test")


class MailServer(Script):
    """`with MailServer() as server:` it listens at `server.url`; `messages` are those it accepted."""

    def __enter__(self) -> "MailServer":
        self.controller = LoopbackController(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"
        return self

    def __exit__(self, *error: object) -> None:
        self.controller.stop()

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(body, policy=policy.default) for _, body in self.bodies]

    @property
    def recipients(self) -> list[str]:
        return sorted(address for addresses, _ in self.bodies for address in addresses)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
