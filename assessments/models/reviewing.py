"""What readers say of an assessment: comments, and the errors that a director points out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import PERSON, Assessment
from rubric.models import Scale


class Thread(models.Model):
    """Comments on one scale, or on the whole where scale is empty; open until resolved."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="threads")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="assessments_resolved_by_somebody",
            )
        ]

    def __str__(self):
        return f"thread {self.pk}"


class Comment(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="assessments_comment_not_empty")]

    def __str__(self):
        return f"comment {self.pk}"


class FactualRemark(models.Model):
    """A factual error that the director points out, and what was decided on it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="factual_remarks")
    section = models.CharField(max_length=40)
    text = models.TextField()
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField(max_length=15, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"remark {self.pk}"
