"""One supervisor per data directory."""

import fcntl
import os
from pathlib import Path
from typing import IO


class Held(Exception):
    """Somebody else holds the lock; the text says who."""


def hold(var_dir: Path) -> IO[str]:
    """Takes the lock of this data directory until the file is closed or the process ends, or raises Held.

    What the holder writes into the file (`describe`) is what another one is told.
    """
    file = open(var_dir / "serve.lock", "a+")  # noqa: SIM115 (open for as long as the lock is held)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise Held(f"The portal already runs on {var_dir} ({holder or 'starting'}).") from None
    describe(file, f"process {os.getpid()}")
    return file


def describe(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
