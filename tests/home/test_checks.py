"""Our own system checks, one by one."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection, connections

from portal.home import checks


@pytest.mark.parametrize(
    ("demo", "debug", "secure", "vendor", "found"),
    [
        (True, False, False, "sqlite", []),
        (True, False, False, "postgresql", ["DEMO"]),
        (True, True, True, "sqlite", ["DEMO", "DEBUG"]),
        (False, False, True, "postgresql", []),
    ],
)
def test_demo_and_debug_with_real_services(settings, monkeypatch, demo, debug, secure, vendor, found):
    monkeypatch.setattr(connections["default"], "vendor", vendor)
    settings.DEMO, settings.DEBUG, settings.SECURE = demo, debug, secure
    assert [warning.msg.split()[0] for warning in checks.check_demo(None)] == found


def test_storage_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no directory")
    monkeypatch.setattr(checks, "default_storage", FileSystemStorage(tmp_path / "file" / "below"))
    assert [error.id for error in checks.check_storage(None)] == ["portal.E001"]


def test_storage_that_is_made_later(monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "default_storage", FileSystemStorage(tmp_path / "not" / "yet"))
    assert checks.check_storage(None) == []


def test_the_cache_table(db, settings):
    settings.CACHES = {"default": {"LOCATION": "no_such_table"}}
    assert [error.id for error in checks.check_cache_table(None, databases=["default"])] == ["portal.E002"]
    settings.CACHES = {"default": {"LOCATION": connection.introspection.table_names()[0]}}
    assert checks.check_cache_table(None, databases=["default"]) == []


def test_purposes_of_mail(monkeypatch):
    assert checks.check_purposes(None) == []
    monkeypatch.setattr(checks.purposes, "_registered", {})
    assert [error.id for error in checks.check_purposes(None)] == ["portal.E003"]
