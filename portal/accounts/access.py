"""Who may do something about people and invitations."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portal.accounts.invitation_models import Invitation
from portal.accounts.models import User


def require_administrator(user: User) -> None:
    """Raises PermissionDenied with the reason for anybody who doesn't administer."""
    if not user.is_administrator:
        raise PermissionDenied(_("Only administrators look after people."))


def refusal_to_look_after(user: User, invitation: Invitation) -> str:
    """Why somebody may not withdraw an invitation or send it anew, or ""."""
    if user.is_administrator or (user.is_active and invitation.invited_by_id == user.pk):
        return ""
    return _("Only administrators and whoever sent this invitation look after it.")


def require_to_look_after(user: User, invitation: Invitation) -> None:
    """Raises PermissionDenied with that reason."""
    if refusal := refusal_to_look_after(user, invitation):
        raise PermissionDenied(refusal)
