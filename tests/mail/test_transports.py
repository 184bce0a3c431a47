import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.mail.delivery import deliver
from portal.mail.enums import MailState, Remark
from portal.mail.outcomes import NotDelivered
from portal.mail.transports import FileTransport, current, parsed


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMAIL_URL = ""
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def test_without_a_mail_server_a_mail_becomes_a_file(ask, outbox):
    mail = ask()
    assert deliver(mail.pk) == MailState.SENT
    assert [path.name for path in outbox.iterdir()] == [f"{mail.pk}.eml"]
    assert b"To: Els De Smet <els@example.be>\r\n" in (outbox / f"{mail.pk}.eml").read_bytes()


def test_a_full_or_closed_outbox_is_tried_again(ask, outbox):
    outbox.write_text("a file where the folder should be")
    mail = ask()
    assert deliver(mail.pk) == MailState.QUEUED
    assert mail.tries.get().remark == Remark.NOT_REACHED


def test_nothing_is_left_of_a_message_that_another_worker_took_over(tmp_path):
    def lease_lost():
        raise NotDelivered(Remark.WORKER_STOPPED)

    with pytest.raises(NotDelivered):
        FileTransport(tmp_path).send(name="1", sender="", recipient="", message=b"x", before_body=lease_lost)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.be", ("mail.example.be", 25, "", "", "")),
        ("smtp+tls://portal:p%40ss@mail.example.be", ("mail.example.be", 587, "starttls", "portal", "p@ss")),
        ("smtp+ssl://u:p@mail.example.be:4650", ("mail.example.be", 4650, "ssl", "u", "p")),
        ("smtp://[::1]:2525", ("::1", 2525, "", "", "")),
    ],
)
def test_the_address_of_the_mail_server(url, expected):
    server = parsed(url)
    assert (server.host, server.port, server.security, server.user, server.password) == expected


@pytest.mark.parametrize("url", ["http://mail.example.be", "mail.example.be", "smtp://", "smtp://host:port"])
def test_an_address_that_is_none_is_refused(settings, url):
    settings.EMAIL_URL = url
    with pytest.raises(ImproperlyConfigured):
        current()


def test_a_password_does_not_show_in_a_log():
    assert "p@ss" not in repr(parsed("smtp://u:p%40ss@mail.example.be"))
