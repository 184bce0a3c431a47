import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.accounts.models import User


@pytest.mark.parametrize(
    ("language", "message"),
    [("nl", "Een wachtwoord heeft minstens 12 tekens."), ("en", "A password has at least 12 characters.")],
)
def test_a_short_password_is_refused_in_the_language_of_the_reader(language, message):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password("zebra-kras1")
    assert refused.value.messages == [message]


@pytest.mark.parametrize("password", ["jan.peeters@example.be", "Jan.Peeters12"])
def test_a_password_like_the_address_is_refused_with_the_name_of_what_it_is_like(password, bram):
    bram.email = "jan.peeters@example.be"
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        validate_password(password, bram)
    assert refused.value.messages[0].startswith("The password looks too much like what is known of you: ")


@pytest.mark.parametrize(
    ("given_name", "family_name", "password", "like"),
    [
        ("An", "Vandenbroucke", "Vandenbroucke", "family name"),
        ("Nina", "Nieuwenhuis", "nieuwenhuis1", "family name"),
        ("Bartholomeus", "Maes", "bartholomeus", "given name"),
        ("Jan", "Maes", "JanMaes2026!", "family name"),
        ("Jan", "Maes", "maes-jan-2026", "family name"),
    ],
)
def test_a_password_like_the_name_is_refused(given_name, family_name, password, like):
    """Whatever the address."""
    user = User(email="directie@example.be", given_name=given_name, family_name=family_name)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    with translation.override("en"):
        assert refused.value.messages == [f"The password looks too much like what is known of you: {like}."]


def test_words_that_share_letters_with_the_name_will_do():
    user = User(email="directie@example.be", given_name="Nina", family_name="Nieuwenhuis")
    assert [validate_password(one, user) for one in ("nieuwe woorden 2026", "een huis in de wind")] == [None, None]


@pytest.mark.parametrize("password", ["Els-De-Smet-2026", "DeSmetEls123"])
def test_changing_the_password_knows_the_name(password, sign_in, els):
    typed = {"oldpassword": "een lang wachtwoord", "password1": password, "password2": password}
    page = sign_in(els).post("/password/change/", typed)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["password1"])


def test_twelve_characters_will_do():
    assert validate_password("zebra-kras12") is None


@pytest.mark.parametrize("password", ["123456789012", "739105826491", "1qaz2wsx3edc"])
def test_what_is_tried_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
