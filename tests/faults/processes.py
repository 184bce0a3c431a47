"""Real Celery processes against the test's database and broker, to be killed in the middle of their work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

CONCURRENCY = 4


class CeleryProcesses:
    """Starts workers and beat; `stop` ends whatever is still there. `told` says more when a test waited in vain."""

    def __init__(self, log: Path, told: Callable[[], str], **environment: str) -> None:
        self.log = log
        self.told = told
        self.environment = {**os.environ, "DATABASE_URL": database_url(), **environment}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One process in a group of its own, as `celery -A portal …`."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "portal", *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "-l", "INFO", "-c", str(CONCURRENCY), "--without-gossip", "--without-mingle")

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self.start("beat", "-l", "INFO", "--pidfile=", "-s", str(self.log.with_suffix(".schedule")))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9, the whole group: no handler runs, nothing is given back."""
        self.running.remove(process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        for process in list(self.running):
            self.kill(process)

    def wait_until(self, true: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Poll until it is true; a test that waited in vain shows what the processes said."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                pytest.fail(f"Not within {seconds} s: {what}\n{self.told()}\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)


def database_url() -> str:
    """The address of the database that the tests use, for another process."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
