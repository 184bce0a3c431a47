"""`make run`: the whole portal on this machine, under one command."""

import http.client
import ipaddress
import os
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from portal.home.lock import Held, describe, hold
from portal.home.logins import LOGINS, PASSWORD
from portal.home.processes import Listener, NoBroker, PortTaken, listen, stages
from portal.home.supervisor import StartFailed, Supervisor

START_WITHIN = 90.0  # seconds: both workers of the web server import everything, on a slow machine


class Command(BaseCommand):
    help = "Set up what is missing, then run web server, broker, worker and scheduler until Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lock = hold(settings.VAR_DIR)
            listener = listen(os.environ.get("BIND", "127.0.0.1"), int(os.environ.get("PORT", "8000")))
            call_command("setup")
            connections.close_all()
            describe(lock, f"process {os.getpid()}, {address(listener)}")
            Supervisor(stages(listener, settings.VAR_DIR), self.say).run(
                ready=lambda: is_ready(listener), when_ready=lambda: self.announce(listener), within=START_WITHIN
            )
        except (Held, PortTaken, NoBroker, StartFailed) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped before it had started.", returncode=130) from None
        self.say("Stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announce(self, listener: Listener) -> None:
        lines = ["", "-" * 78, f"  Doorlichtingsportaal runs at {address(listener)}"]
        if settings.DEMO:
            lines += ["", f"  Demo logins (password of all: {PASSWORD})"]
            lines += [f"    {email:<20} {who}" for email, who in LOGINS]
            if not is_loopback(listener.host):
                lines += ["", f"  Careful: {listener.host} can be reached by others, and these passwords are public."]
        self.say("\n".join([*lines, "", "  Ctrl-C stops it.", "-" * 78]))


def address(listener: Listener) -> str:
    if not settings.DEMO:
        return f"{settings.PUBLIC_BASE_URL}/"
    host = listener.host if is_loopback(listener.host) else "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.port}/"


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_ready(listener: Listener) -> bool:
    """Whether /readyz answers 200; what isn't up yet refuses or is silent."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listener.host, listener.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, listener.port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        time.sleep(0.1)
        return False
    finally:
        connection.close()
