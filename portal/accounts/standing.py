"""Closing and reopening accounts, and changing roles. What somebody made stays theirs."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from portal.accounts.access import require_administrator
from portal.accounts.enums import Role
from portal.accounts.invitation_models import Invitation
from portal.accounts.models import User
from portal.rehearsing import undone

# sender=User, user; inside the transaction: an app above follows, or refuses by raising ValidationError.
standing_changed = Signal()


def deactivate(*, person: User, actor: User) -> None:
    """Closes the account: no session of it holds at the next request, no invitation that it sent works any more.

    Raises ValidationError for the last administrator.
    """
    _change(person, actor, less=True, is_active=False)


def refusals_to_deactivate(*, person: User, actor: User) -> list[str]:
    """Why the account can't be closed; []: it can. Closes it and undoes that: the page tells what the deed would."""
    try:
        with undone():
            deactivate(person=copy(person), actor=actor)
    except ValidationError as error:
        return error.messages
    return []


def reactivate(*, person: User, actor: User) -> None:
    """Opens the account again, with its password; sessions from before stay ended."""
    _change(person, actor, less=False, is_active=True)


def change_role(*, person: User, role: str, actor: User) -> None:
    """Gives another role, ends the sessions, and withdraws the invitations that were sent with the role before.

    Raises ValidationError for the last administrator, an unknown role, and what an app above objects to.
    """
    if role not in Role.values:
        raise ValidationError({"role": _("There is no such role.")})
    _change(person, actor, less=True, role=role)


@transaction.atomic
def _change(person: User, actor: User, *, less: bool, **fields) -> None:
    """One row, one row of history; the trigger of portal.accounts.guard refuses to let the last administrator go.

    `less`: what was allowed before may be allowed no longer, so sessions and invitations end.
    """
    require_administrator(actor)
    # Read again: who was an administrator when the page was opened may have lost that meanwhile.
    require_administrator(User.objects.get(pk=actor.pk))
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if all(getattr(held, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(held, name, value)
    held.session_epoch += less
    held._history_user = actor
    try:
        with transaction.atomic():
            held.save(update_fields=[*fields, "session_epoch"])
    except IntegrityError as error:
        raise ValidationError(_("There must be an administrator. Make somebody else one first.")) from error
    person.refresh_from_db()
    standing_changed.send(sender=User, user=held)
    if less:
        Invitation.objects.filter(invited_by=held).withdraw()
