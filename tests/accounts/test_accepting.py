"""Accepting an invitation through its link: as somebody new, or with the account that one has."""

import re
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.accounts import accepting, inviting
from portal.accounts.accepting import NoLongerOpen, accept_as, accept_as_new, accepted
from portal.accounts.access import still_stands
from portal.accounts.enums import Role
from portal.accounts.invitation_mail import token_of
from portal.accounts.models import Invitation, User
from tests.accounts.conftest import path_of

PASSWORD = "nieuwe woorden 2026"
ACCEPT = '<button type="submit" class="btn btn-primary">'
TYPED = {"given_name": "Nel", "family_name": "Wouters", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def for_els(els, amina) -> Invitation:
    """For an address that has an account, of the role that is invited."""
    return inviting.issue(email="els@example.be", role=Role.CENTRE, actor=amina)


@pytest.fixture
def for_jef(amina) -> Invitation:
    """For an address that has none."""
    return inviting.issue(email="jef@example.be", role=Role.CENTRE, actor=amina)


def without_what_differs(response, invitation: Invitation) -> tuple:
    text, path = response.text, path_of(invitation)
    for own in (
        invitation.email,
        path,
        quote(path, safe=""),
        str(response.context and response.context.get("csrf_token")),
    ):
        text = text.replace(own, "…")
    return response.status_code, text, response.headers.get("location", "").replace(quote(path, safe=""), "…")


def focused(page) -> list[str]:
    """The ids of the fields in which a page begins."""
    return re.findall(r'id="(\w+)"', " ".join(re.findall(r"<input[^>]*\bautofocus\b[^>]*>", page.text)))


def sign_in(client, path: str, email: str):
    return client.post("/login/", {"login": email, "password": PASSWORD, "next": path})


def test_from_the_link_to_the_start_page(invited, client):
    path = path_of(invited)
    done = client.post(path, TYPED)
    assert (done.status_code, done.url) == (302, f"/login/?next={path.replace('/', '%2F')}")
    assert (client.get(done.url).status_code, "_auth_user_id" in client.session) == (200, False)
    assert sign_in(client, path, "nel@example.be").url == path
    assert client.get(path).url == "/"
    nel = User.objects.get(email="nel@example.be")
    invited.refresh_from_db()
    assert (nel.name, nel.role, invited.accepted_by) == ("Nel Wouters", "inspector", nel)


def test_the_link_works_once(invited, client):
    client.post(path_of(invited), TYPED)
    client.cookies.clear()
    assert client.get(path_of(invited)).status_code == 404
    assert client.post(path_of(invited), TYPED | {"given_name": "Eve"}).status_code == 404
    assert User.objects.filter(given_name="Eve").count() == 0


def test_page_and_answer_are_the_same_with_and_without_an_account(for_els, for_jef, client, els):
    """Opened, sent with a slip, and sent well."""
    password = els.password
    for typed in (None, TYPED | {"password2": "x"}, TYPED | {"given_name": "a\nb"}, TYPED):
        answers = []
        for invitation in (for_els, for_jef):
            client.cookies.clear()
            path = path_of(invitation)
            response = client.get(path) if typed is None else client.post(path, typed)
            answers.append(without_what_differs(response, invitation))
        assert answers[0] == answers[1]
    els.refresh_from_db()
    for_els.refresh_from_db()
    assert (els.password, els.name, for_els.accepted_at) == (password, "Els De Smet", None)
    assert User.objects.filter(email="jef@example.be").exists()


def test_the_sign_in_page_after_it_knows_the_address_whether_or_not_it_has_an_account(
    for_els, for_jef, client, settings
):
    settings.DEMO = False  # its list of addresses stands on this page too
    pages = []
    for invitation in (for_els, for_jef):
        client.cookies.clear()
        answer = client.post(path_of(invitation), TYPED)
        page = client.get(answer.url)
        assert ("@" in answer.url, page.context["form"]["login"].value()) == (False, invitation.email)
        assert focused(page) == ["id_password"]
        pages.append(without_what_differs(page, invitation))
    assert pages[0] == pages[1]
    again = client.get("/login/")  # by whoever sits at this browser next
    assert (again.context["form"]["login"].value() in ("", None), focused(again)) == (True, [])


def test_an_account_accepts_by_signing_in_and_the_link_survives_that(for_els, client, els):
    path = path_of(for_els)
    assert f"/login/?next={path}" in client.get(path).text
    client.post("/login/", {"login": els.email, "password": "een lang wachtwoord", "next": path})
    page = client.get(path)
    assert (page.context["is_mine"], page.context["refusals"], ACCEPT in page.text) == (True, [], True)
    for_els.refresh_from_db()
    assert for_els.accepted_at is None  # opening it is not accepting it
    assert client.post(path).url == "/"
    for_els.refresh_from_db()
    assert for_els.accepted_by == els
    assert client.get(path).url == "/"


def test_somebody_else_who_is_signed_in_accepts_nothing(for_els, client, farid):
    client.force_login(farid, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(path_of(for_els))
    assert (page.status_code, page.context["is_mine"], len(page.context["refusals"])) == (200, False, 1)
    refused = client.post(path_of(for_els))
    assert (refused.status_code, refused.context["refusals"]) == (403, page.context["refusals"])
    assert [ACCEPT in each.text for each in (page, refused)] == [False, False]
    for_els.refresh_from_db()
    assert for_els.accepted_at is None


def test_an_inspector_does_not_become_a_director(bram, amina, client):
    invitation = inviting.issue(email=bram.email, role=Role.CENTRE, actor=amina)
    client.force_login(bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(path_of(invitation))
    refused = client.post(path_of(invitation))
    assert (page.status_code, len(page.context["refusals"]), refused.status_code) == (200, 1, 403)
    assert refused.context["refusals"] == page.context["refusals"]
    assert [ACCEPT in each.text for each in (page, refused)] == [False, False]
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_closed_account_accepts_nothing(for_els, els):
    User.objects.filter(pk=els.pk).update(is_active=False)
    els.refresh_from_db()
    with pytest.raises(ValidationError):
        accept_as(invitation=for_els, user=els)


def test_what_an_app_above_refuses_leaves_nothing(for_jef):
    def refuse(**_signal):
        raise ValidationError("Neen.")

    accepted.connect(refuse)
    try:
        with pytest.raises(ValidationError):
            accept_as_new(invitation=for_jef, given_name="Jef", family_name="Wouters", password=PASSWORD)
    finally:
        accepted.disconnect(refuse)
    for_jef.refresh_from_db()
    assert (for_jef.accepted_at, User.objects.filter(email="jef@example.be").exists()) == (None, False)


@pytest.mark.parametrize("meanwhile", ["accepted", "withdrawn", "sent anew", "too late"])
def test_who_comes_too_late_with_an_open_page_learns_nothing(meanwhile, for_jef, els, amina):
    """Not even from who would refuse it: the link is looked at first, once nothing can change any more."""

    def refuse(**_signal):
        raise ValidationError("Dit ambt wordt niet meer overgedragen.")

    names = {"given_name": "Jef", "family_name": "Wouters", "password": PASSWORD}
    opened = [accepting.open_invitation(for_jef.pk, token_of(for_jef)) for _page in range(2)]
    if meanwhile == "accepted":
        accept_as_new(invitation=for_jef, **names)
    elif meanwhile == "withdrawn":
        inviting.withdraw(invitation=for_jef, actor=amina)
    else:
        Invitation.objects.update(**{"nonce": "x"} if meanwhile == "sent anew" else {"expires_at": timezone.now()})
    els.email = for_jef.email
    still_stands.connect(refuse)
    try:
        with pytest.raises(NoLongerOpen):
            accept_as_new(invitation=opened[0], **names)
        with pytest.raises(NoLongerOpen):
            accept_as(invitation=opened[1], user=els)
    finally:
        still_stands.disconnect(refuse)


@pytest.mark.parametrize("password", ["kort", "jef@example.be"])
def test_a_weak_password_is_refused(password, for_jef, client):
    page = client.post(path_of(for_jef), TYPED | {"password1": password, "password2": password})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["password1"])


def test_a_password_like_the_name_that_is_typed_with_it_is_refused(for_els, for_jef, client):
    """Whatever is known of the address."""
    for family_name, password in (("Vandenbroucke", "Vandenbroucke"), ("Nieuwenhuis", "nieuwenhuis1")):
        typed = TYPED | {"family_name": family_name, "password1": password, "password2": password}
        pages = [client.post(path_of(one), typed) for one in (for_els, for_jef)]
        assert [(page.status_code, list(page.context["form"].errors)) for page in pages] == [(200, ["password1"])] * 2


def test_guessing_is_slowed_down(for_jef, client):
    path = f"/invitations/{for_jef.pk}/{'0' * 64}/"
    statuses = [client.get(path).status_code for _turn in range(22)]
    assert (statuses[:20], statuses[-1]) == ([404] * 20, 429)


def test_bad_links_of_a_colleague_block_nobody(for_jef, client):
    """Behind one address of the network: who guesses uses up nothing of who holds a link."""
    bad = f"/invitations/{for_jef.pk}/{'0' * 64}/"
    statuses = [client.get(bad).status_code for _turn in range(21)] + [client.post(bad).status_code]
    assert statuses[-2:] == [429, 429]
    assert client.post(path_of(for_jef), TYPED).status_code == 302


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.CENTRE])
@pytest.mark.parametrize("lost", [{"role": "inspector"}, {"is_active": False}])
def test_whoever_invited_must_still_be_allowed_to(role, lost, amina, gust, client):
    """On its own, as if nothing had withdrawn the invitation."""
    User.objects.filter(pk=gust.pk).update(role="administrator")
    invitation = inviting.issue(email="jef@example.be", role=role, actor=gust)
    User.objects.filter(pk=gust.pk).update(**lost)
    assert (client.get(path_of(invitation)).status_code, client.post(path_of(invitation), TYPED).status_code) == (
        404,
        404,
    )
    with pytest.raises(NoLongerOpen):
        accept_as_new(invitation=invitation, given_name="Jef", family_name="Wouters", password=PASSWORD)
    assert not User.objects.filter(email="jef@example.be").exists()


@pytest.mark.parametrize("name", ["\u3164", "\u115f\u1160", "\uffa0", "\u2800", "-", "’"])
def test_a_name_can_be_seen(name, for_jef, client):
    page = client.post(path_of(for_jef), TYPED | {"given_name": name})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["given_name"])


@pytest.mark.parametrize("name", ["Ng", "O’Brien", "Ζωή", "김", "J.-P."])
def test_names_of_all_writings_are_names(name, for_jef, client):
    assert client.post(path_of(for_jef), TYPED | {"given_name": name}).status_code == 302
