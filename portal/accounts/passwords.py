"""Rules for passwords."""

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """Django's rule in our words: its own message (5.2) isn't the one that its catalogues translate."""

    def get_error_message(self) -> str:
        return _("A password has at least %(number)d characters.") % {"number": self.min_length}


class Unlike(UserAttributeSimilarityValidator):
    """Django's rule in our words: its Dutch message puts an article before the field's name that fits few of them."""

    def get_error_message(self) -> str:
        return _("The password looks too much like what is known of you: %(verbose_name)s.")
