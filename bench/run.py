"""`make bench`: how fast the pages are, next to a bare Django view in the same run. Ends with 1 where a bar is missed.

bench/README.md says what is measured and why so. DATABASE_URL set: in databases of its own on that server.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def prepare(folder: str) -> None:
    """Production settings in a directory that is thrown away, whatever the machine's own .env says."""
    os.environ |= {
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DEMO": "off",
        "DEBUG": "off",
        "VAR_DIR": folder,
        "SECRET_KEY": "bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
        "PUBLIC_BASE_URL": "https://bench.example.be",
        "ALLOWED_HOSTS": "bench.example.be",
    }
    import django  # noqa: PLC0415 -- reads the settings

    django.setup()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        prepare(folder)
        from bench.report import main

        sys.exit(main())
