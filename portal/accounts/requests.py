"""What a view gets."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from portal.accounts.models import User


class SignedIn(HttpRequest):
    """A request behind the middleware that asks everybody to sign in. Only a name for the type checker."""

    user: User
    htmx: HtmxDetails
