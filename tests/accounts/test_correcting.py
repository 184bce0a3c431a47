"""Names and the address of an account, put right by an administrator."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.accounts import inviting, messages
from portal.accounts.correcting import Overtaken, correct, seen_of
from portal.accounts.history import history_of
from portal.accounts.models import Invitation, User
from portal.centres.models import Centre
from portal.centres.offices import appoint
from tests.accounts.conftest import led_to
from tests.conftest import TODAY, person

NEW = {"given_name": "Else", "family_name": "De Smedt", "email": "Else@School.be"}
PASSWORD = "een lang wachtwoord"


def signed_in(email):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return SESSION_KEY in client.session


def correcting(whose, actor, **changes):
    return correct(person=whose, actor=actor, **{**NEW, "seen": seen_of(whose.pk), **changes})


def test_from_then_on_it_is_the_new_address_that_signs_in(els, amina):
    assert signed_in("els@example.be")
    link = messages.choose_password_url(els).removeprefix("http://testserver")
    correcting(els, amina)
    assert (signed_in("els@example.be"), signed_in("else@school.be")) == (False, True)
    assert Client().get(link, follow=True).context["token_fail"]


def test_a_new_address_alone_ends_a_link_to_choose_a_password(els, amina):
    link = messages.choose_password_url(els).removeprefix("http://testserver")
    correcting(els, amina, given_name="Els", family_name="De Smet")
    assert Client().get(link, follow=True).context["token_fail"]


def test_the_history_tells_who_from_what_to_what(els, amina):
    correcting(els, amina)
    with translation.override("en"):
        [change, _made] = history_of(els).rows
    assert change.actor == amina
    assert change.lines == [
        "e-mail address: from els@example.be to else@school.be",
        "given name: from Els to Else",
        "family name: from De Smet to De Smedt",
    ]
    assert (els.name, els.email) == ("Else De Smedt", "else@school.be")


def test_what_stays_the_same_leaves_no_trace(els, amina):
    correcting(els, amina, given_name="Els", family_name=" De Smet ", email="ELS@example.be")
    assert User.history.filter(id=els.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_name": "\u200b"}, "given_name"),
        ({"family_name": "De\nSmet"}, "family_name"),
        ({"email": "els@\ufdfa.be"}, "email"),
        ({"email": "Bram@Example.be"}, "email"),
    ],
)
def test_what_no_account_may_be_is_refused_at_its_field(changes, field, els, bram, amina):
    with pytest.raises(ValidationError) as refused:
        correcting(els, amina, **changes)
    assert list(refused.value.error_dict) == [field]
    assert User.objects.get(pk=els.pk).name == "Els De Smet"


def test_who_looked_before_a_colleague_changed_it_is_told(els, amina):
    seen = seen_of(els.pk)
    correcting(els, amina)
    with pytest.raises(Overtaken) as refused:
        correcting(els, amina, given_name="Elza", seen=seen)
    assert refused.value.seen == seen_of(els.pk)
    assert User.objects.get(pk=els.pk).given_name == "Else"


def test_only_administrators_correct(els, bram, amina):
    for actor in (els, bram):
        with pytest.raises(PermissionDenied):
            correcting(els, actor)
    person("Nel", "Wouters", "administrator")  # the last one stays
    User.objects.filter(pk=amina.pk).update(role="inspector")  # since the page was opened
    with pytest.raises(PermissionDenied):
        correcting(els, amina)


def test_the_centre_is_found_by_the_name_as_corrected(els, amina, centre):
    appoint(user=els, centre=centre, function="director", start=TODAY, end=None, actor=amina)
    correcting(els, amina)
    assert list(Centre.objects.matching("smedt")) == [centre]
    assert [one.pk for one in User.objects.matching("smedt school")] == [els.pk]
    assert not Centre.objects.matching("smet").exists()


def test_invitations_to_the_old_address_stay(els, amina):
    inviting.issue(email=els.email, role="centre", actor=amina)
    correcting(els, amina)
    assert list(Invitation.objects.open().values_list("email", flat=True)) == ["els@example.be"]


def test_the_page_corrects_and_leads_to_who_has_the_address(els, bram, amina, sign_in):
    client = sign_in(amina)
    page = f"/people/{els.pk}/correct/"
    typed = {**NEW, "seen": client.get(page).context["form"].initial["seen"]}
    assert led_to(client.post(page, {**typed, "email": "bram@example.be"})) == [f"/people/{bram.pk}/"]
    assert client.post(page, typed).url == f"/people/{els.pk}/"
    late = client.post(page, {**typed, "given_name": "Elza"})
    assert "Else De Smedt, else@school.be" in late.text
    again = {**typed, "given_name": "Elza", "seen": late.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert User.objects.get(pk=els.pk).name == "Elza De Smedt"
