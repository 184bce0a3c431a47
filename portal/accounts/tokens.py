"""What makes the link of a password reset hold."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ResetTokens(PasswordResetTokenGenerator):
    """As Django's: until used, the next login, or too old. Besides: what ends the sessions of an account ends it."""

    def _make_hash_value(self, user, timestamp) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}"
