from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class FindingKind(models.TextChoices):
    """What a level's legend speaks of, and what a team therefore notes down."""

    STRENGTH = "strength", _("strength")
    IMPROVEMENT = "improvement_point", _("improvement point")
    GOOD_PRACTICE = "good_practice", _("good practice")


FINDING_SIGNS = {FindingKind.STRENGTH: "+", FindingKind.IMPROVEMENT: "△", FindingKind.GOOD_PRACTICE: "★"}


class Weight(models.TextChoices):
    """How much an improvement point weighs."""

    ESSENTIAL = "essential", _("essential")
    IMPORTANT = "important", _("important")
    MINOR = "minor", _("minor")
