"""What each fault of a mail server means for the mail: a real server on loopback, and the whole way through."""

import smtplib

import pytest

from portal.mail.delivery import deliver
from portal.mail.enums import MailState, Remark
from portal.mail.models import OutgoingMail
from portal.mail.smtp import dotted, own_name
from tests.mail.server import DROP, HANG, free_port


def outcome(mail: OutgoingMail) -> tuple[str, str, str]:
    deliver(mail.pk)
    mail.refresh_from_db()
    return mail.state, mail.last_remark, mail.last_answer


def test_a_message_arrives_once_and_the_servers_words_are_kept(ask, mail_server):
    assert outcome(ask()) == (MailState.SENT, Remark.ACCEPTED, "250 2.0.0 taken as 4711")
    assert mail_server.recipients == ["els@example.be"]


def test_a_reader_who_can_come_back_later(ask, mail_server):
    mail_server.at_rcpt = "451 4.7.1 greylisted"
    assert outcome(ask()) == (MailState.QUEUED, Remark.COME_BACK, "451 4.7.1 greylisted")
    assert not mail_server.body_received.is_set()


def test_a_reader_who_does_not_exist(ask, mail_server):
    mail_server.at_rcpt = "550 5.1.1 no such user"
    assert outcome(ask()) == (MailState.FAILED, Remark.REFUSED, "550 5.1.1 no such user")
    assert [row["address"] for row in OutgoingMail.objects.refused_addresses()] == ["els@example.be"]


@pytest.mark.parametrize("step", ["at_mail", "at_data_command", "after_body"])
def test_a_refusal_of_anything_but_the_reader_is_no_fault_of_the_address(ask, mail_server, step):
    setattr(mail_server, step, "550 5.7.1 sender refused")
    assert outcome(ask()) == (MailState.FAILED, Remark.NOT_TAKEN, "550 5.7.1 sender refused")
    assert not OutgoingMail.objects.refused_addresses()


def test_the_connection_breaks_before_the_body(ask, mail_server):
    mail_server.at_rcpt = DROP
    assert outcome(ask())[:2] == (MailState.QUEUED, Remark.NOT_REACHED)


def test_the_connection_breaks_when_the_body_is_announced(ask, mail_server):
    """`handover` is committed by then, but the server has nothing of the body: that is certain."""
    mail_server.at_data_command = DROP
    assert outcome(ask())[:2] == (MailState.QUEUED, Remark.NOT_REACHED)


def test_the_server_does_not_want_the_body_now(ask, mail_server):
    mail_server.at_data_command = "452 4.3.1 disk full"
    assert outcome(ask()) == (MailState.QUEUED, Remark.COME_BACK, "452 4.3.1 disk full")


def test_the_connection_breaks_after_the_body(ask, mail_server):
    mail_server.after_body = DROP
    assert outcome(ask())[:2] == (MailState.UNKNOWN, Remark.NO_ANSWER)
    assert mail_server.body_received.is_set()


def test_the_server_takes_longer_than_the_time_out_to_say_that_it_has_it(ask, mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.after_body = HANG
    state, remark, words = outcome(ask())
    assert (state, remark) == (MailState.UNKNOWN, Remark.NO_ANSWER)
    assert "timed out" in words


def test_the_server_is_too_slow_before_the_body(ask, mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.at_rcpt = HANG
    assert outcome(ask())[:2] == (MailState.QUEUED, Remark.NOT_REACHED)


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("452 4.2.2 mailbox full", (MailState.QUEUED, Remark.COME_BACK)),
        ("554 5.7.1 looks like spam", (MailState.FAILED, Remark.NOT_TAKEN)),
    ],
)
def test_an_answer_to_the_body_is_definite(ask, mail_server, answer, ends):
    mail_server.after_body = answer
    assert outcome(ask()) == (*ends, answer)
    assert mail_server.bodies == []


def test_nobody_listens(ask, settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    state, remark, words = outcome(ask())
    assert (state, remark) == (MailState.QUEUED, Remark.NOT_REACHED)
    assert "Connection refused" in words


def test_a_login_that_the_server_does_not_know_says_nothing_about_the_mail(ask, mail_server, settings):
    settings.EMAIL_URL = mail_server.url.replace("//", "//portal:secret@")
    state, remark, words = outcome(ask())
    assert (state, remark) == (MailState.QUEUED, Remark.NOT_REACHED)
    assert "secret" not in words


def test_a_server_without_encryption_where_it_is_asked_for_gets_no_mail(ask, mail_server, settings):
    settings.EMAIL_URL = mail_server.url.replace("smtp:", "smtp+tls:")
    assert outcome(ask())[:2] == (MailState.QUEUED, Remark.NOT_REACHED)
    assert mail_server.commands == []


def test_a_slow_goodbye_changes_nothing(ask, mail_server, monkeypatch):
    def broken(smtp, command):
        raise smtplib.SMTPServerDisconnected

    original = smtplib.SMTP.docmd
    monkeypatch.setattr(
        smtplib.SMTP,
        "docmd",
        lambda smtp, cmd, args="": broken(smtp, cmd) if cmd == "QUIT" else original(smtp, cmd, args),
    )
    assert outcome(ask())[0] == MailState.SENT


@pytest.mark.parametrize(
    ("message", "on_the_line"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n.\r\n"),
        (b"a\nb", b"a\r\nb\r\n.\r\n"),
        (b".\r\n..x\r\n", b"..\r\n...x\r\n.\r\n"),
        (b"a\r\n\r\n", b"a\r\n\r\n.\r\n"),
    ],
)
def test_the_body_can_not_end_itself(message, on_the_line):
    assert dotted(message) == on_the_line


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("https://doorlichting.example.be", "doorlichting.example.be"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_the_portal_greets_with_the_host_of_its_address(settings, base, name):
    settings.PUBLIC_BASE_URL = base
    assert own_name() == name
