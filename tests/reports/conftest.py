import pytest

from tests.reports.factories import make_assessment, make_version


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    """Files are named after what they hold: those of another test would be found again."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture
def version(db):
    return make_version()


@pytest.fixture
def final(centre, version, bram, chloe, dirk):
    """A final assessment of Els's centre: L1 meets, L2 approximates, L3 exceeds, L4 approximates."""
    return make_assessment(centre, [version], (bram, chloe, dirk))
