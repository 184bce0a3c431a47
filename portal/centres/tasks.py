"""What the worker does for centre records. The broker may lose every word of it, or say it twice."""

import time

from celery import shared_task
from django.utils import timezone

from portal.centres import access, finding, searching
from portal.centres.importing import nightly, working


@shared_task
def sync_due_grants() -> None:
    """Let access follow terms of office that began or ended (the day is that of Europe/Brussels)."""
    today = timezone.localdate()
    access.repair(today)
    finding.follow_terms(today)


@shared_task
def dispatch_due_imports() -> None:
    """Beat runs this every few seconds: what isn't done is due again, so a lost nudge loses no import."""
    for run_id in working.due_ids():
        work_on_import.apply_async((run_id,), expires=30, retry=False)


@shared_task
def work_on_import(run_id: int) -> None:
    working.work(run_id)


@shared_task(soft_time_limit=270, time_limit=280)
def look_at_public_source() -> None:
    """Beat runs this every night; without a key it does nothing."""
    nightly.look(time.sleep)


@shared_task
def tidy_index_of_words() -> None:
    """Beat runs this every night."""
    searching.tidy()
