import pytest


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    storages = {name: dict(kind) for name, kind in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path, "base_url": None}
    settings.STORAGES = storages
