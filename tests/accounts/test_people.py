"""What an account must be before it may be saved."""

from importlib import import_module
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.people import new_person
from tests.accounts.conftest import path_of


@pytest.mark.parametrize("name", ["Eve\r\nBcc: x@evil.example", "Eve\x00", "Eve\n", "Eve\ud800"])
def test_a_name_stands_on_one_line(name):
    with pytest.raises(ValidationError) as refused:
        new_person(email="eve@example.be", given_name=name + "x", family_name="Peeters", role="centre")
    assert list(refused.value.error_dict) == ["given_name"]


def test_signing_in_and_another_password_leave_no_history_and_other_changes_do(els):
    els.last_login = els.date_joined
    els.save(update_fields=["last_login"])
    els.set_password("x")
    els.save(update_fields=["password"])
    assert User.history.count() == 1
    els.given_name = "Elsie"
    els.save()
    assert list(User.history.values_list("history_type", "given_name")) == [("~", "Elsie"), ("+", "Els")]
    assert {"password", "last_login", "session_epoch"} & {
        field.name for field in User.history.model._meta.fields
    } == set()


def test_what_nobody_sees_of_a_name_is_left_out():
    person = new_person(
        email="eve@example.be", given_name="\u202eEve\ufffc ", family_name="Pee\u00adters", role="centre"
    )
    assert person.name == "Eve Peeters"


ODD = ["Eve\0", "Eve\r\nBcc: x@evil.example", "Eve\u2028"]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_an_odd_name_is_refused_at_its_field(field, name, invited, client):
    typed = {"given_name": "Nel", "family_name": "Wouters", "password1": "nieuwe woorden 2026"}
    typed |= {"password2": typed["password1"], field: f"{name}x"}
    answer = client.post(path_of(invited), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])


@pytest.mark.parametrize("address", ["eve\0@example.be", "eve@exa\0mple.be", "eve\ud800@example.be", "eve@\ufdfa.be"])
def test_an_odd_address_is_refused_at_its_field(address, amina, sign_in):
    typed = {"email": address.encode("utf-8", "surrogatepass"), "role": "inspector"}
    body = urlencode(typed)
    answer = sign_in(amina).post("/people/invite/", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["email"])


def found(words):
    return [one.given_name for one in User.objects.matching(words)]


def test_people_are_found_by_what_was_saved_last(els):
    els.given_name = "Élise"
    els.save(update_fields=["given_name"])
    assert (found("elise"), found("els")) == (["Élise"], ["Élise"])  # the address is still the old one
    els.email = "elise@example.be"
    els.save(update_fields=["email"])
    assert (found("elise@example"), found("els")) == (["Élise"], [])


def test_who_was_there_before_is_searched_too(els, chloe):
    User.objects.update(search_text="")
    import_module("portal.accounts.migrations.0004_search_text").fill(apps, None)
    assert (found("CHLOÉ"), found("smet")) == (["Chloé"], ["Els"])
