"""Making accounts for people."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts import messages
from portal.accounts.models import User


@transaction.atomic
def make_person(*, email: str, given_name: str, family_name: str, role: str, language: str = "nl") -> User:
    """The person with this e-mail address (capitals ignored), made where there is none.

    Whoever is known already stays as they are. A new person has no password: a mail holds the link to choose one.
    Raises ValidationError, bound to the fields, where these can't be an account.
    """
    email = email.strip().lower()
    if known := User.objects.filter(email__iexact=email).first():
        return known
    user = User(email=email, given_name=given_name.strip(), family_name=family_name.strip(), role=role)
    user.language = language
    user.set_unusable_password()
    broken = [field for field in ("given_name", "family_name") if not getattr(user, field).isprintable()]
    if broken:
        raise ValidationError({field: _("A name stands on one line.") for field in broken})
    user.full_clean(exclude=["password"])
    user.save()
    messages.welcome(user=user)
    return user
