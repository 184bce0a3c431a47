"""The reports on a centre, for its page, and how many there are for who closes or merges it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports.models import Report
from portal.accounts.models import User
from portal.centres import consequences
from portal.centres.models import Centre
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


def counted(user: User, centre: Centre) -> list[consequences.Told]:
    """1 query."""
    number = Report.objects.visible_to(user).current().filter(assessment__centre=centre.pk).count()
    sentence = ngettext(
        "%(number)d report: after a merger, whoever leads the centre that carries on reads it too.",
        "%(number)d reports: after a merger, whoever leads the centre that carries on reads them too.",
        number,
    )
    return [consequences.Told(sentence % {"number": number})] if number else []


register(issued)
consequences.register(counted)
