"""The layer order of pyproject.toml holds, and would notice: a wrong import breaks it, whichever way it goes wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--no-cache", "--config", str(root / "pyproject.toml")]
    return subprocess.run(command, cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False)


def test_imports_run_downward_only():
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout


WRONG = [
    ("rubric/enums.py", "assessments.enums"),
    ("rubric/enums.py", "portal.accounts.enums"),
    ("rubric/enums.py", "portal.mail.enums"),
    ("assessments/enums.py", "assessments.reports.models"),
    ("assessments/enums.py", "portal.home.context"),
    ("portal/centres/enums.py", "rubric.enums"),
    ("portal/centres/enums.py", "assessments.models"),
    ("portal/accounts/enums.py", "portal.centres.enums"),
    ("portal/mail/enums.py", "portal.accounts.enums"),
    ("portal/home/context.py", "portal.urls"),
    ("portal/pages.py", "portal.mail.enums"),
]


def test_each_wrong_import_is_noticed(tmp_path):
    """In a copy of the code that holds all of them."""
    for package in ("portal", "assessments", "rubric"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "content"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, imported in WRONG:
        with (tmp_path / module).open("a") as file:
            file.write(f"\nimport {imported}\n")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    lines = [f"{module.removesuffix('.py').replace('/', '.')} -> {imported}" for module, imported in WRONG]
    assert [line for line in lines if line not in answer.stdout] == []
