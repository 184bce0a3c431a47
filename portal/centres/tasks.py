"""What the worker does for centre records."""

from celery import shared_task
from django.utils import timezone

from portal.centres import access


@shared_task
def sync_due_grants() -> None:
    """Let access follow terms of office that began or ended (the day is that of Europe/Brussels)."""
    access.repair(timezone.localdate())
