"""The page of a form that is refused as forged or stale."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.typed import typed_fields


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page older than the last sign-in, or from elsewhere: refused, with its text shown."""
    return render(request, "403_csrf.html", {"typed": typed_fields(request)}, status=403)
