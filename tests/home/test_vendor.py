import hashlib
import re

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command

from tools import vendor

LINES = [line.split("  ", 1) for line in vendor.CHECKSUMS.read_text().splitlines()]


@pytest.mark.parametrize(("checksum", "name"), LINES, ids=[name for _, name in LINES])
def test_what_comes_from_elsewhere_is_unchanged(checksum, name):
    assert hashlib.sha256((vendor.ROOT / name).read_bytes()).hexdigest() == checksum


def test_every_vendored_file_is_on_the_list():
    there = {path.relative_to(vendor.ROOT).as_posix() for path in vendor.CHECKSUMS.parent.rglob("*") if path.is_file()}
    assert there - {"static/vendor/CHECKSUMS"} == {name for _, name in LINES if name.startswith("static/vendor/")}


def test_every_part_has_its_licence_beside_it():
    for files in vendor.PARTS.values():
        assert [name for name in files.values() if "LICENSE" in name] != []


def test_styles_ask_nothing_from_elsewhere():
    for sheet in (settings.BASE_DIR / "static").rglob("*.css"):
        for address in re.findall(r"url\(\"?([^)\"]+)", sheet.read_text()):
            if not address.startswith("data:"):
                assert (sheet.parent / address).resolve().is_file(), f"{sheet}: {address}"


def test_production_can_name_every_static_file_by_its_hash(settings, tmp_path):
    """The manifest storage refuses a style sheet or script that refers to a missing file."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert re.fullmatch(r"/static/css/portal\.[0-9a-f]{12}\.css", storages["staticfiles"].url("css/portal.css"))
