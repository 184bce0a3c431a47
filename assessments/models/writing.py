"""The texts that people write together, each state of them, and what waits for a decision."""

from django.db import models
from django.db.models import Q

from assessments.enums import PassageKind
from assessments.models.assessment import PERSON, Assessment
from assessments.models.judging import Finding
from rubric.models import Scale


class Passage(models.Model):
    """A text that people write together. Saved against the revision that was read, by assessments.writing only."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=12, choices=PassageKind)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, null=True, related_name="+")
    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, null=True, related_name="passage")
    chapter = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "scale"],
                condition=Q(scale__isnull=False),
                name="assessments_passage_per_scale",
            ),
            models.UniqueConstraint(
                fields=["assessment", "kind", "chapter"],
                condition=Q(scale__isnull=True, finding__isnull=True),
                name="assessments_passage_per_chapter",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[PassageKind.NARRATIVE, PassageKind.MOTIVATION],
                    scale__isnull=False,
                    finding__isnull=True,
                    chapter="",
                )
                | Q(kind=PassageKind.FINDING, scale__isnull=True, finding__isnull=False, chapter="")
                | Q(kind=PassageKind.ADVICE, scale__isnull=True, finding__isnull=True, chapter="")
                | (Q(kind=PassageKind.CHAPTER, scale__isnull=True, finding__isnull=True) & ~Q(chapter="")),
                name="assessments_passage_belongs",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class PassageRevision(models.Model):
    """An accepted state of a passage; never changes."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    # The opened page that wrote it: a page whose save arrived without its knowing never collides with itself.
    page = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["passage", "number"], name="assessments_revision_number_once")]

    def __str__(self):
        return f"{self.passage_id} #{self.number}"


class Proposal(models.Model):
    """A text that could not be merged: kept until somebody decides between it and what stands."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="proposals")
    base = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        indexes = [
            models.Index(fields=["passage"], condition=Q(decided_at__isnull=True), name="assessments_open_proposal")
        ]

    def __str__(self):
        return f"{self.passage_id} after {self.base}"
