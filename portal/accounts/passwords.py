"""Rules for passwords."""

from difflib import SequenceMatcher

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """Django's rule in our words: its own message (5.2) isn't the one that its catalogues translate."""

    def get_error_message(self) -> str:
        return _("A password has at least %(number)d characters.") % {"number": self.min_length}


class Unlike(UserAttributeSimilarityValidator):
    """Django's rule in our words: its Dutch message puts an article before the field's name that fits few of them.

    And "jan.peeters12" is like the address jan.peeters@example.be, of which Django knows the whole and each word only.
    """

    def validate(self, password, user=None):
        super().validate(password, user)
        local = user.email.partition("@")[0] if user else ""
        if SequenceMatcher(a=password.lower(), b=local.lower()).quick_ratio() >= self.max_similarity:
            name = user._meta.get_field("email").verbose_name
            raise ValidationError(self.get_error_message(), code="password_too_similar", params={"verbose_name": name})

    def get_error_message(self) -> str:
        return _("The password looks too much like what is known of you: %(verbose_name)s.")
