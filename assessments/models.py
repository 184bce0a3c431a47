"""An assessment and everything that people do to it. What is always true is a constraint of the database."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from assessments.calendar.models import CalendarFeed  # noqa: F401 -- Django looks here
from assessments.enums import TEAM, Advice, EvidenceKind, PassageKind, Seen, State, TeamRole, Verb
from assessments.querysets import AssessmentQuerySet
from portal.centres.models import Centre
from rubric.enums import FindingKind, Weight
from rubric.models import InstrumentVersion, Level, PracticeCriterion, Scale, Statement

PERSON = settings.AUTH_USER_MODEL
FIRST_MONTH = 9  # of a school year
SCHOOL_YEARS = (1990, 2100)  # those whose weeks and holidays are known; anything else is a typing error
FIRST_DAY, LAST_DAY = date(SCHOOL_YEARS[0], FIRST_MONTH, 1), date(SCHOOL_YEARS[1] + 1, 12, 31)
# From the first to the last day of a visit. A team is on site up to 5 days (domain.md), perhaps not in a row.
LONGEST_VISIT = timedelta(days=30)


def school_year_of(day: date) -> int:
    """The year in which the school year of a day starts; it runs from 1 September to 31 August."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


class Assessment(models.Model):
    """One inspection (doorlichting) of one centre, in one or more instruments, each pinned to its version.

    `school_year` is the year in which the school year starts. `revision` grows with each change of this row;
    changes are conditional on the revision that was read. `event_count` and `event_hash` are the head of the
    chain of events.
    """

    reference = models.SlugField(
        _("reference"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"\d", _("A reference holds a number, such as 2026-014."))],
    )
    centre = models.ForeignKey(Centre, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="assessments")
    school_year = models.PositiveSmallIntegerField(
        _("school year"), validators=[MinValueValidator(SCHOOL_YEARS[0]), MaxValueValidator(SCHOOL_YEARS[1])]
    )
    visit_start = models.DateField(_("first visit day"))
    visit_end = models.DateField(_("last visit day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    advice = models.CharField(_("advice"), max_length=30, choices=Advice, blank=True)
    judgement_locked_at = models.DateTimeField(_("judgement locked at"), null=True, blank=True)
    judgement_sha256 = models.CharField(max_length=64, blank=True)
    synthesis_on = models.DateField(_("day of the synthesis meeting"), null=True, blank=True)
    synthesis_participants = models.TextField(_("participants of the synthesis meeting"), blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    event_hash = models.CharField(max_length=64, blank=True)
    versions = models.ManyToManyField(InstrumentVersion, through="Scope", related_name="assessments")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-visit_start", "-pk"]
        default_permissions = ()
        permissions = [
            ("view_assessment", "May see this assessment"),
            ("contribute_assessment", "Is in the team of this assessment"),
            ("coordinate_assessment", "Coordinates this assessment"),
            ("review_assessment", "Reviews this assessment"),
        ]
        indexes = [
            models.Index(fields=["-visit_start", "-id"], name="assessments_latest"),
            models.Index(fields=["state", "-visit_start", "-id"], name="assessments_latest_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessments_state_known"),
            models.CheckConstraint(condition=Q(advice__in=["", *Advice.values]), name="assessments_advice_known"),
            models.CheckConstraint(
                condition=Q(visit_start__lte=F("visit_end")),
                name="assessments_visit_in_order",
                violation_error_message=_("The last visit day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(school_year__range=SCHOOL_YEARS, visit_start__gte=FIRST_DAY, visit_end__lte=LAST_DAY),
                name="assessments_visit_in_our_time",
                violation_error_message=_("The visit days lie outside this school year."),
            ),
            models.CheckConstraint(
                condition=Q(judgement_locked_at__isnull=True, judgement_sha256="")
                | (
                    Q(judgement_locked_at__isnull=False, synthesis_on__isnull=False)
                    & ~Q(judgement_sha256="")
                    & ~Q(advice="")
                ),
                name="assessments_lock_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FINAL) | Q(judgement_locked_at__isnull=False, finalised_at__isnull=False),
                name="assessments_final_is_locked",
            ),
            models.CheckConstraint(condition=Q(edition__gte=1), name="assessments_edition_from_one"),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("assessments:detail", args=[self.reference])

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """As Django's own, which sorts out the field's choices anew for each row of a list."""
        return str(State(self.state).label)

    def clean(self):
        """The visit begins in its school year, does not end before it begins, and is no longer than LONGEST_VISIT."""
        if self.visit_start and self.visit_end and self.visit_start > self.visit_end:
            raise ValidationError({"visit_end": _("The last visit day lies before the first.")})
        if self.visit_start and self.visit_end and self.visit_end - self.visit_start > LONGEST_VISIT:
            reason = _("From the first to the last visit day there are at most %(days)d days.")
            raise ValidationError({"visit_end": reason % {"days": LONGEST_VISIT.days}})
        if self.school_year is not None and self.visit_start and school_year_of(self.visit_start) != self.school_year:
            raise ValidationError({"school_year": _("The visit days lie outside this school year.")})

    @property
    def school_year_label(self) -> str:
        return f"{self.school_year}–{self.school_year + 1}"

    @property
    def is_locked(self) -> bool:
        return self.judgement_locked_at is not None


class AssessmentUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's grants on assessments, written only by assessments.access."""

    content_object = models.ForeignKey(Assessment, on_delete=models.CASCADE)


class Scope(models.Model):
    """An instrument version that an assessment covers."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scopes")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="scopes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "version"], name="assessments_scope_once"),
            models.UniqueConstraint(fields=["assessment", "position"], name="assessments_scope_position_once"),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.version_id}"


class Membership(models.Model):
    """Somebody's part in an assessment. A person has one part only, so a reviewer is never of the team.

    `conflict_declared_at` empty: not declared yet; `conflict` true: a conflict of interest was declared, so no edit.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=TeamRole)
    conflict_declared_at = models.DateTimeField(null=True, blank=True)
    conflict = models.BooleanField(default=False)
    conflict_declaration = models.TextField(_("declaration"), blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="assessments_member_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(role=TeamRole.COORDINATOR), name="assessments_one_coordinator"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(role=TeamRole.REVIEWER), name="assessments_one_reviewer"
            ),
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="assessments_role_known"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.assessment_id}"

    @property
    def in_team(self) -> bool:
        return self.role in TEAM


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


class Event(models.Model):
    """A deed, chained to the one before it by its hash. Written by assessments.events only, never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sequence"], name="assessments_event_sequence_once"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="assessments_event_verb_known"),
        ]

    def __str__(self):
        return f"{self.assessment_id} #{self.sequence} {self.verb}"
