"""How django-allauth behaves here."""

import logging
from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from portal.accounts import messages
from portal.accounts.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: administrators make accounts."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """What is no address at all is none to go to, either."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict) -> None:
        """A row of the ledger; to the address of the account, never to the one that was typed."""
        messages.password_reset(user=cast(User, user))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The web process never talks to the mail server: mail of allauth that has no purpose here stays unsent."""
        logger.error("No mail goes out for %s: it has no purpose in the ledger.", template_prefix)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Writes the password alone: what an administrator changed since the account was read stays changed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)
