"""Rules for passwords."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """Django's rule in our words: its own message (5.2) isn't the one that its catalogues translate."""

    def get_error_message(self) -> str:
        return _("A password has at least %(number)d characters.") % {"number": self.min_length}
