"""Saying that an outcome was read."""

from django.utils import timezone

from assessments.reports.models import Reading, Report
from portal.accounts.models import User


def mark_read(*, report: Report, reader: User) -> None:
    """`report` is one that the reader may see. The first moment stays, however often it is said."""
    Reading.objects.bulk_create([Reading(report=report, reader=reader, at=timezone.now())], ignore_conflicts=True)
