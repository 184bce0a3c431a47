"""Named reading queries on instrument versions."""

from typing import Any

from django.db import models
from django.db.models import Count, F, Q

from rubric.enums import VersionStatus


class InstrumentVersionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InstrumentVersionQuerySet":
        """What is published is for everybody, signed in or not; drafts are for administrators.

        `user` is whoever asks, known here by `is_active` and `is_administrator` only: this app knows no people.
        """
        if not user.is_authenticated:
            return self.exclude(status=VersionStatus.DRAFT)
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

    def named(self, code: str, number: str) -> "InstrumentVersionQuerySet":
        return self.filter(instrument__code=code, number=number)

    def for_reading(self) -> "InstrumentVersionQuerySet":
        """With what its page names: its instrument and its successor."""
        return self.select_related("instrument", "successor__instrument")

    def newer_than(self, versions: Any) -> "InstrumentVersionQuerySet":
        """The published versions that came after one of these (keys, or a query for them) of the same instrument.

        Oldest first, each with `replaces`: the number of that one. Those published before moments of publishing were
        kept count by their keys.
        """
        before = "instrument__versions"
        later = Q(published_at__gt=F(f"{before}__published_at")) | Q(
            **{f"{before}__published_at": None}, pk__gt=F(f"{before}__pk")
        )
        rows = self.filter(later, status=VersionStatus.PUBLISHED, **{f"{before}__in": versions})
        return rows.annotate(replaces=F(f"{before}__number")).order_by("instrument__code", "published_at", "pk")
