"""Imports of centre records: what was given, what it would change, what became of it. The rows are the truth.

A worker holds a run by its lease on the database's clock; `holder` is a token that nobody else has.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.mail.querysets import in_seconds

LEASE_SECONDS = 120


class RunState(models.TextChoices):
    MAPPING = "mapping", _("waits for its columns")
    QUEUED = "queued", _("waits to be read")
    READING = "reading", _("is being read")
    PREVIEW = "preview", _("can be looked at")
    WAITING = "waiting", _("waits its turn")
    STORING = "storing", _("is being stored")
    DONE = "done", _("stored")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Step(models.TextChoices):
    """What a worker is at within its state. WRITING is one transaction: nobody outside sees how far it is."""

    ROWS = "rows", _("reading the rows")
    COMPARING = "comparing", _("comparing them with what the portal holds")
    LINES = "lines", _("keeping the lines of the preview")
    WRITING = "writing", _("storing, all of it at once")


class Origin(models.TextChoices):
    FILE = "file", _("file")
    API = "api", _("public source")


class ItemKind(models.TextChoices):
    WRONG = "wrong", _("wrong")
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    MISSING = "missing", _("missing from the file")
    UNCHANGED = "unchanged", _("unchanged")


STOPPABLE = (RunState.MAPPING, RunState.QUEUED, RunState.READING, RunState.PREVIEW, RunState.WAITING, RunState.STORING)
STEPS = {
    RunState.READING.value: (Step.ROWS, Step.COMPARING, Step.LINES),
    RunState.STORING.value: (Step.ROWS, Step.COMPARING, Step.WRITING),
}
AT_WORK = (RunState.QUEUED, RunState.READING, RunState.WAITING, RunState.STORING)


def new_lease() -> models.ExpressionWrapper:
    return in_seconds(LEASE_SECONDS)


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ImportRunQuerySet":
        """Imports are for administrators: everybody else sees none."""
        return self if user.is_administrator else self.none()

    def to_read(self) -> "ImportRunQuerySet":
        """What a worker may read now: asked for, or left by a worker whose lease ran out."""
        return self.filter(Q(state=RunState.QUEUED) | Q(state=RunState.READING, lease_until__lte=Now()))

    def to_store(self) -> "ImportRunQuerySet":
        """What a worker may store now, if no other run is being stored: the constraint has the last word."""
        return self.filter(Q(state=RunState.WAITING) | Q(state=RunState.STORING, lease_until__lte=Now()))

    def newest_first(self) -> "ImportRunQuerySet":
        return self.select_related("started_by").order_by("-started_at", "-pk")


class ImportRun(models.Model):
    """One import of centre records from a file or the public API: what it was and what became of it."""

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("source"), max_length=200)
    source_sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.FILE)
    stored_name = models.CharField(max_length=200, blank=True)
    header = models.JSONField(default=list)
    keys = models.JSONField(default=list)  # what each column tells
    examples = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # values of each column
    whole = models.BooleanField(default=True)  # the source tells of all institutions
    only_dbso = models.BooleanField(default=False, db_default=False)  # new ones of other main structures are left out
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.QUEUED)
    step = models.CharField(max_length=10, choices=Step, blank=True, default="", db_default="")
    step_at = models.DateTimeField(null=True)  # when it began
    done = models.PositiveIntegerField(default=0)  # of the step, of `total`; 0: nobody knows
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    remark = models.CharField(max_length=20, blank=True)
    remark_values = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="centres_import_state_known"),
            models.CheckConstraint(condition=Q(step__in=["", *Step.values]), name="centres_import_step_known"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RunState.STORING), name="centres_one_import_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "started_at"], name="centres_import_due")]

    def __str__(self):
        return self.source

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those of its state, where a worker is at one of them; else none."""
        steps = STEPS.get(self.state, ())
        return steps if self.step in steps else ()

    @property
    def step_number(self) -> int:
        return self.steps.index(Step(self.step)) + 1

    @property
    def step_seconds(self) -> int:
        """How long the step takes until now."""
        return max(0, round((timezone.now() - self.step_at).total_seconds())) if self.step_at else 0

    @property
    def is_being_written(self) -> bool:
        """Whether a worker is at the transaction that stores it, for which whoever would stop it had to wait."""
        at_work = self.lease_until is not None and self.lease_until > timezone.now()
        return self.state == RunState.STORING and self.step == Step.WRITING and at_work

    @property
    def can_be_stopped(self) -> bool:
        return self.state in STOPPABLE and not self.is_being_written

    @property
    def names_boards_alone(self) -> bool:
        """Whether the file tells the name of a board somewhere without the number, by which boards are kept."""
        return bool(self.counts.get("boards_by_name"))

    @property
    def told_state(self) -> str:
        """Its state in words; a preview says whether it can be stored, which its counts tell."""
        if self.state != RunState.PREVIEW or self.can_be_confirmed:
            return self.get_state_display()
        return gettext("with mistakes") if self.counts.get(ItemKind.WRONG) else gettext("nothing to store")

    @property
    def can_ask_columns(self) -> bool:
        """What the columns tell can be said anew: of a file that was read, as long as nothing of it is stored."""
        looked_at = self.state == RunState.PREVIEW or self.can_be_looked_at_again
        return self.origin == Origin.FILE and looked_at

    @property
    def can_ask_structures(self) -> bool:
        """Whether new institutions of other main structures come in can be said anew, until it is confirmed."""
        return self.state == RunState.PREVIEW

    @property
    def can_be_looked_at_again(self) -> bool:
        """It ended without being stored, and what it was given is still kept."""
        return self.state in (RunState.FAILED, RunState.CANCELLED) and bool(self.stored_name)

    @property
    def is_thrown_away(self) -> bool:
        """Its lines and its file are gone: `importing.tidying`."""
        return bool(self.source_sha256) and not self.stored_name

    @property
    def can_be_confirmed(self) -> bool:
        """All or nothing: with one wrong row, or with nothing to store, there is nothing to confirm."""
        wanted = self.counts.get(ItemKind.NEW, 0) + self.counts.get(ItemKind.CHANGED, 0)
        return self.state == RunState.PREVIEW and bool(wanted) and not self.counts.get(ItemKind.WRONG, 0)

    @property
    def reason(self) -> str:
        """Why it failed, or was put back, in the language of the moment."""
        from portal.centres.importing.reasons import told  # noqa: PLC0415 -- a package that knows these models

        return told(self.remark, self.remark_values) if self.remark else ""


class ImportItem(models.Model):
    """One line of a preview: an institution with what would change, or a mistake with its row and column."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind)
    row = models.PositiveIntegerField(default=0)
    column = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=20, blank=True)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="centres_import_item_known"),
        ]
        indexes = [models.Index(fields=["run", "kind", "id"], name="centres_import_items")]

    def __str__(self):
        return f"{self.kind} {self.number or self.row}"


class ImportMapping(models.Model):
    """What the columns of a file tell, as a person said it once; found again by the header's fingerprint."""

    fingerprint = models.CharField(max_length=64, unique=True)
    keys = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.fingerprint
