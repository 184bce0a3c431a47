"""A version as a file, without login where it is published."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from rubric.enums import VersionStatus
from rubric.exchange.forms import FORMS, publication_of, tag_of
from rubric.models import InstrumentVersion
from rubric.storing import manuscript_of

FRESH = "public, max-age=300"


@require_safe
@login_not_required
def export(request: HttpRequest, code: str, number: str, form: str) -> HttpResponse:
    """One form of a version. A published one is asked for without looking who asks: its answer is everybody's."""
    versions = InstrumentVersion.objects.select_related("instrument")
    version = get_object_or_404(versions, instrument__code=code, number=number)
    if version.status == VersionStatus.DRAFT:
        return _draft(request, version, form)
    tag = tag_of(version, form)
    response = get_conditional_response(request, etag=tag) or _file(version, form)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _draft(request: HttpRequest, version: InstrumentVersion, form: str) -> HttpResponse:
    user: Any = request.user
    if not (user.is_authenticated and user.is_active and user.is_administrator):
        raise Http404
    response = _file(version, form)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file(version: InstrumentVersion, form: str) -> HttpResponse:
    """In the instrument's own language, so that one address gives one file."""
    made = FORMS[form]
    with translation.override(version.language if version.language in ("nl", "en") else "en"):
        body = made.make(manuscript_of(version), publication_of(version))
    response = HttpResponse(body, content_type=made.media_type)
    name = f"{version.instrument.code}-{version.number}.{form}"
    response.headers["Content-Disposition"] = f'{"inline" if form != "xlsx" else "attachment"}; filename="{name}"'
    response.headers["Content-Language"] = version.language
    return response
