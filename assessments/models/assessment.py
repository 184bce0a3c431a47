"""One inspection of one centre: its days, its state, the instruments that it covers."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.enums import Advice, State
from assessments.querysets import AssessmentQuerySet
from portal.centres.models import Centre
from portal.holidays import FIRST_MONTH, school_year_of
from rubric.models import InstrumentVersion

PERSON = settings.AUTH_USER_MODEL

SCHOOL_YEARS = (1990, 2100)  # those whose weeks and holidays are known; anything else is a typing error
FIRST_DAY, LAST_DAY = date(SCHOOL_YEARS[0], FIRST_MONTH, 1), date(SCHOOL_YEARS[1] + 1, 12, 31)
# From the first to the last day of a visit. A team is on site up to 5 days (domain.md), perhaps not in a row.
LONGEST_VISIT = timedelta(days=30)


class Assessment(models.Model):
    """One inspection (doorlichting) of one centre, in one or more instruments, each pinned to its version.

    `school_year` is the year in which the school year starts. `revision` grows with each change of this row;
    changes are conditional on the revision that was read. `event_count` and `event_hash` are the head of the
    chain of events. `returned_reason`: why it is a draft again, until it is submitted; `is_amended`: as a new edition,
    and not back from the review.
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
    is_amended = models.BooleanField(default=False, db_default=False)
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
