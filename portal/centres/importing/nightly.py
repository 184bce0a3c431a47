"""The nightly look at the public source: its preview waits for an administrator, nothing is stored by itself."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from portal.centres.import_models import STOPPABLE, Origin, RunState
from portal.centres.importing import api, files
from portal.centres.importing.reasons import Refused
from portal.centres.models import ImportRun

log = logging.getLogger(__name__)


def look(sleep: Callable[[float], None]) -> ImportRun | None:
    """A run with what the source says now, for a worker to compare; None where no key is set, or nothing changed.

    A source that fails makes a run that failed and says why.
    """
    if not settings.CENTRES_API_KEY or not settings.CENTRES_API_URL:
        return None
    since = last_stored()
    run = ImportRun(
        source=f"instellingsgegevens/instelling/v2, {timezone.localdate().isoformat()}",
        origin=Origin.API,
        whole=since is None,
        only_dbso=is_only_dbso(),
        header=list(api.FIELDS),
        keys=list(api.FIELDS.values()),
    )
    try:
        raw = api.fetched(
            url=settings.CENTRES_API_URL,
            key=settings.CENTRES_API_KEY,
            since=since,
            timeout=settings.CENTRES_API_TIMEOUT,
            sleep=sleep,
        )
        # Nobody needs to look at what says that nothing changed.
        return None if since and raw.count(b"\n") < 2 else begun(run, raw)
    except Refused as refused:
        log.warning("The source of centre records failed: %s", refused)
        run.state, run.remark, run.remark_values = RunState.FAILED, refused.reason, refused.values
        run.ended_at = timezone.now()
        run.save()
        return run


@transaction.atomic
def begun(run: ImportRun, raw: bytes) -> ImportRun:
    """Queue the run. It takes the place of earlier previews of the source, which nobody confirmed."""
    unconfirmed = set(STOPPABLE) - {RunState.WAITING, RunState.STORING}
    earlier = ImportRun.objects.filter(origin=Origin.API, state__in=unconfirmed)
    earlier.update(state=RunState.CANCELLED, ended_at=Now(), lease_until=None)
    run.stored_name, run.source_sha256 = files.keep(raw)
    run.save()
    return run


def is_only_dbso() -> bool:
    """Whether new institutions of other main structures are left out: as was said of the last look."""
    last = ImportRun.objects.filter(origin=Origin.API).order_by("pk").last()
    return last is not None and last.only_dbso


def last_stored() -> date | None:
    """The day before the last look that was stored: what changed since is asked for. None: everything.

    Looked at once more, a look is another run with the same file: the source said it on the day of the first.
    """
    looks = ImportRun.objects.filter(origin=Origin.API)
    last = looks.filter(state=RunState.DONE).order_by("-started_at").first()
    if last is None:
        return None
    asked = looks.filter(source_sha256=last.source_sha256).order_by("started_at").first() or last
    return timezone.localdate(asked.started_at) - timedelta(days=1)
