"""The reports on a centre, for its page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.reports.models import Report
from portal.accounts.models import User
from portal.centres.timeline import Entry, register

SHOWN = 50


def issued(user: User, centre_ids: list[int]) -> list[Entry]:
    """The reports that stand and somebody may read, on the day of issue; 1 query."""
    reports = Report.objects.visible_to(user).current().filter(assessment__centre__in=centre_ids)
    found = reports.select_related("assessment").defer("snapshot").newest_first()[:SHOWN]
    return [
        Entry(
            day=timezone.localdate(one.issued_at),
            what=_("Report"),
            title=one.assessment.reference,
            url=reverse("outcomes:detail", args=[one.assessment.reference]),
            centre_id=one.assessment.centre_id,
        )
        for one in found
    ]


register(issued)
