"""`manage.py check`: what is wrong with the settings of mail, before a mail finds out."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured

from portal.mail import transports

WAITS_BEFORE_BODY = 8  # connect, greeting, EHLO, STARTTLS, EHLO, login, MAIL, RCPT: each may take EMAIL_TIMEOUT


def mail_server(**kwargs: object) -> list[CheckMessage]:
    """EMAIL_URL must name a mail server, or nothing."""
    try:
        transports.current()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="mail.E001")]
    return []


def lease(**kwargs: object) -> list[CheckMessage]:
    """A worker that only waits for a slow server must not lose its mail to another one: work done twice."""
    needed = WAITS_BEFORE_BODY * settings.EMAIL_TIMEOUT
    if needed < settings.MAIL_LEASE_SECONDS:
        return []
    hint = f"Set it above {needed} ({WAITS_BEFORE_BODY} x EMAIL_TIMEOUT)."
    return [Warning("MAIL_LEASE_SECONDS is shorter than a slow delivery.", hint=hint, id="mail.W001")]
