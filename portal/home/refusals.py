"""Pages that refuse: they show the reason, and what was typed, so that a refusal costs nobody a text."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.typed import typed_fields


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where a form can't be read; Django's own view would try once more, for its CSRF token, and fail."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    context = {"exception": str(exception), "typed": typed_fields(request)}
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"typed": typed_fields(request)}, status=404)
