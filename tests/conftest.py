"""The cast: Amina administers, Bram coordinates, Chloé is a member, Dirk reviews, Els directs, Farid directs elsewhere.

Gust is an inspector who has no part in anything; Hilde sits on the board of Els's centre.
"""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.models import Board, Centre
from rubric import reading
from rubric.exchange.from_yaml import manuscript
from rubric.loading import SHIPPED
from rubric.manuscript import Manuscript
from rubric.models import InstrumentVersion
from rubric.storing import store

QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# No test is a matter of how busy the machine is.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")


@pytest.fixture(autouse=True)
def _as_a_process_starts(settings):
    """A request leaves its language behind in the thread; the next test is not in the language of the last."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _plain_password_hashing(settings):
    """Argon2 is slow on purpose; tests sign in hundreds of times."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS


def person(given_name: str, family_name: str, role: Role) -> User:
    email = f"{given_name.lower().replace('é', 'e')}@example.be"
    return User.objects.create_user(
        email, "een lang wachtwoord", given_name=given_name, family_name=family_name, role=role
    )


@pytest.fixture
def amina(db):
    return person("Amina", "El Khatib", Role.ADMINISTRATOR)


@pytest.fixture
def bram(db):
    return person("Bram", "Verhelst", Role.INSPECTOR)


@pytest.fixture
def chloe(db):
    return person("Chloé", "Maes", Role.INSPECTOR)


@pytest.fixture
def dirk(db):
    return person("Dirk", "Peeters", Role.INSPECTOR)


@pytest.fixture
def gust(db):
    return person("Gust", "Aerts", Role.INSPECTOR)


@pytest.fixture
def els(db):
    return person("Els", "De Smet", Role.CENTRE)


@pytest.fixture
def farid(db):
    return person("Farid", "Benali", Role.CENTRE)


@pytest.fixture
def hilde(db):
    return person("Hilde", "Claes", Role.CENTRE)


@pytest.fixture
def centre(db):
    """Els's centre."""
    board = Board.objects.create(institution_number="977041", name="Scholengroep Vilvoorde-Zaventem")
    return Centre.objects.create(
        institution_number="123456", name="CLW Vilvoorde", network="private", board=board, municipality="Vilvoorde"
    )


@pytest.fixture
def other_centre(db):
    """Farid's centre."""
    return Centre.objects.create(institution_number="30569", name="CDO Genk", network="community", municipality="Genk")


@pytest.fixture(scope="session")
def shipped() -> Manuscript:
    """The shipped instrument as its file tells it, read once."""
    return manuscript(SHIPPED)


@pytest.fixture
def version(db, shipped) -> InstrumentVersion:
    """The shipped instrument, loaded, published and read: pages then need no query for its text."""
    loaded = store(path=SHIPPED, content=shipped).version
    reading.forget()
    reading.text_of(loaded)
    return loaded


@pytest.fixture
def sign_in(client):
    """A function that signs a person in with the test client and returns it."""

    def sign_in(user: User):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


TODAY = date(2026, 11, 23)
