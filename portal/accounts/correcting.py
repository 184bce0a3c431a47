"""Correcting the names and the e-mail address of an account."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.access import require_administrator
from portal.accounts.inviting import normal_address
from portal.accounts.leading import leading_to
from portal.accounts.models import SEARCHED, User
from portal.accounts.people import new_person


class Overtaken(ValidationError):
    """Somebody else changed the account since it was seen; nothing was saved. `seen`: as it is now."""

    def __init__(self, person: User, seen: int):
        text = _("Somebody else changed this account to %(name)s, %(address)s. Save again to put yours in its place.")
        super().__init__(text % {"name": person.name, "address": person.email})
        self.seen = seen


def seen_of(person_id: int) -> int:
    """Another number after each change that the history of the account tells."""
    rows = User.history.filter(id=person_id).order_by("-history_id")
    return rows.values_list("history_id", flat=True).first() or 0


@transaction.atomic
def correct(*, person: User, given_name: str, family_name: str, email: str, seen: int, actor: User) -> None:
    """Other names or another address, with one row of history. Whoever it is signs in with the new address at once.

    Links to choose a password die with the old address; invitations to it stay. Raises Overtaken, or ValidationError
    bound to the fields, where it can't be.
    """
    require_administrator(actor)
    # Read again: who was an administrator when the page was opened may have lost that meanwhile.
    require_administrator(User.objects.get(pk=actor.pk))
    held = User.objects.select_for_update().get(pk=person.pk)
    if (now := seen_of(held.pk)) != seen:
        raise Overtaken(held, now)
    wanted = new_person(email=normal_address(email), given_name=given_name, family_name=family_name, role=held.role)
    changed = [name for name in SEARCHED if getattr(held, name) != getattr(wanted, name)]
    if not changed:
        return
    for name in changed:
        setattr(held, name, getattr(wanted, name))
    held._history_user = actor
    try:
        with transaction.atomic():
            held.save(update_fields=changed)
    except IntegrityError as error:
        text = _("There is an account with this e-mail address already.")
        raise leading_to(User.objects.get(email__iexact=held.email), {"email": text}) from error
    person.refresh_from_db()
