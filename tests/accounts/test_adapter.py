from allauth.account.adapter import get_adapter
from django.core import mail


def test_mail_without_a_purpose_stays_unsent(caplog):
    get_adapter().send_mail("account/email/unknown_account", "bram@example.be", {})
    assert mail.outbox == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_nobody_signs_up(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False
