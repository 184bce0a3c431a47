"""Pages that refuse: they show the reason, and what was typed, so that a refusal costs nobody a text."""

import sys

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as fault

from portal.accounts.typed import typed_fields
from portal.pages import Elsewhere

TRY_AGAIN_AFTER = "5"  # seconds


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where a form can't be read; Django's own view would try once more, for its CSRF token, and fail."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    context = {"exception": str(exception), "typed": typed_fields(request)}
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, Elsewhere) else ""
    return render(request, "404.html", {"reason": reason, "typed": typed_fields(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Where nothing else catches. A database that doesn't answer in time is no fault: what was sent can be sent again.

    Django calls this while it handles the exception, whichever view or middleware it comes from, and has logged it.
    """
    if not isinstance(sys.exception(), OperationalError):
        return fault(request)
    page = render_to_string("503.html", {"typed": typed_fields(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": TRY_AGAIN_AFTER, "Cache-Control": "no-store"})
