"""For machines that watch: does the process answer, and can it do its work? Public, no session, no page."""

import logging
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return plain("ok", 200)


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the reason: the database can't be reached, or lacks migrations of this code."""
    try:
        missing = known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        logger.exception("The database can't be reached")
        return plain("database unreachable", 503)
    if missing:
        return plain(f"{len(missing)} migrations missing", 503)
    return plain("ok", 200)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration that this code brings; it doesn't change while a process lives."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
