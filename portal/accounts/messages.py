"""Mail with a link to choose another password; its token is made when the mail is written.

So no token ever stands in the database, and a mail that went out late still works.
"""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.mail.ledger import queue
from portal.mail.models import OutgoingMail
from portal.mail.purposes import Content, Purpose, register, written

PASSWORD_RESET = "password_reset"  # noqa: S105 (a purpose, no password)


def password_reset(*, user: User) -> OutgoingMail:
    """Mail the link to choose another password; asked again within the same minute it is the same mail."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    return queue(
        purpose=PASSWORD_RESET,
        subject_key=f"user:{user.pk}@{minute}",
        recipient=f"user:{user.pk}",
        recipient_name=user.name,
        address=user.email,
        language=user.language,
    )


def choose_password_url(user: User) -> str:
    """Where this person chooses a password: valid for PASSWORD_RESET_TIMEOUT, until used or until the next login."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": token}
    return settings.PUBLIC_BASE_URL + reverse("account_reset_password_from_key", kwargs=key)


def register_purposes() -> None:
    register(Purpose(code=PASSWORD_RESET, label=_("new password"), render=write, may_go=may_reset))


def may_reset(mail: OutgoingMail) -> str:
    """Why the link must not go out any more, or ""."""
    user = _recipient(mail)
    if user is None or not user.is_active:
        return translation.gettext("This account is closed.")
    if user.email != mail.address:
        return translation.gettext("This account has another e-mail address by now.")
    return ""


def write(mail: OutgoingMail) -> Content:
    """The message with a fresh link, in the recipient's language."""
    user = User.objects.get(pk=_key(mail))
    context = {
        "name": user.given_name,
        "url": choose_password_url(user),
        "portal_url": settings.PUBLIC_BASE_URL,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    return written(mail, context)


def _key(mail: OutgoingMail) -> str:
    return mail.recipient.removeprefix("user:")


def _recipient(mail: OutgoingMail) -> User | None:
    return User.objects.filter(pk=_key(mail)).first()
