"""What an account must be before it may be saved."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.texts import as_seen


def new_person(*, email: str, given_name: str, family_name: str, role: str) -> User:
    """An account that isn't saved yet; whether the address has one already is for the database to say.

    Raises ValidationError, bound to the fields, where it can't be.
    """
    given_name, family_name = (as_seen(name).strip() for name in (given_name, family_name))
    user = User(email=email, given_name=given_name, family_name=family_name, role=role)
    broken = {field: text for field in ("given_name", "family_name") if (text := _fault(getattr(user, field)))}
    if broken:
        raise ValidationError(broken)
    user.clean_fields(exclude=["password"])
    return user


def _fault(name: str) -> str:
    """What is wrong with a name, or ""; an empty one is for the field to refuse."""
    if not name.isprintable():
        return _("A name stands on one line.")
    if name and not any(unicodedata.category(one)[0] in "LN" for one in name):
        return _("A name has letters.")
    return ""
