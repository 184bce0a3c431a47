"""What the worker does for the portal as a whole."""

from celery import shared_task
from django.core.management import call_command

from portal.centres.importing import tidying


@shared_task(soft_time_limit=270, time_limit=280)
def tidy() -> None:
    """Beat runs this every night: what is over is thrown away. Cut short, it goes on the next night."""
    call_command("clearsessions")
    tidying.tidy()
