"""Prepares this directory with nothing but Python, then becomes the command that was asked for.

    python3 tools/bootstrap.py [--dev] [--demo] COMMAND ...     e.g. --demo manage.py serve, or --dev -m pytest

Makes `.venv`, installs the pinned requirements where they changed since the last time (`--dev`: those of the tests
too) and, with `--demo`, writes an `.env` that switches on demo mode if nothing is configured yet.
Uses the standard library only, and works without Debian's python3-venv and ca-certificates.
"""

import fcntl
import hashlib
import os
import re
import secrets
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OPTIONS = {"--dev", "--demo"}
# Used where Python comes without ensurepip, as Debian's does unless python3-venv is installed.
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(arguments: list[str]) -> None:
    options = set()
    while arguments and arguments[0] in OPTIONS:
        options.add(arguments.pop(0))
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before anything has checked the version)
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
    os.chdir(ROOT)
    with open(ROOT / ".bootstrap.lock", "w") as lock:  # two at once would spoil each other's installation
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install("requirements-dev.txt" if "--dev" in options else "requirements.txt")
        if "--demo" in options:
            write_env(ROOT / ".env")
    if arguments:
        os.execv(PYTHON, [str(PYTHON), *arguments])


def make_venv() -> None:
    """A `.venv` with a Python that starts and has pip; one that doesn't (Python was upgraded) is made again."""
    if runs("-c", "import pip"):
        return
    say("Making a virtual environment in .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode == 0 and runs("-c", "import pip"):
        return
    subprocess.run([*command, "--without-pip"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP_WHEEL
        wheel.write_bytes(fetch_pip())
        # A wheel is a zip: Python runs the pip inside it, and that installs itself.
        subprocess.run([PYTHON, f"{wheel}/pip", "install", "-q", "--no-index", str(wheel)], check=True)


def runs(*arguments: str) -> bool:
    """Whether the Python of `.venv` runs these arguments without an error."""
    try:
        return subprocess.run([PYTHON, *arguments], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def fetch_pip() -> bytes:
    """The pinned wheel of pip from the package index; ends the program where it can't be had or isn't the same."""
    page = f"{os.environ.get('PIP_INDEX_URL', 'https://pypi.org/simple').rstrip('/')}/pip/"
    link = re.search(rf'href="([^"]*{re.escape(PIP_WHEEL)})[#"]', download(page).decode())
    if not link:
        sys.exit(f"{page} has no {PIP_WHEEL}. Install Debian's package python3-venv instead, and try again.")
    wheel = download(urllib.parse.urljoin(page, link[1]))
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        sys.exit(f"{PIP_WHEEL} from {page} isn't the one that was pinned (sha256 differs). Nothing was installed.")
    return wheel


def download(url: str) -> bytes:
    """What the address answers.

    A bare Debian has no ca-certificates, so certificates can't be checked there. It is safe to go on without:
    what is used of the answer is checked against a pinned sha256.
    """
    checked = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    try:
        try:
            with urllib.request.urlopen(url, timeout=60, context=checked) as answer:
                return answer.read()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ssl.SSLCertVerificationError):
                raise
        with urllib.request.urlopen(url, timeout=60, context=ssl._create_unverified_context()) as answer:
            return answer.read()
    except OSError as error:  # URLError is one
        sys.exit(f"{url} can't be reached ({error}). The first start needs a network, later ones don't.")


def install(requirements: str) -> None:
    """The pinned packages, if the list or the Python differs from what was installed last."""
    stamp = VENV / f".{requirements}.sha256"
    wanted = hashlib.sha256(sys.version.encode() + (ROOT / requirements).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {requirements} …")
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    if subprocess.run([*pip, "-r", requirements], check=False).returncode:
        sys.exit(f"{requirements} can't be installed; pip says why above. The first start needs a network.")
    stamp.write_text(wanted)


def write_env(path: Path) -> None:
    """`.env` with demo mode and a secret of its own, unless it exists or the environment holds a SECRET_KEY."""
    if path.exists() or os.environ.get("SECRET_KEY"):
        return
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"DEMO=on\nSECRET_KEY={secrets.token_urlsafe(50)}\n")
    say("Wrote .env: demo mode, with a secret of its own. docs/operating.md lists what can be set there.")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
