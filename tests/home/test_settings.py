"""What the settings refuse, each tried in a process of its own, as it would start in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.embedded
ROOT = Path(__file__).resolve().parents[2]
KEY = "Zk3-9qTf0LwPbYx7Rj5MvHs2DnGc8EuAo1IiKl4Np6QrStUvWx"
PRODUCTION = {"SECRET_KEY": KEY, "PUBLIC_BASE_URL": "https://doorlichting.example.be"}


def manage(*arguments: str, var_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "ENV_FILE": os.devnull, "VAR_DIR": str(var_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing, short or known"),
        ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY is missing, short or known"),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY is missing, short or known"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY is missing, short or known"),
        ({"SECRET_KEY": f"changeme{KEY}"}, "SECRET_KEY is missing, short or known"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds '*'"),
        ({"ALLOWED_HOSTS": "doorlichting.example.be,*"}, "ALLOWED_HOSTS holds '*'"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL is missing"),
        ({"PUBLIC_BASE_URL": "doorlichting.example.be"}, "PUBLIC_BASE_URL is missing or no web address"),
        ({"PUBLIC_BASE_URL": "http://doorlichting.example.be"}, "PUBLIC_BASE_URL must start with https://"),
    ],
)
def test_production_refuses_to_start(changes, reason, tmp_path):
    answer = manage("check", var_dir=tmp_path, **{**PRODUCTION, **changes})
    assert answer.returncode == 1
    assert f"ImproperlyConfigured: {reason}" in answer.stderr


def test_the_check_for_production_is_silent(tmp_path):
    prepared = manage("setup", var_dir=tmp_path, **PRODUCTION)
    assert (prepared.returncode, prepared.stderr) == (0, "")
    answer = manage(
        "check", "--deploy", "--fail-level", "WARNING", "--database", "default", var_dir=tmp_path, **PRODUCTION
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == "System check identified no issues (0 silenced).\n"


def test_the_check_for_production_warns_of_the_demo(tmp_path):
    answer = manage("check", "--deploy", "--fail-level", "WARNING", var_dir=tmp_path, **PRODUCTION, DEMO="on")
    assert answer.returncode == 1
    assert "(portal.W001) DEMO is on, with real services configured." in answer.stderr
