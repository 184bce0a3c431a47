"""Rules for passwords."""

from difflib import SequenceMatcher
from typing import NoReturn

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """Django's rule in our words: its own message (5.2) isn't the one that its catalogues translate."""

    def get_error_message(self) -> str:
        return _("A password has at least %(number)d characters.") % {"number": self.min_length}


class Unlike(UserAttributeSimilarityValidator):
    """Django's rule in our words: its Dutch message puts an article before the field's name that fits few of them.

    And "jan.peeters12" is like the address jan.peeters@example.be and like the name Jan Peeters, of which Django knows
    the whole of each field and each word only. Of the name the order of letters counts too: two are enough to have most
    letters of any Dutch sentence.
    """

    def __init__(self):
        super().__init__(user_attributes=("given_name", "family_name", "email"))

    def validate(self, password, user=None):
        super().validate(password, user)
        if user is None:
            return
        local = user.email.partition("@")[0]
        if SequenceMatcher(a=password.lower(), b=local.lower()).quick_ratio() >= self.max_similarity:
            self._refuse(user._meta.get_field("email").verbose_name)
        names = (user.given_name + user.family_name, user.family_name + user.given_name)
        if any(SequenceMatcher(a=_bare(password), b=_bare(name)).ratio() >= self.max_similarity for name in names):
            self._refuse(user._meta.get_field("family_name").verbose_name)

    def _refuse(self, name: str) -> NoReturn:
        raise ValidationError(self.get_error_message(), code="password_too_similar", params={"verbose_name": name})

    def get_error_message(self) -> str:
        return _("The password looks too much like what is known of you: %(verbose_name)s.")


def _bare(text: str) -> str:
    """Its letters and digits, capitals ignored."""
    return "".join(one for one in text.lower() if one.isalnum())
