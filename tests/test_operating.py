"""docs/operating.md names every variable that the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""(?:env(?:\.\w+)?\(|environ(?:\.get\(|\[))\s*["']([A-Z_]+)["']""")
READERS = ["portal", "assessments", "rubric", "deploy", "tools/bootstrap.py"]
SET_BY_US = {"DJANGO_SETTINGS_MODULE"}


def test_every_variable_is_documented():
    files = [path for name in READERS for path in [ROOT / name, *(ROOT / name).rglob("*.py")] if path.is_file()]
    code = "".join(path.read_text() for path in files)
    names = set(READ.findall(code)) - SET_BY_US
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "operating.md").read_text()))
    assert {"SECRET_KEY", "PORT", "PIP_INDEX_URL"} <= names
    assert names - documented == set()
