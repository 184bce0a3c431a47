"""Named reading queries on reports. Issued rows are frozen: what would change them refuses."""

from datetime import date
from typing import TYPE_CHECKING, NoReturn

from django.apps import apps
from django.db import models
from django.utils import timezone

from assessments.reports.errors import Frozen
from portal.centres.models import Centre
from portal.centres.querysets import sees_all

if TYPE_CHECKING:
    from portal.accounts.models import User


class ReportQuerySet(models.QuerySet):
    def current(self) -> "ReportQuerySet":
        """The reports that stand: not superseded by a later edition."""
        return self.filter(superseded_by__isnull=True)

    def visible_to(self, user: "User") -> "ReportQuerySet":
        """Reports that somebody may read.

        All for administrators and inspectors; for a director or board those of the centres whose outcomes they may see.
        """
        if sees_all(user):
            return self.all()
        return self.granted_to(user.pk, timezone.localdate()) if user.is_active else self.none()

    def granted_to(self, user: int, day: date) -> "ReportQuerySet":
        """Those of the centres whose outcomes somebody (by key) may see on a day."""
        return self.filter(assessment__centre__in=Centre.objects.all().outcome_grants(user, day))

    def with_reading(self, user: int) -> "ReportQuerySet":
        """Each with `is_read`: somebody (by key) said to have read it."""
        readings = apps.get_model("reports", "Reading").objects.filter(report=models.OuterRef("pk"), reader=user)
        return self.annotate(is_read=models.Exists(readings))

    def of_assessment(self, reference: str) -> "ReportQuerySet":
        """The editions of one assessment's report, the newest first; a snapshot is read only where it is used."""
        editions = self.filter(assessment__reference=reference).select_related("assessment")
        return editions.defer("snapshot").order_by("-edition")

    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-issued_at", "-pk")

    def update(self, **kwargs) -> NoReturn:
        raise Frozen("An issued report never changes; amend the assessment for a next edition.")

    def delete(self) -> NoReturn:
        raise Frozen("An issued report is never removed.")
