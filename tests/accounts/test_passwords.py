import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.urls import reverse

from portal.mail.models import OutgoingMail

PASSWORD = "een lang wachtwoord"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def ask(client, email):
    return client.post("/password/forgotten/", {"email": email})


def test_known_and_unknown_addresses_get_the_same_answer(client, bram):
    known, unknown = ask(client, "bram@example.be"), ask(client, "niemand@example.be")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/password/forgotten/sent/")
    assert client.get(known.url).status_code == 200


def test_asking_writes_a_row_and_sends_nothing(client, bram):
    ask(client, "Bram@example.be")
    ask(client, "niemand@example.be")
    assert list(OutgoingMail.objects.values_list("purpose", "address")) == [("password_reset", "bram@example.be")]
    assert django_mail.outbox == []


def test_a_deactivated_person_gets_no_link(client, bram):
    bram.is_active = False
    bram.save()
    assert ask(client, "bram@example.be").url == "/password/forgotten/sent/"
    assert OutgoingMail.objects.count() == 0


def test_asking_too_often_is_refused(client, bram):
    answers = [ask(client, "bram@example.be").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_a_broken_link_says_so(client, db):
    response = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "oud"}))
    assert response.status_code == 200
    assert "This link no longer works" in response.text


def test_changing_the_password_takes_the_old_one(sign_in, bram):
    client = sign_in(bram)
    new = "nieuwe woorden 2026"
    wrong = client.post("/password/change/", {"oldpassword": "mis", "password1": new, "password2": new})
    assert list(wrong.context["form"].errors) == ["oldpassword"]
    right = client.post("/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (right.status_code, right.url) == (302, "/")
    bram.refresh_from_db()
    assert bram.check_password(new)
    assert client.get("/password/change/").status_code == 200  # still signed in


@pytest.mark.parametrize("weak", ["kort", "password1234", "bram@example.be"])
def test_weak_passwords_are_refused(sign_in, bram, weak):
    response = sign_in(bram).post("/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert list(response.context["form"].errors) == ["password1"]


def test_who_has_no_password_is_sent_to_ask_for_a_link(sign_in, bram):
    bram.set_unusable_password()
    bram.save()
    response = sign_in(bram).get("/password/change/")
    assert (response.status_code, response.url) == (302, "/password/forgotten/")
