"""Who may do something about people and invitations."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.dispatch import Signal
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.invitation_models import Invitation
from portal.accounts.models import User

# sender=Invitation, invitation; inside the transaction, before it is accepted or sent anew: an app above holds what
# is its own, or refuses by raising ValidationError.
still_stands = Signal()


def require_administrator(user: User) -> None:
    """Raises PermissionDenied with the reason for anybody who doesn't administer."""
    if not user.is_administrator:
        raise PermissionDenied(_("Only administrators look after people."))


def refusal_to_look_after(user: User, invitation: Invitation) -> str:
    """Why somebody may not withdraw an invitation or send it anew, or ""."""
    if user.is_administrator or (invitation.invited_by_id == user.pk and may_invite(user, invitation.role)):
        return ""
    return _("Only administrators and whoever sent this invitation look after it.")


def require_to_look_after(user: User, invitation: Invitation) -> None:
    """Raises PermissionDenied with that reason."""
    if refusal := refusal_to_look_after(user, invitation):
        raise PermissionDenied(refusal)


def may_invite(user: User, role: str) -> bool:
    """Whether somebody may invite with this role, as they are now; to which centre is for its app to say."""
    return user.is_administrator or (user.is_active and user.role == role == Role.CENTRE)


def hold_people(invitation: Invitation, others: Iterable[int] = ()) -> None:
    """Holds whoever invited, read again, and the accounts with these keys.

    Accounts are held before centres, and invitations last, everywhere: so nobody waits in a circle.
    """
    keys = {invitation.invited_by_id, *others}
    held = {one.pk: one for one in User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")}
    invitation.invited_by = held[invitation.invited_by_id]
