"""What is measured: instrument → version → scale × level → descriptor → statement. Imports nothing of ours."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rubric.enums import FindingKind, VersionStatus, Weight
from rubric.querysets import InstrumentVersionQuerySet


class Instrument(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.code


class InstrumentVersion(models.Model):
    """The exact text of an instrument that assessments are bound to. Once published it never changes."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    language = models.CharField(max_length=5, default="nl")
    title = models.CharField(_("title"), max_length=300)
    quality_area = models.CharField(_("quality area"), max_length=200)
    scope = models.TextField(_("scope"))
    introduction = models.TextField(_("introduction"))
    target_explanation = models.TextField(_("target"))
    good_practice_definition = models.TextField(_("definition of good practice"), blank=True)
    without_target = models.BooleanField(_("no level is the target"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = InstrumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["instrument__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="rubric_version_number_once"),
            models.CheckConstraint(condition=Q(status__in=VersionStatus.values), name="rubric_status_known"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT) | ~Q(content_sha256=""), name="rubric_published_has_hash"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")), name="rubric_validity_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def get_absolute_url(self):
        return reverse("rubric:version", args=[self.instrument.code, self.number])


class Level(models.Model):
    """One of the ordered levels of a version. Ordinal and named: never a number of points."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(_("title"), max_length=100)
    short_title = models.CharField(_("short title"), max_length=40)
    title_en = models.CharField(_("English title"), max_length=100, blank=True)
    short_title_en = models.CharField(_("short English title"), max_length=40, blank=True)
    legend = models.TextField(_("legend"))
    is_target = models.BooleanField(_("target"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="rubric_level_position_once"),
            models.UniqueConstraint(fields=["version", "code"], name="rubric_level_code_once"),
            models.UniqueConstraint(fields=["version"], condition=Q(is_target=True), name="rubric_one_target_at_most"),
            models.CheckConstraint(condition=Q(position__gte=1), name="rubric_level_position_from_one"),
        ]

    def __str__(self):
        return self.title

    @property
    def name(self) -> str:
        """The level's title: the official English one in the English interface where there is one."""
        return (self.title_en if get_language() == "en" else "") or self.title

    @property
    def short_name(self) -> str:
        return (self.short_title_en if get_language() == "en" else "") or self.short_title


class Expectation(models.Model):
    """What a level's legend says about the findings beneath it: at least so many, or none (at_most 0) of a kind.

    `weights` narrows improvement points to some weights (empty: all); `all_criteria` counts only good
    practices that meet every criterion of the version. A contradiction asks for a motivation, nothing more.
    """

    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="expectations")
    position = models.PositiveSmallIntegerField()
    finding_kind = models.CharField(max_length=20, choices=FindingKind)
    weights = models.JSONField(default=list, blank=True)
    all_criteria = models.BooleanField(default=False)
    at_least = models.PositiveSmallIntegerField(default=0)
    at_most = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["level", "position"]
        constraints = [
            models.UniqueConstraint(fields=["level", "position"], name="rubric_expectation_position_once"),
            models.CheckConstraint(
                condition=Q(finding_kind__in=FindingKind.values), name="rubric_expectation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(at_least__gt=0) | Q(at_most__isnull=False), name="rubric_expectation_says_something"
            ),
        ]

    def __str__(self):
        return f"{self.level_id} {self.finding_kind} {self.weights} {self.at_least}..{self.at_most}"

    @property
    def weight_labels(self) -> list[str]:
        return [str(Weight(weight).label) for weight in self.weights]


class PracticeCriterion(models.Model):
    """One thing that an example of good practice must meet."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="practice_criteria")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="rubric_criterion_position_once"),
            models.UniqueConstraint(fields=["version", "code"], name="rubric_criterion_code_once"),
        ]

    def __str__(self):
        return self.text


class Scale(models.Model):
    """A development scale. Its code is unique within the version only: codes clash between frameworks."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="scales")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=20)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="rubric_scale_position_once"),
            models.UniqueConstraint(fields=["version", "code"], name="rubric_scale_code_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class Descriptor(models.Model):
    """The text of one scale at one level: its statements joined with a space equal the source to the letter."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="descriptors")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="descriptors")

    class Meta:
        ordering = ["scale", "level__position"]
        constraints = [models.UniqueConstraint(fields=["scale", "level"], name="rubric_descriptor_once")]

    def __str__(self):
        return f"{self.scale_id} × {self.level_id}"


class Statement(models.Model):
    """One sentence of a descriptor."""

    descriptor = models.ForeignKey(Descriptor, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["descriptor", "position"], name="rubric_statement_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="rubric_statement_not_empty"),
        ]

    def __str__(self):
        return self.text


class Erratum(models.Model):
    """A slip of the source, kept beside the verbatim text."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="errata")
    remark = models.TextField()

    class Meta:
        verbose_name_plural = "errata"

    def __str__(self):
        return self.remark


class QuantifierWord(models.Model):
    """A word that says how much or how often ("nauwelijks", "systematisch"): what mostly separates two levels.

    A reading aid that administrators keep, no part of any version's text.
    """

    language = models.CharField(_("language"), max_length=5, default="nl")
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        ordering = ["language", "word"]
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="rubric_quantifier_once"),
            models.CheckConstraint(condition=~Q(word=""), name="rubric_quantifier_not_empty"),
        ]

    def __str__(self):
        return self.word
