"""`make lint`: every check that needs no test. Prints a line per check, and the output of those that fail."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "types": [f"{BIN}/mypy"],
    "style": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    # Only linted: djlint's formatter moves white space that shows where a text keeps its line breaks.
    "templates": [f"{BIN}/djlint", "--lint", "--quiet", "templates"],
    "layers": [f"{BIN}/lint-imports"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "system": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "translations": [sys.executable, "tools/messages.py", "check"],
    "vendored files": ["sha256sum", "--check", "--quiet", "static/vendor/CHECKSUMS"],
}
# The settings of a machine where nothing is configured: the same answer here, there and in CI.
ENVIRONMENT = {
    **os.environ,
    "ENV_FILE": os.devnull,
    "DEMO": "on",
    "SECRET_KEY": "lint-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
}


def run(name: str) -> tuple[str, int, str]:
    done = subprocess.run(CHECKS[name], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return name, done.returncode, (done.stdout + done.stderr).strip()


def main() -> int:
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, code, output in pool.map(run, CHECKS):
            print(f"{name}: {'ok' if code == 0 else 'FAILED'}", flush=True)
            if code:
                failed.append(name)
                print(output, flush=True)
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all checks passed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
