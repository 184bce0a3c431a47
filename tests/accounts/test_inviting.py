"""Inviting, sending anew and withdrawing; and the mail of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from portal.accounts import inviting
from portal.accounts.accepting import NoLongerOpen, accept_as_new, open_invitation
from portal.accounts.invitation_mail import link_of, token_of
from portal.accounts.models import Invitation
from portal.centres.offices import appoint, seen_of
from portal.mail import purposes
from portal.mail.models import OutgoingMail

NEL = {"given_name": "Nel", "family_name": "Wouters", "password": "nieuwe woorden 2026"}


def opens(invitation: Invitation, token: str) -> bool:
    try:
        return open_invitation(invitation.pk, token) == invitation
    except NoLongerOpen:
        return False


def refusal(mail: OutgoingMail) -> str:
    return purposes.get(mail.purpose).may_go(mail)


def test_an_invitation_is_one_row_and_one_mail(invited, amina):
    mail = OutgoingMail.objects.get()
    assert (invited.email, invited.role, invited.invited_by) == ("nel@example.be", "inspector", amina)
    assert (mail.purpose, mail.address, refusal(mail)) == ("invitation", "nel@example.be", "")
    content = purposes.get(mail.purpose).render(mail)
    assert link_of(invited) in content.text
    assert link_of(invited) in content.html


def test_the_mail_names_who_invites(invited):
    mail = OutgoingMail.objects.get()
    mail.language = "en"
    content = purposes.get(mail.purpose).render(mail)
    assert content.text.startswith("Hello,\n\nAmina El Khatib of the inspectorate of education invites you to")
    assert "Amina El Khatib of the inspectorate of education" in content.html


def test_no_token_stands_in_the_database(invited):
    token = token_of(invited)
    rows = [*OutgoingMail.objects.values(), *Invitation.objects.values()]
    assert [name for row in rows for name, value in row.items() if token in str(value)] == []


@pytest.mark.parametrize("who", ["bram", "els"])
def test_only_administrators_invite(who, request, db):
    with pytest.raises(PermissionDenied):
        inviting.invite(email="nel@example.be", role="inspector", actor=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("no address", "inspector", "email"),
        ("jef@example.be", "centre", "role"),
        ("jef@example.be", "forged", "role"),
        ("BRAM@example.be", "inspector", "email"),
        ("nel@example.be", "administrator", "email"),
    ],
)
def test_what_is_wrong_is_told(email, role, field, invited, amina, bram):
    with pytest.raises(ValidationError) as refused:
        inviting.invite(email=email, role=role, actor=amina)
    assert list(refused.value.error_dict) == [field]
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


UNWRITABLE = [
    '"a\x0bBcc:evil@x.be"@e.be',
    '"a\x1c"@e.be',
    '"a\x01"@e.be',
    '"a\\\x7f"@e.be',
    '"jef"@example.be',  # jef@example.be in another spelling
    '"a,b"@e.be',
    "jef@exa\u00admple.be",  # a soft hyphen: example.be to whoever reads it, and to the mail server
    "jef@e\u0378.be",  # no character
    "jıf@example.be",  # mail can't be sent to it
    f"jef@{'é' * 61}.be",
    f"{'ﬃ' * 100}@e.be",  # longer than it looks
]


@pytest.mark.parametrize("email", UNWRITABLE)
def test_what_mail_can_not_be_sent_to_is_no_address(email, amina):
    with pytest.raises(ValidationError) as refused:
        inviting.normal_address(email)
    assert list(refused.value.error_dict) == ["email"]


@pytest.mark.parametrize("email", UNWRITABLE[:5])
def test_every_form_refuses_it_at_its_field(email, amina, els, centre, sign_in):
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    last_day = timezone.localdate() + timedelta(days=7)
    office = {"function": "director", "start": last_day, "end": ""}
    handing = {"seen": seen_of(term), "last_day": last_day, "start": ""}
    for user, address, typed in (
        (amina, reverse("people_invite"), {"role": "inspector"}),
        (amina, "/centres/123456/appointments/new/", office),
        (amina, f"/centres/123456/appointments/{term.pk}/hand-over/", handing),
        (els, f"/centres/123456/appointments/{term.pk}/hand-over/", handing),
    ):
        page = sign_in(user).post(address, typed | {"email": email})
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["email"])
    term.refresh_from_db()
    assert (term.end, Invitation.objects.count(), OutgoingMail.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize("email", ["o'brien+a.b@example.be", "jef@münchen.de", "jef@sub.example.co.uk"])
def test_other_addresses_are(email):
    assert inviting.normal_address(f" {email.upper()} ") == email


def test_a_link_works_until_it_is_too_old(invited, settings, time_machine):
    token, made = token_of(invited), invited.created_at
    time_machine.move_to(made + timedelta(days=settings.INVITATION_DAYS, seconds=-5), tick=False)
    assert opens(invited, token)
    assert not opens(invited, token[:-1] + ("0" if token[-1] != "0" else "1"))
    time_machine.move_to(made + timedelta(days=settings.INVITATION_DAYS, seconds=5), tick=False)
    assert not opens(invited, token)
    assert refusal(OutgoingMail.objects.get()) != ""


def test_a_withdrawn_link_stops_working_and_its_mail_stays(invited, amina):
    inviting.withdraw(invitation=invited, actor=amina)
    assert not opens(invited, token_of(invited))
    assert refusal(OutgoingMail.objects.get()) != ""
    for action in (inviting.withdraw, inviting.send_anew):
        with pytest.raises(ValidationError):
            action(invitation=invited, actor=amina)


def test_sent_anew_it_is_another_link_and_the_one_before_is_dead(invited, amina, time_machine):
    before = token_of(invited)
    with pytest.raises(ValidationError):  # not twice within a minute
        inviting.send_anew(invitation=invited, actor=amina)
    time_machine.move_to(timezone.now() + timedelta(minutes=2), tick=False)
    inviting.send_anew(invitation=invited, actor=amina)
    assert not opens(invited, before)
    assert opens(invited, token_of(invited))
    old, new = OutgoingMail.objects.order_by("pk")
    assert (refusal(old) != "", refusal(new)) == (True, "")


def test_what_was_accepted_can_not_be_withdrawn(invited, amina):
    accept_as_new(invitation=invited, **NEL)
    with pytest.raises(ValidationError):
        inviting.withdraw(invitation=invited, actor=amina)
    assert refusal(OutgoingMail.objects.get()) != ""


@pytest.mark.parametrize("action", [inviting.withdraw, inviting.send_anew])
def test_nobody_else_looks_after_it(action, invited, bram):
    with pytest.raises(PermissionDenied):
        action(invitation=invited, actor=bram)
