"""Finding the version that an address names, for whoever asks; and pages that may be kept for a while."""

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response

from rubric.models import InstrumentVersion

TOKEN = re.compile(rb"\b[A-Za-z0-9]{64}\b")


def visible_version(request: HttpRequest, code: str, number: str) -> InstrumentVersion:
    visible = InstrumentVersion.objects.visible_to(request.user)
    return get_object_or_404(visible.for_reading(), instrument__code=code, number=number)


def version_among_others(
    request: HttpRequest, code: str, number: str
) -> tuple[InstrumentVersion, list[InstrumentVersion]]:
    """As `visible_version`, and all versions of its instrument that may be seen; 1 query."""
    visible = InstrumentVersion.objects.visible_to(request.user)
    versions = list(visible.for_reading().filter(instrument__code=code))
    for version in versions:
        if version.number == number:
            return version, versions
    raise Http404


def public_page(request: HttpRequest, template: str, context: dict, fingerprint: str = "") -> HttpResponse:
    """A page for everybody. Who isn't signed in may keep it and ask whether it is still the same (ETag, 304).

    `fingerprint` is that of the content; the page's tokens against forgery, which differ each time, don't count.
    """
    response = render(request, template, context)
    if request.user.is_authenticated:
        return response
    digest = hashlib.sha256(fingerprint.encode() + TOKEN.sub(b"", response.content)).hexdigest()
    response.headers["ETag"] = f'W/"{digest[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
