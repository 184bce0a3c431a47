"""Named reading queries on instrument versions."""

from typing import Any

from django.db import models
from django.db.models import Count

from rubric.enums import VersionStatus


class InstrumentVersionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InstrumentVersionQuerySet":
        """What is published is for everybody with an account, drafts are for administrators.

        `user` is whoever is signed in, known here by `is_active` and `is_administrator` only: this app knows no people.
        """
        if not user.is_active:
            return self.none()
        return self if user.is_administrator else self.exclude(status=VersionStatus.DRAFT)

    def listed(self) -> "InstrumentVersionQuerySet":
        """By instrument, the newest version first, with its instrument and `scale_count`."""
        return (
            self.select_related("instrument")
            .annotate(scale_count=Count("scales"))
            .order_by("instrument__code", "-valid_from", "-pk")
        )

    def for_reading(self) -> "InstrumentVersionQuerySet":
        """With what its page names: its instrument and its successor."""
        return self.select_related("instrument", "successor__instrument")
