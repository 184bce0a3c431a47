"""What left the house: the frozen snapshot of a final assessment and its PDF, insert-only; and who read it.

The model of a report refuses to change or remove a row, and so do triggers of the database (migration 0002).
"""

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.urls import reverse

from assessments.models import Assessment
from assessments.reports.errors import Frozen
from assessments.reports.querysets import ReportQuerySet


class Report(models.Model):
    """One edition of the report. `pdf` names a file in the default storage, `pdf_sha256` says what it holds."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reports")
    edition = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    pdf = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "edition"], name="reports_edition_once")]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="reports_latest")]

    def __str__(self):
        return f"{self.assessment_id} ed. {self.edition}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise Frozen("An issued report never changes; amend the assessment for a next edition.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def get_absolute_url(self):
        return reverse("outcomes:detail", args=[self.assessment.reference])

    def delete(self, *args, **kwargs) -> NoReturn:
        raise Frozen("An issued report is never removed.")

    @property
    def filename(self) -> str:
        """What the reader's copy of the PDF is called."""
        return f"doorlichtingsverslag-{self.assessment.reference}-editie-{self.edition}.pdf"


class Reading(models.Model):
    """Somebody said to have read this edition; so it no longer waits for that person."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "reader"], name="reports_read_once")]

    def __str__(self):
        return f"{self.reader_id} read {self.report_id}"
