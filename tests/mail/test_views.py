import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from portal.mail.delivery import deliver
from portal.mail.enums import MailState, Remark
from portal.mail.ledger import Attachment
from portal.mail.models import OutgoingMail
from portal.mail.outcomes import NotDelivered
from portal.mail.purposes import Content
from portal.paging import PAGE_SIZE

LIST = reverse("mail:list")


def page_of(mail: OutgoingMail, name: str = "detail") -> str:
    return reverse(f"mail:{name}", args=[mail.pk])


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return settings.OUTBOX_DIR


@pytest.fixture
def written(ask, letters, outbox):
    """A mail with an attachment, in the outbox."""
    letters.content = Content(
        "Kies een wachtwoord", "Dag Els,\nhttp://testserver/kies/abc/\n", "<p onclick='x()'>Dag</p>"
    )
    name = default_storage.save("verslag.pdf", ContentFile(b"%PDF"))
    mail = ask(attachment=Attachment(name, hashlib.sha256(b"%PDF").hexdigest(), "Verslag.pdf"))
    assert deliver(mail.pk) == MailState.SENT
    return mail


@pytest.mark.parametrize("name", ["bram", "gust", "els", "hilde"])
def test_the_ledger_is_not_there_for_others(request, sign_in, written, name):
    client = sign_in(request.getfixturevalue(name))
    gets = [LIST, page_of(written), page_of(written, "attachment")]
    assert [client.get(url).status_code for url in gets] == [404, 404, 404]
    assert client.post(page_of(written, "decide"), {"decision": "send_again"}).status_code == 404


def test_nobody_sees_it_without_signing_in(client, written):
    for url in [LIST, page_of(written), page_of(written, "attachment")]:
        assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_the_list_tells_to_whom_what_and_what_the_server_said(sign_in, amina, ask, scripted):
    scripted(NotDelivered(Remark.REFUSED, "550 no such user"))
    mail = ask()
    deliver(mail.pk)
    html = sign_in(amina).get(LIST).content.decode()
    for words in ("Els De Smet", "els@example.be", "Brief", "550 no such user", page_of(mail)):
        assert words in html


def test_the_newest_stands_first_and_the_state_filters(sign_in, amina, ask):
    mails = [ask(f"user:{n}") for n in range(3)]
    OutgoingMail.objects.filter(pk=mails[1].pk).update(state=MailState.UNKNOWN)
    client = sign_in(amina)
    assert client.get(LIST).context["page"].rows == mails[::-1]
    assert client.get(LIST, {"state": "unknown"}).context["page"].rows == [mails[1]]
    assert client.get(LIST, {"state": "nonsense"}).context["page"].rows == mails[::-1]


def test_pages_follow_each_other(sign_in, amina, ask):
    mails = [ask(f"user:{n}") for n in range(PAGE_SIZE + 1)]
    client = sign_in(amina)
    first, second = (client.get(LIST, {"page": n}).context["page"] for n in (1, 2))
    assert (first.rows, first.has_next, first.has_previous) == (mails[:0:-1], True, False)
    assert (second.rows, second.has_next, second.has_previous) == (mails[:1], False, True)


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "²", "1.5"])
def test_a_page_that_does_not_exist_is_the_first(sign_in, amina, ask, page):
    mail = ask()
    assert sign_in(amina).get(LIST, {"page": page}).context["page"].rows == [mail]


def test_a_page_far_beyond_the_end_is_empty(sign_in, amina, ask):
    ask()
    assert sign_in(amina).get(LIST, {"page": "9999"}).context["page"].rows == []


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_asks_the_database_the_same_whatever_the_rows(sign_in, amina, ask, rows, django_assert_num_queries):
    for n in range(rows):
        ask(f"user:{n}")
    client = sign_in(amina)
    with django_assert_num_queries(3):  # session, user, mails
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 50])
def test_the_mail_asks_the_database_the_same_whatever_the_tries(sign_in, amina, ask, number, django_assert_num_queries):
    mail = ask()
    for n in range(number):
        mail.tries.create(number=n + 1, started_at=mail.created_at, outcome="queued", remark="come_back")
    client = sign_in(amina)
    with django_assert_num_queries(4):  # session, user, mail, tries
        client.get(page_of(mail))


def test_each_attempt_stands_there_with_the_servers_words(sign_in, amina, ask, scripted, pass_time):
    scripted(NotDelivered(Remark.COME_BACK, "451 greylisted"), Remark.ACCEPTED)
    mail = ask()
    deliver(mail.pk)
    pass_time(mail)
    deliver(mail.pk)
    html = sign_in(amina).get(page_of(mail)).content.decode()
    assert html.index("451 greylisted") < html.index("250 taken")


def test_the_demo_shows_the_message_as_text_with_its_links(sign_in, amina, written):
    html = sign_in(amina).get(page_of(written)).content.decode()
    assert "Kies een wachtwoord" in html
    assert '<a href="http://testserver/kies/abc/">' in html
    assert "onclick" not in html


def test_the_demo_gives_the_attachment(sign_in, amina, written):
    answer = sign_in(amina).get(page_of(written, "attachment"))
    assert answer.getvalue() == b"%PDF"
    assert answer["Content-Disposition"] == 'attachment; filename="Verslag.pdf"'


def test_a_real_portal_shows_no_message_to_administrators(sign_in, amina, written, settings):
    settings.DEMO = False
    client = sign_in(amina)
    assert "kies/abc" not in client.get(page_of(written)).content.decode()
    assert client.get(page_of(written, "attachment")).status_code == 404


def test_with_a_mail_server_old_files_of_the_outbox_are_not_shown(sign_in, amina, written, settings):
    settings.EMAIL_URL = "smtp://mail.example.be"
    assert sign_in(amina).get(page_of(written)).context["letter"] is None


def test_a_file_of_another_mail_with_the_same_number_is_not_shown(sign_in, amina, written):
    OutgoingMail.objects.filter(pk=written.pk).update(message_id="<another@testserver>")
    assert sign_in(amina).get(page_of(written)).context["letter"] is None


def test_a_mail_that_does_not_exist(sign_in, amina):
    assert sign_in(amina).get("/mail/4711/").status_code == 404


@pytest.mark.parametrize(
    "way",
    [("unknown", "send_again", "queued"), ("unknown", "arrived", "sent"), ("failed", "send_again", "queued")],
    ids="-".join,
)
def test_an_administrator_decides(sign_in, amina, ask, way):
    before, decision, after = way
    mail = ask()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=before)
    client = sign_in(amina)
    assert f'value="{decision}"' in client.get(page_of(mail)).content.decode()
    answer = client.post(page_of(mail, "decide"), {"decision": decision}, follow=True)
    assert (answer.context["mail"].state, answer.context["tries"][0].decided_by) == (after, "Amina El Khatib")
    assert "Amina El Khatib" in answer.content.decode()


def test_a_decision_that_comes_too_late_is_told(sign_in, amina, ask):
    mail = ask()
    answer = sign_in(amina).post(page_of(mail, "decide"), {"decision": "send_again"}, follow=True)
    assert len(answer.context["messages"]) == 1
    assert mail.tries.count() == 0


def test_there_is_no_third_decision(sign_in, amina, ask):
    assert sign_in(amina).post(page_of(ask(), "decide"), {"decision": "burn"}).status_code == 404
