"""Closing and reopening accounts, roles, and the last administrator."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts import inviting, standing
from portal.accounts.history import history_of
from portal.accounts.messages import choose_password_url
from portal.accounts.models import Invitation, User
from tests.accounts.conftest import path_of

PASSWORD = "een lang wachtwoord"


@pytest.fixture
def other_admin(amina):
    return User.objects.create_user(
        "zoe@example.be", PASSWORD, given_name="Zoë", family_name="Baert", role="administrator"
    )


def signed_in(user: User) -> Client:
    client = Client()
    assert client.post("/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_closing_ends_every_session_at_once_and_opening_again_revives_none(amina, els):
    phone, laptop = signed_in(els), signed_in(els)
    administrator = signed_in(amina)
    assert (is_in(phone), is_in(laptop)) == (True, True)
    assert administrator.post(f"/people/{els.pk}/close/").status_code == 302
    assert (is_in(phone), is_in(laptop), is_in(administrator)) == (False, False, True)
    assert administrator.post(f"/people/{els.pk}/reopen/").status_code == 302
    assert (is_in(phone), is_in(laptop)) == (False, False)
    assert is_in(signed_in(User.objects.get(pk=els.pk)))


def test_a_session_of_before_does_not_come_back_where_nobody_used_it_meanwhile(amina, els):
    phone = signed_in(els)
    standing.deactivate(person=els, actor=amina)
    standing.reactivate(person=els, actor=amina)
    assert not is_in(phone)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "inspector"}])
def test_a_link_to_another_password_ends_with_the_sessions(change, amina, els, client):
    link = choose_password_url(els).removeprefix(settings.PUBLIC_BASE_URL)
    assert client.get(link).status_code == 302  # to the form
    if "role" in change:
        standing.change_role(person=els, role=change["role"], actor=amina)
    else:
        standing.deactivate(person=els, actor=amina)
        standing.reactivate(person=els, actor=amina)
    assert Client().get(link).status_code == 200  # the page that says that it holds no longer


def test_the_last_administrator_stays(amina, bram):
    for change in (
        lambda: standing.deactivate(person=amina, actor=amina),
        lambda: standing.change_role(person=amina, role="inspector", actor=amina),
    ):
        with pytest.raises(ValidationError):
            change()
    for fields in ({"is_active": False}, {"role": "inspector"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=amina.pk).update(**fields)
    amina.refresh_from_db()
    assert (amina.is_administrator, amina.session_epoch, User.history.filter(id=amina.pk).count()) == (True, 0, 1)


def test_one_of_two_administrators_goes_and_the_other_stays(amina, other_admin):
    standing.deactivate(person=amina, actor=other_admin)
    with pytest.raises(ValidationError):
        standing.change_role(person=other_admin, role="inspector", actor=other_admin)
    with pytest.raises(PermissionDenied):  # who was one when the page was opened
        standing.deactivate(person=other_admin, actor=amina)


def test_closing_withdraws_the_invitations_that_they_sent(amina, other_admin):
    invitation = inviting.invite(email="nel@example.be", role="administrator", actor=other_admin)
    kept = inviting.invite(email="jef@example.be", role="inspector", actor=amina)
    standing.deactivate(person=other_admin, actor=amina)
    assert list(Invitation.objects.open()) == [kept]
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("role", ["inspector", "centre"])
def test_another_role_withdraws_the_invitations_that_they_sent(role, amina, other_admin, client):
    """A demoted administrator would come back by an invitation of their own."""
    invitation = inviting.invite(email="spare@example.be", role="administrator", actor=other_admin)
    to_centre = inviting.issue(email="jef@example.be", role="centre", actor=other_admin)
    kept = inviting.invite(email="jef@example.be", role="inspector", actor=amina)
    standing.change_role(person=other_admin, role=role, actor=amina)
    assert list(Invitation.objects.open()) == [kept]
    for each in (invitation, to_centre):
        assert client.get(path_of(each)).status_code == 404
        with pytest.raises((PermissionDenied, ValidationError)):
            inviting.send_anew(invitation=each, actor=other_admin)


@pytest.mark.parametrize("who", ["bram", "els"])
def test_only_administrators_change_accounts(who, request, gust):
    actor = request.getfixturevalue(who)
    for action in (standing.deactivate, standing.reactivate):
        with pytest.raises(PermissionDenied):
            action(person=gust, actor=actor)
    with pytest.raises(PermissionDenied):
        standing.change_role(person=gust, role="administrator", actor=actor)


def test_the_history_says_who_did_what(amina, gust):
    standing.change_role(person=gust, role="administrator", actor=amina)
    standing.deactivate(person=gust, actor=amina)
    standing.deactivate(person=gust, actor=amina)  # nothing changes
    standing.reactivate(person=gust, actor=amina)
    told = [(change.actor, len(change.lines)) for change in history_of(gust).rows]
    assert told == [(amina, 1), (amina, 1), (amina, 1), (None, 1)]


def test_an_unknown_role_is_refused(amina, gust):
    with pytest.raises(ValidationError):
        standing.change_role(person=gust, role="forged", actor=amina)
