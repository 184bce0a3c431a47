"""What the team judges: a level for each scale, what it saw, its findings and what they rest on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import EvidenceKind, Seen
from assessments.models.assessment import PERSON, Assessment
from assessments.models.people import Membership
from rubric.enums import FindingKind, Weight
from rubric.models import Level, PracticeCriterion, Scale, Statement


class Rating(models.Model):
    """The level that the team gave to one scale; one row per scale from the start, without a level until rated."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="ratings")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, related_name="ratings")
    revision = models.PositiveIntegerField(default=0)
    rated_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    rated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["scale__position"]
        constraints = [models.UniqueConstraint(fields=["assessment", "scale"], name="assessments_rating_once")]

    def __str__(self):
        return f"{self.assessment_id} {self.scale_id}"


class FirstRating(models.Model):
    """What a member would have given before the team talked about it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="first_ratings")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="first_ratings")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "scale"], name="assessments_first_rating_once")]

    def __str__(self):
        return f"{self.member_id} {self.scale_id}"


class StatementMark(models.Model):
    """That the team saw, wholly or partly, what one statement says."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="marks")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    seen = models.CharField(max_length=10, choices=Seen)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "statement"], name="assessments_mark_once"),
            models.CheckConstraint(condition=Q(seen__in=Seen.values), name="assessments_mark_known"),
        ]

    def __str__(self):
        return f"{self.rating_id} {self.statement_id}"


class Finding(models.Model):
    """A strength, an improvement point with its weight, or an example of good practice. Its text is a Passage."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    weight = models.CharField(_("weight"), max_length=10, choices=Weight, blank=True)
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    criteria = models.ManyToManyField(PracticeCriterion, through="CriterionMet", related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FindingKind.values), name="assessments_finding_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=FindingKind.IMPROVEMENT, weight__in=Weight.values)
                | (~Q(kind=FindingKind.IMPROVEMENT) & Q(weight="")),
                name="assessments_weight_of_improvement_points",
                violation_error_message=_("An improvement point has a weight, another finding has none."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class CriterionMet(models.Model):
    """That a good practice meets one criterion of its instrument version."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="criteria_met")
    criterion = models.ForeignKey(PracticeCriterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "criterion"], name="assessments_criterion_once")]

    def __str__(self):
        return f"{self.finding_id} {self.criterion_id}"


class Evidence(models.Model):
    """A source of the team: an interview, an observation, a document, a case study. Never a pupil's file."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=15, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(upload_to="evidence/", blank=True)

    class Meta:
        ordering = ["kind", "title"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="assessments_evidence_kind_known")
        ]

    def __str__(self):
        return self.title


class FindingSource(models.Model):
    """That a finding rests on a piece of evidence."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="sources")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="findings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "evidence"], name="assessments_source_once")]

    def __str__(self):
        return f"{self.finding_id} {self.evidence_id}"
