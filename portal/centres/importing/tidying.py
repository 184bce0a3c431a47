"""What is thrown away at night: lines and files of imports that nobody can store any more. That they were stays.

Each step may be cut short and done again: what is left is found the next night.
"""

from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.centres.import_models import Origin, RunState
from portal.centres.importing.files import FOLDER
from portal.centres.models import ImportItem, ImportRun
from portal.mail.querysets import in_seconds

DAY = 24 * 3600
KEPT = 30 * DAY  # seconds, after a run ended without being stored


def tidy() -> None:
    """Throw away the lines of runs that are over, then the files that no run names any more."""
    for run_id in over().values_list("pk", flat=True):
        ImportItem.objects.filter(run=run_id).delete()
        over().filter(pk=run_id).update(stored_name="")
    throw_away_files()


def over() -> QuerySet[ImportRun]:
    """Runs cancelled or failed long ago, and looks at the source in whose place a later one came."""
    long_ago = Q(state__in=[RunState.CANCELLED, RunState.FAILED], ended_at__lt=in_seconds(-KEPT))
    later = ImportRun.objects.filter(origin=Origin.API, pk__gt=OuterRef("pk")).exclude(stored_name="")
    replaced = Q(Exists(later), origin=Origin.API, state=RunState.CANCELLED)
    return ImportRun.objects.filter(long_ago | replaced).exclude(stored_name="")


def throw_away_files() -> None:
    """Files of imports that no run names. One of today may be that of a run which is being made."""
    yesterday = timezone.now() - timedelta(seconds=DAY)
    with suppress(FileNotFoundError):  # nothing was ever imported, or somebody else tidies, too
        given = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
        for name in given - set(ImportRun.objects.values_list("stored_name", flat=True)):
            if default_storage.get_modified_time(name) < yesterday:
                default_storage.delete(name)
