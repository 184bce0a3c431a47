"""What an account must be before it may be saved."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.models import User


def new_person(*, email: str, given_name: str, family_name: str, role: str) -> User:
    """An account that isn't saved yet; whether the address has one already is for the database to say.

    Raises ValidationError, bound to the fields, where it can't be.
    """
    user = User(email=email, given_name=given_name.strip(), family_name=family_name.strip(), role=role)
    broken = [field for field in ("given_name", "family_name") if not getattr(user, field).isprintable()]
    if broken:
        raise ValidationError({field: _("A name stands on one line.") for field in broken})
    user.clean_fields(exclude=["password"])
    return user
