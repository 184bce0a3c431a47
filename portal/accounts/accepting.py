"""Accepting an invitation, by whoever holds its link."""

from copy import copy

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from portal.accounts.access import hold_people, may_invite, still_stands
from portal.accounts.invitation_mail import token_of
from portal.accounts.invitation_models import Invitation
from portal.accounts.models import User
from portal.accounts.people import new_person
from portal.rehearsing import undone

# sender=Invitation, invitation, user; inside the transaction, which is undone where accepting is only tried
accepted = Signal()


class NoLongerOpen(Exception):
    """The link was used, withdrawn, replaced or is too old, or its sender may no longer: the page doesn't say which."""


def open_invitation(pk: int, token: str) -> Invitation:
    """The invitation that this link opens now; raises NoLongerOpen, whatever the reason."""
    invitation = Invitation.objects.open().filter(pk=pk).select_related("invited_by").first()
    if invitation is None or not constant_time_compare(token_of(invitation), token):
        raise NoLongerOpen
    if not may_invite(invitation.invited_by, invitation.role):
        raise NoLongerOpen
    return invitation


@transaction.atomic
def accept_as_new(*, invitation: Invitation, given_name: str, family_name: str, password: str) -> None:
    """An account for the invited address, which accepts; where the address has one, nothing happens.

    Who asks can't tell which it was: neither from an answer, as there is none, nor from the time that it takes.
    Raises ValidationError, bound to the fields, where the names can't be somebody's, and with the reason where an app
    above refuses: whether the address has an account or not.
    """
    user = new_person(email=invitation.email, given_name=given_name, family_name=family_name, role=invitation.role)
    user.language = invitation.language
    user.password = make_password(password)
    _require_standing(invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        return
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # two invitations of one address, accepted at the same moment
        return
    _accept(invitation, user)


@transaction.atomic
def accept_as(*, invitation: Invitation, user: User) -> None:
    """Accepts with the account that is signed in; ValidationError with the reason where it can't."""
    if user.email != invitation.email or not user.is_active:
        raise ValidationError(_("This invitation is for another e-mail address. Sign out first."))
    if user.role != invitation.role:
        raise ValidationError(
            _("Your account is that of somebody with another role (%(role)s). Ask whoever invited you.")
            % {"role": user.get_role_display()}
        )
    _require_standing(invitation, user.pk)
    _accept(invitation, user)


def refusals_to_accept(*, invitation: Invitation, user: User) -> list[str]:
    """Why whoever is signed in can't accept; []: they can. Accepts and undoes it: the page tells what the deed would.

    Raises NoLongerOpen.
    """
    try:
        with undone():
            accept_as(invitation=copy(invitation), user=user)
    except ValidationError as error:
        return error.messages
    return []


def _require_standing(invitation: Invitation, *accepting: int) -> None:
    """What is asked before anything is said about the address; holds what must stay so until it is accepted.

    Whoever comes too late, while another page of the same link was sent, doesn't learn what refuses it by now.
    """
    hold_people(invitation, accepting)
    if not _as_opened(invitation).exists() or not may_invite(invitation.invited_by, invitation.role):
        raise NoLongerOpen
    still_stands.send(sender=Invitation, invitation=invitation)


def _accept(invitation: Invitation, user: User) -> None:
    """Once: of two at the same moment one finds the row taken, and what it did is undone with its transaction."""
    now = timezone.now()
    if not _as_opened(invitation).update(accepted_at=now, accepted_by=user):
        raise NoLongerOpen
    invitation.accepted_at, invitation.accepted_by = now, user
    accepted.send(sender=Invitation, invitation=invitation, user=user)


def _as_opened(invitation: Invitation) -> QuerySet[Invitation]:
    """The invitation, if the link that opened it still does."""
    return Invitation.objects.open().filter(pk=invitation.pk, nonce=invitation.nonce)
