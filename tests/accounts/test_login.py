import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.reading import errors_tied_to_fields

PASSWORD = "een lang wachtwoord"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def sign_in_by_form(client, email, password, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_the_login_page_stands_at_its_address(client, db):
    response = client.get("/login/")
    assert response.status_code == 200
    assert 'autocomplete="username"' in response.text
    assert 'autocomplete="current-password"' in response.text
    assert "placeholder" not in response.text
    assert "remember" not in response.text


def test_capitals_in_the_address_make_no_difference(client, bram):
    response = sign_in_by_form(client, " Bram@Example.be ", PASSWORD)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session[SESSION_KEY] == str(bram.pk)


def test_a_wrong_password_keeps_the_address_and_says_so(client, bram):
    response = sign_in_by_form(client, "bram@example.be", "verkeerd")
    assert response.status_code == 200
    assert 'value="bram@example.be"' in response.text
    assert "verkeerd" not in response.text
    assert response.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]
    assert 'class="notice notice-caution error-summary" role="alert"' in response.text
    assert SESSION_KEY not in client.session


def test_wrong_password_and_unknown_person_look_the_same(client, bram):
    wrong = sign_in_by_form(client, "bram@example.be", "verkeerd")
    unknown = sign_in_by_form(client, "niemand@example.be", "verkeerd")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_an_empty_field_is_named_where_it_stands(client, db):
    response = sign_in_by_form(client, "bram@example.be", "")
    assert errors_tied_to_fields(response.text) == {"id_password": "This field is required."}


def test_too_many_wrong_passwords_are_refused_for_a_while(client, bram):
    for _ in range(5):
        sign_in_by_form(client, "bram@example.be", "verkeerd")
    response = sign_in_by_form(client, "bram@example.be", PASSWORD)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]
    assert SESSION_KEY not in client.session


def test_what_others_try_meanwhile_opens_no_blocked_account(client, bram):
    for _ in range(5):
        sign_in_by_form(client, "bram@example.be", "verkeerd")
    for number in range(400):
        cache.set(f"other:{number}", [number])  # as a wrong password for a made-up address leaves one
    assert sign_in_by_form(client, "bram@example.be", PASSWORD).status_code == 200
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/assessments/", "/assessments/"),
        ("http://testserver/assessments/", "http://testserver/assessments/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_is_followed_on_this_host_only(client, bram, wanted, reached):
    assert sign_in_by_form(client, "bram@example.be", PASSWORD, next=wanted).url == reached


def test_next_survives_a_wrong_password(client, bram):
    response = sign_in_by_form(client, "bram@example.be", "verkeerd", next="/outcomes/")
    assert '<input type="hidden" name="next" value="/outcomes/">' in response.text


def test_a_deactivated_person_cannot_sign_in(client, bram):
    bram.is_active = False
    bram.save()
    response = sign_in_by_form(client, "bram@example.be", PASSWORD)
    assert (response.status_code, response.url) == (302, reverse("account_inactive"))
    assert SESSION_KEY not in client.session
    assert "This account is closed" in client.get(response.url).text


def test_who_is_deactivated_while_signed_in_loses_access(sign_in, bram):
    client = sign_in(bram)
    assert client.get(reverse("account_change_password")).status_code == 200
    bram.is_active = False
    bram.save()
    response = client.get(reverse("account_change_password"))
    assert (response.status_code, response.url) == (302, "/login/?next=/password/change/")


def test_signing_out_takes_a_post(sign_in, bram):
    client = sign_in(bram)
    assert client.get("/logout/").status_code == 200
    assert SESSION_KEY in client.session
    response = client.post("/logout/")
    assert (response.status_code, response.url) == (302, "/login/")
    assert SESSION_KEY not in client.session


def test_nobody_can_sign_up(client, db):
    assert client.get("/signup/").status_code == 404


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_logins_are_shown_in_the_demo_only(client, db, settings, demo):
    settings.DEMO = demo
    assert ("amina@example.be" in client.get("/login/").text) is demo
