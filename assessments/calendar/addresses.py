"""A private address per person: made, renewed, switched off, and found again.

The token in the address is a random key and a seal on it, 128 bits each. Only the key is kept; the seal comes from the
portal's secret. So the address can be shown again, and who reads the table (or an old backup of it) can open no feed.
"""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from assessments.calendar.models import CalendarFeed
from assessments.errors import Refused
from portal.accounts.models import User

HALF = 32  # hexadecimal digits: 128 bits


def _sealed(key: str) -> str:
    return key + salted_hmac("assessments.calendar", key, algorithm="sha256").hexdigest()[:HALF]


def require_inspector(actor: User) -> None:
    """Raises Refused for who takes no part in assessments."""
    if not actor.is_inspector:
        raise Refused(_("Inspectors go on visits; only they have a calendar of them."))


@transaction.atomic
def renew(*, actor: User) -> CalendarFeed:
    """A new address for the calendar, the first or another; the old one is gone. Raises Refused for other roles."""
    require_inspector(actor)
    fields = {"key": secrets.token_hex(HALF // 2), "since": timezone.now()}
    feed, _made = CalendarFeed.objects.update_or_create(user=actor, defaults=fields)
    return feed


def switch_off(*, actor: User) -> None:
    """The calendar has no address any more. Raises Refused for other roles."""
    require_inspector(actor)
    CalendarFeed.objects.filter(user=actor).delete()


def follow_standing(*, user: User, **_signal: Any) -> None:
    """Receiver of `standing_changed`: the address of who is no inspector any more is gone, also when they come back."""
    if not user.is_inspector:  # who is closed is none either
        CalendarFeed.objects.filter(user=user).delete()


def address_of(feed: CalendarFeed) -> str:
    """The whole address, as a calendar program needs it."""
    return settings.PUBLIC_BASE_URL + reverse("calendar:feed", args=[_sealed(feed.key)])


def owner_of(token: str) -> User | None:
    """Whose calendar this address is; None where it is nobody's, or of somebody who is no inspector any more."""
    key = token[:HALF]
    if not constant_time_compare(token, _sealed(key)):
        return None
    feed = CalendarFeed.objects.select_related("user").filter(key=key).first()
    return feed.user if feed and feed.user.is_inspector else None
