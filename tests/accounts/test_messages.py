import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts import messages
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.mail import purposes
from portal.mail.models import OutgoingMail

NEW_PASSWORD = "nieuwe woorden 2026"


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("nel@example.be", given_name="Nel", family_name="Wouters", role=Role.CENTRE)


def written(mail: OutgoingMail) -> purposes.Content:
    return purposes.get(mail.purpose).render(mail)


def refusal(mail: OutgoingMail) -> str:
    return purposes.get(mail.purpose).may_go(mail)


def path_in(text: str) -> str:
    return re.search(r"http://testserver(/password/choose/\S+)", text)[1]


def test_asking_for_an_address_without_an_account_takes_the_same_writing_and_leaves_nothing(client, newcomer):
    def writing(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/password/forgotten/", {"email": address}).status_code == 302
        ledger = OutgoingMail._meta.db_table
        return [query["sql"].split()[0] for query in queries if f'"{ledger}"' in query["sql"]]

    assert writing("nobody-of-us@example.be") == writing(newcomer.email) != []
    assert [mail.address for mail in OutgoingMail.objects.all()] == [newcomer.email]


@pytest.mark.parametrize("password", ["NelWouters12", "wouters-2026"])
def test_a_password_like_the_name_is_not_chosen(password, client, newcomer):
    User.objects.filter(pk=newcomer.pk).update(email="directie@example.be")
    newcomer.refresh_from_db()
    form = client.get(path_in(written(messages.password_reset(user=newcomer)).text), follow=True)
    page = client.post(form.context["action_url"], {"password1": password, "password2": password})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["password1"])


def test_the_link_lets_choose_a_password(client, newcomer):
    content = written(messages.password_reset(user=newcomer))
    form = client.get(path_in(content.text), follow=True)
    done = client.post(form.context["action_url"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert (done.status_code, done.url) == (302, reverse("account_reset_password_from_key_done"))
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW_PASSWORD)
    assert client.get(done.url).status_code == 200


def test_the_link_works_once(client, newcomer):
    path = path_in(written(messages.password_reset(user=newcomer)).text)
    newcomer.set_password(NEW_PASSWORD)
    newcomer.save()
    response = client.get(path)
    assert response.context["token_fail"] is True
    assert response.status_code == 200


def test_no_token_stands_in_the_ledger(newcomer):
    mail = messages.password_reset(user=newcomer)
    token = path_in(written(mail).text).rstrip("/").rpartition("/")[2].partition("-")[2]
    row = OutgoingMail.objects.values().get(pk=mail.pk)
    assert [name for name, value in row.items() if token in str(value)] == []


def test_each_gets_the_words_of_their_language(newcomer):
    newcomer.language = "en"
    newcomer.save()
    content = written(messages.password_reset(user=newcomer))
    assert content.subject == "Choose another password for the Doorlichtingsportaal"
    assert "Choose a password within 7 days:" in content.text
    assert '<html lang="en">' in content.html


def test_a_name_is_no_markup(newcomer):
    newcomer.given_name = "<b>Nel</b> & co"
    newcomer.save()
    content = written(messages.password_reset(user=newcomer))
    assert "<b>Nel</b> & co" in content.text
    assert "<b>" not in content.html


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, True),
        ({"email": "elders@example.be"}, True),
        ({"given_name": "Nelly"}, False),
    ],
)
def test_the_mail_stays_where_the_account_changed(newcomer, change, reason):
    mail = messages.password_reset(user=newcomer)
    User.objects.filter(pk=newcomer.pk).update(**change)
    assert bool(refusal(mail)) is reason


def test_somebody_who_is_gone_gets_nothing(newcomer):
    mail = messages.password_reset(user=newcomer)
    newcomer.delete()
    assert refusal(mail) != ""


def test_a_reset_asked_twice_within_a_minute_is_one_mail(newcomer, time_machine):
    time_machine.move_to("2026-11-23T10:00:05+00:00", tick=False)
    first = messages.password_reset(user=newcomer)
    time_machine.move_to("2026-11-23T10:00:45+00:00", tick=False)
    again = messages.password_reset(user=newcomer)
    time_machine.move_to("2026-11-23T10:01:05+00:00", tick=False)
    later = messages.password_reset(user=newcomer)
    assert (again.pk == first.pk, later.pk == first.pk) == (True, False)
