import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


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


def test_twelve_characters_will_do():
    assert validate_password("zebra-kras12") is None


@pytest.mark.parametrize("password", ["123456789012", "739105826491", "1qaz2wsx3edc"])
def test_what_is_tried_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
