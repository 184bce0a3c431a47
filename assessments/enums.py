from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("review")
    FINAL = "final", _("final")


class TeamRole(models.TextChoices):
    COORDINATOR = "coordinator", _("team coordinator")
    MEMBER = "member", _("team member")
    EXPERT = "expert", _("expert")
    REVIEWER = "reviewer", _("reviewer")


TEAM = (TeamRole.COORDINATOR, TeamRole.MEMBER, TeamRole.EXPERT)


class Advice(models.TextChoices):
    """The team's judgement on recognition, never computed (Flemish inspectorate, advies bij de doorlichting)."""

    FAVOURABLE = "favourable", _("favourable")
    WITH_OBLIGATION = "favourable_with_obligation", _("favourable, with the obligation to work on the shortcomings")
    UNFAVOURABLE_SUSPENDABLE = (
        "unfavourable_suspendable",
        _("unfavourable, with the possibility to ask not to start withdrawing the recognition"),
    )
    UNFAVOURABLE = "unfavourable", _("unfavourable")


class PassageKind(models.TextChoices):
    NARRATIVE = "narrative", _("narrative")
    MOTIVATION = "motivation", _("motivation")
    FINDING = "finding", _("finding")
    ADVICE = "advice", _("motivation of the advice")
    CHAPTER = "chapter", _("report chapter")


class EvidenceKind(models.TextChoices):
    INTERVIEW = "interview", _("interview")
    OBSERVATION = "observation", _("observation")
    DOCUMENT = "document", _("document")
    CASE_STUDY = "case_study", _("case study")


class Seen(models.TextChoices):
    """What a member marked at one statement of a descriptor."""

    SEEN = "seen", _("seen")
    PARTLY = "partly", _("partly")


class Verb(models.TextChoices):
    """What a person would tell as a deed; each makes one Event."""

    CREATED = "created", _("created the assessment")
    PLANNED = "planned", _("changed the planning")
    TEAM_CHANGED = "team_changed", _("changed the team")
    DECLARED = "declared", _("declared on conflicts of interest")
    RATED = "rated", _("rated")
    FINDING_ADDED = "finding_added", _("added a finding")
    FINDING_CHANGED = "finding_changed", _("changed a finding")
    FINDING_REMOVED = "finding_removed", _("removed a finding")
    ADVISED = "advised", _("set the advice")
    COMMENTED = "commented", _("commented")
    RESOLVED = "resolved", _("closed a comment thread")
    SUBMITTED = "submitted", _("submitted for review")
    RETURNED = "returned", _("returned it to the team")
    LOCKED = "locked", _("locked the judgement")
    UNLOCKED = "unlocked", _("unlocked the judgement")
    FINALISED = "finalised", _("finalised")
    AMENDED = "amended", _("started a new edition")
    MOVED = "moved", _("moved it to another version of the instrument")
