import pytest
from allauth.account.adapter import get_adapter
from django.core import mail

PASSWORD = "een lang wachtwoord"


def test_mail_without_a_purpose_stays_unsent(caplog):
    get_adapter().send_mail("account/email/unknown_account", "bram@example.be", {})
    assert mail.outbox == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("path", ["/login/", "/logout/", "/password/forgotten/"])
@pytest.mark.parametrize("url", ["http://[", "http://[x]/", "//[", "https://example.be", "javascript:1"])
def test_nobody_is_led_to_what_is_no_address_of_ours(path, url, client, els, sign_in):
    assert client.get(path, {"next": url}).status_code in (200, 302)
    answer = client.post("/login/", {"login": els.email, "password": PASSWORD, "next": url})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert sign_in(els).post("/logout/", {"next": url})["Location"] == "/login/"


def test_nobody_signs_up(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False
