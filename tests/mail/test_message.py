from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.mail.delivery import deliver
from portal.mail.enums import MailState, Remark
from portal.mail.message import compose, one_line
from portal.mail.models import OutgoingMail
from portal.mail.purposes import Content

LETTER = Content(subject="Het verslag", text="Dag Els\n", html="<p>Dag Els</p>")


def written(mail, content=LETTER, attachment=None) -> EmailMessage:
    return message_from_bytes(compose(mail=mail, content=content, attachment=attachment), policy=policy.default)


def test_the_headers(ask, settings):
    settings.DEFAULT_FROM_EMAIL = "Doorlichtingsportaal <doorlichting@example.be>"
    mail = ask(language="nl")
    message = written(mail)
    assert {name: message[name] for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted")} == {
        "Subject": "Het verslag",
        "From": "Doorlichtingsportaal <doorlichting@example.be>",
        "To": "Els De Smet <els@example.be>",
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
    }
    assert message["Content-Language"] == "nl"
    assert message["Date"].datetime.tzinfo is not None


def test_text_and_html_are_alternatives(ask):
    message = written(ask())
    assert message.get_content_type() == "multipart/alternative"
    assert [(part.get_content_type(), part.get_content().strip()) for part in message.iter_parts()] == [
        ("text/plain", "Dag Els"),
        ("text/html", "<p>Dag Els</p>"),
    ]


def test_the_attachment_keeps_its_name_and_bytes(ask):
    mail = ask()
    mail.attachment_filename = "Verslag Chloé.pdf"
    (part,) = written(mail, attachment=b"%PDF\x00\xff").iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "Verslag Chloé.pdf",
        "application/pdf",
        b"%PDF\x00\xff",
    )


@pytest.mark.parametrize("name", ["Chloé Maes", 'De "Smet", Els', "Ўладзімір " * 19, "李" * 200, "<b>&"])
def test_names_of_every_kind_arrive_whole(ask, name):
    mail = ask(recipient_name=name)
    raw = compose(mail=mail, content=LETTER, attachment=None)
    assert raw.isascii()
    # Not by policy.default: its parser (3.11) puts a space between two encoded words of a name.
    read, address = parseaddr(message_from_bytes(raw)["To"])
    assert (str(make_header(decode_header(read))), address) == (name.strip(), "els@example.be")


NAMES = st.text(alphabet=st.one_of(st.sampled_from(',;:"<>@()\\=?_ .é李'), st.characters(codec="utf-8")), max_size=300)


@given(name=NAMES)
@example(name="boss@evil.example, Piet van der Lange Naam van der Lange Naam van der Lange Naam van der Lange")
@example(name='"' * 100)
@example(name="Naam " * 60)
@example(name="=?utf-8?q?boss=40evil.example=2C?=")
def test_whatever_the_name_there_is_one_recipient(name):
    mail = OutgoingMail(address="els@example.be", recipient_name=name, message_id="<1@example.be>", language="nl")
    raw = compose(mail=mail, content=LETTER, attachment=None)
    message = message_from_bytes(raw)
    ((read, address),) = getaddresses(message.get_all("To"))
    assert address == "els@example.be"
    assert str(make_header(decode_header(read))) == one_line(name)
    assert [one.addr_spec for one in written(mail)["To"].addresses] == ["els@example.be"]
    assert max(map(len, raw.splitlines())) <= 78


def test_a_domain_with_accents_goes_in_its_ascii_form(ask, mail_server):
    mail = ask(address="els@café.example")
    assert deliver(mail.pk) == MailState.SENT
    assert mail_server.recipients == ["els@xn--caf-dma.example"]


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_nothing_in_a_name_or_subject_can_start_a_header(ask, line_break):
    evil = f"Els{line_break}Bcc: all@example.be{line_break}{line_break}body"
    mail = ask(recipient_name=evil)
    message = written(mail, Content(subject=evil, text="x", html=""))
    assert message["Bcc"] is None
    assert message["Subject"] == "Els Bcc: all@example.be body"
    assert [a.addr_spec for a in message["To"].addresses] == ["els@example.be"]


@pytest.mark.parametrize(
    "address", ["", "els", "els@example.be\r\nBcc: x@example.be", "a@b.be, c@d.be", "é@example.be"]
)
def test_what_is_no_address_fails_without_a_connection(ask, mail_server, address):
    mail = ask(address=address)
    assert deliver(mail.pk) == MailState.FAILED
    assert mail.tries.get().remark == Remark.BAD_ADDRESS
    assert mail_server.commands == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "testserver"])
def test_the_sender_of_a_portal_on_one_machine_is_good_enough(ask, settings, host):
    settings.DEFAULT_FROM_EMAIL = f"Portaal <doorlichting@{host}>"
    assert written(ask())["From"].addresses[0].addr_spec == f"doorlichting@{host}"


def test_it_is_written_in_the_language_of_the_reader(ask, scripted, letters):
    scripted(Remark.ACCEPTED, Remark.ACCEPTED)
    deliver(ask("user:1", language="en").pk)
    deliver(ask("user:2", language="nl").pk)
    assert letters.written == [("user:1", "en"), ("user:2", "nl")]
