"""`manage.py serve`, started for real: what runs, and that nothing is left however it ends."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.home.lock import hold

ROOT = Path(__file__).resolve().parents[2]
WITHIN = 90  # seconds, on two busy cores
pytestmark = pytest.mark.embedded


class Serving:
    """One `manage.py serve` in a session of its own."""

    def __init__(self, var_dir: Path, port: int = 0) -> None:
        self.var_dir = var_dir
        self.log = var_dir / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment(var_dir, port),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until(self, true: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + WITHIN
        while not true():
            if time.monotonic() > deadline:
                pytest.fail(f"Not within {WITHIN} s: {what}\n{self.log.read_text()}")
            time.sleep(0.05)

    def until_ready(self) -> str:
        """The address, as it was printed."""
        self.until(lambda: self.process.poll() is not None or "Ctrl-C stops it" in self.log.read_text(), "ready")
        printed = re.search(r"runs at (http://127\.0\.0\.1:\d+/)", self.log.read_text())
        assert printed, self.log.read_text()
        return printed[1]

    def ours(self) -> dict[int, str]:
        """Every living process of this portal: {process id: command line}.

        They are found by their data directory: in the environment, or (Valkey overwrites that) in the command line.
        """
        found = {}
        mark = f"VAR_DIR={self.var_dir}\0".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                line = (folder / "cmdline").read_text().replace("\0", " ")
                if state != "Z" and (f"{self.var_dir}/" in line or mark in (folder / "environ").read_bytes()):
                    found[int(folder.name)] = line
            except OSError:
                continue  # it ended meanwhile
        return found

    def leaders(self, word: str) -> list[int]:
        """The parts whose command line holds the word: what they start themselves stays in their group."""
        found = []
        for pid, command in self.ours().items():
            with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
                if word in command and os.getpgid(pid) == pid:
                    found.append(pid)
        return found

    def pid_of(self, word: str) -> int:
        """The one part whose command line holds the word."""
        (pid,) = self.leaders(word)
        return pid


def environment(var_dir: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SECRET_KEY")}
    return {**kept, "ENV_FILE": os.devnull, "DEMO": "on", "VAR_DIR": str(var_dir), "PORT": str(port)}


def run_manage(command: str, *, var_dir: Path, port: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env=environment(var_dir, port),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A data directory with the demo in it."""
    var_dir = tmp_path_factory.mktemp("serve")
    run_manage("setup", var_dir=var_dir)
    return var_dir


@pytest.fixture
def var_dir(template, tmp_path) -> Path:
    (tmp_path / "portal.sqlite3").write_bytes((template / "portal.sqlite3").read_bytes())
    return tmp_path


@pytest.fixture
def serving(var_dir) -> Iterator[Serving]:
    serving = Serving(var_dir)
    yield serving
    serving.process.kill()
    serving.process.wait()
    serving.until(lambda: not serving.ours(), "nothing left")


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status


def test_one_life(serving):
    """Ready; a second one is refused; what dies is started again; TERM to the whole group leaves nothing."""
    address = serving.until_ready()
    assert [status(address + path) for path in ("livez", "readyz", "login/")] == [200, 200, 200]

    second = run_manage("serve", var_dir=serving.var_dir)
    assert second.returncode == 1
    held = f"The portal already runs on {serving.var_dir} (process {serving.process.pid}, {address})."
    assert second.stderr == f"CommandError: {held}\n"

    for word in ("valkey-server", "celery -A portal -q worker", "gunicorn"):
        killed = serving.pid_of(word)
        os.kill(killed, signal.SIGKILL)
        serving.until(
            lambda killed=killed, word=word: any(pid > killed for pid in serving.leaders(word)),
            f"{word} starts again",
        )
    assert status(address + "readyz") == 200

    os.killpg(serving.process.pid, signal.SIGTERM)
    assert serving.process.wait(20) == 0
    assert serving.ours() == {}
    assert serving.log.read_text().endswith("Stopped.\n")


def test_interrupt(serving):
    serving.until_ready()
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(20) == 0
    assert serving.ours() == {}


def test_a_killed_supervisor_takes_its_processes_along(serving):
    serving.until_ready()
    assert len(serving.ours()) >= 6
    serving.process.kill()
    serving.process.wait()
    serving.until(lambda: not serving.ours(), "nothing left")


def test_a_taken_port(var_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run_manage("serve", var_dir=var_dir, port=port)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"CommandError: Port {port} on 127.0.0.1 can't be used (Address already in use). "
        "Choose another: PORT=8001 make run\n"
    )


def test_start_over_is_refused_while_it_runs(var_dir, tmp_path):
    with hold(tmp_path):
        answer = run_manage("demo_reset", var_dir=var_dir)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"CommandError: The portal already runs on {var_dir} (process {os.getpid()}). "
        "Stop it first (Ctrl-C), then start over.\n"
    )
    assert (var_dir / "portal.sqlite3").exists()
