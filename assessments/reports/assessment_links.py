"""The outcome of an assessment and its PDF, for the page of the assessment."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.issued import Link, register
from assessments.reports.models import Report
from portal.accounts.models import User


def of_report(user: User, assessment_id: int) -> list[Link]:
    """Of the report that stands, where somebody may read it; 1 query."""
    reports = Report.objects.visible_to(user).current().filter(assessment=assessment_id)
    reference = reports.values_list("assessment__reference", flat=True).first()
    if reference is None:
        return []
    return [
        Link(_("Outcome"), reverse("outcomes:detail", args=[reference])),
        Link(_("Report (PDF)"), reverse("outcomes:pdf", args=[reference])),
    ]


register(of_report)
