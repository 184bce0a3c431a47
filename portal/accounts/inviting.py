"""Inviting people: one link each, that works once. docs/decisions/0011-invitations.md tells why it is so.

Accepting sends `accepted` inside its transaction: an app above adds what is its own (a term of office), and refuses
by raising ValidationError; then nothing of it happens. Before it, and before sending anew, goes `still_stands`.
"""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts import invitation_mail
from portal.accounts.access import (
    hold_people,
    may_invite,
    require_administrator,
    require_to_look_after,
    still_stands,
)
from portal.accounts.enums import INSPECTORATE
from portal.accounts.invitation_models import Invitation, new_nonce
from portal.accounts.leading import leading_to, leading_to_invitation
from portal.accounts.models import User
from portal.mail.message import require_address

SECONDS_BETWEEN = 60
MAILS_A_DAY = 5  # of one sender who doesn't administer: slips are put right, and nobody is pestered


def normal_address(email: str) -> str:
    """The one spelling of an address that is stored and compared; raises ValidationError bound to `email`.

    None is what mail can't be sent to, and what seems or is another address: with quotes, or what nobody sees.
    """
    email = unicodedata.normalize("NFKC", email).strip().lower()
    try:
        Invitation._meta.get_field("email").run_validators(email)
        if '"' in email or not email.isprintable():
            raise ValidationError(validate_email.message)
        require_address(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    return email


@transaction.atomic
def invite(*, email: str, role: str, actor: User) -> Invitation:
    """Mails an invitation to somebody of the inspectorate; who directs a centre is invited there."""
    require_administrator(actor)
    email = normal_address(email)
    if role not in INSPECTORATE:
        raise ValidationError({"role": _("There is no such role.")})
    if known := User.objects.filter(email__iexact=email).first():
        text = _("This address has an account already: change its role, or open it again.")
        raise leading_to(known, {"email": text})
    if Invitation.objects.open().filter(email=email, role__in=INSPECTORATE).exists():
        url = reverse("people_invitations", query={"q": email})
        raise leading_to_invitation(url, {"email": is_invited_already()})
    return issue(email=email, role=role, actor=actor)


def is_invited_already() -> str:
    return _("This address is invited already: send that invitation anew.")


@transaction.atomic
def issue(*, email: str, role: str, actor: User, about: str = "") -> Invitation:
    """An invitation and its mail. Whoever calls this has asked whether `actor` may.

    Whether the address has an account makes no difference, and isn't looked at. Raises ValidationError bound to
    `email` where `actor` sends too many.
    """
    now, email = timezone.now(), normal_address(email)
    _require_few(actor, email, now)
    invitation = Invitation(email=email, role=role, about=about[:200], language=settings.LANGUAGE_CODE)
    invitation.invited_by, invitation.sent_at, invitation.expires_at = actor, now, _end(now)
    invitation.sent_count = 1
    invitation.save()
    invitation_mail.send(invitation)
    return invitation


@transaction.atomic
def send_anew(*, invitation: Invitation, actor: User) -> None:
    """Another link, whose time begins now; the one before no longer works. ValidationError where it can't be."""
    hold_people(invitation, [actor.pk])
    require_to_look_after(actor, invitation)
    if not may_invite(invitation.invited_by, invitation.role):
        raise ValidationError(_("Whoever sent this may no longer invite. Withdraw it, and invite anew."))
    still_stands.send(sender=Invitation, invitation=invitation)
    now = timezone.now()
    waiting = Invitation.objects.unanswered().filter(pk=invitation.pk)
    if not waiting.filter(sent_at__lte=now - timedelta(seconds=SECONDS_BETWEEN)).update(
        nonce=new_nonce(), sent_at=now, expires_at=_end(now), sent_count=F("sent_count") + 1
    ):
        if waiting.exists():
            raise ValidationError(_("The invitation went out only just now. Wait a minute."))
        raise ValidationError(_("This invitation was accepted or withdrawn already."))
    _require_few(actor, invitation.email, now)
    invitation.refresh_from_db()
    invitation_mail.send(invitation)


@transaction.atomic
def withdraw(*, invitation: Invitation, actor: User) -> None:
    """The link stops working at once. ValidationError where it was accepted or withdrawn before."""
    require_to_look_after(actor, invitation)
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("This invitation was accepted or withdrawn already."))


def _require_few(actor: User, email: str, now: datetime) -> None:
    """Whoever doesn't administer can't fill mailboxes: by the ledger, so what was withdrawn counts too."""
    if actor.is_administrator:
        return
    if invitation_mail.sent_by(actor, since=now - timedelta(seconds=SECONDS_BETWEEN)).filter(address=email).exists():
        raise ValidationError({"email": _("An invitation went to this address only just now. Wait a minute.")})
    if invitation_mail.sent_by(actor, since=now - timedelta(days=1)).count() >= MAILS_A_DAY:
        text = _("You sent %(number)s invitations in a day. Wait until tomorrow, or ask an administrator.")
        raise ValidationError({"email": text % {"number": MAILS_A_DAY}})


def _end(now: datetime) -> datetime:
    return now + timedelta(days=settings.INVITATION_DAYS)
