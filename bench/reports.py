"""Reports of final assessments, in bulk."""

from typing import Any

from assessments.models import Assessment
from assessments.reports import snapshot
from assessments.reports.models import Report
from bench.work import LEVELS
from bench.world import NOW, World


class Reports:
    """Reports with real snapshots: taken once for each sequence of levels, then told of other centres and days."""

    def __init__(self, made: World):
        self.made = made
        self.taken: dict[int, dict[str, Any]] = {}

    def add(self, batch: list[Assessment]) -> None:
        Report.objects.bulk_create(
            Report(
                assessment=one,
                edition=1,
                snapshot=data,
                snapshot_sha256=snapshot.digest(data),
                pdf=f"reports/{one.pk}.pdf",
                pdf_sha256="0" * 64,
                issued_at=one.finalised_at,
            )
            for one in batch
            for data in [self.snapshot(one)]
        )

    def snapshot(self, one: Assessment) -> dict[str, Any]:
        kind = one.pk % len(LEVELS)
        if kind not in self.taken:
            self.taken[kind] = snapshot.take(assessment=one, actor=self.made.others[0], at=NOW)
        centre = {**self.taken[kind]["centre"], "institution_number": one.centre.institution_number}
        return {
            **self.taken[kind],
            "reference": one.reference,
            "centre": {**centre, "name": one.centre.name, "full_name": one.centre.full_name},
            "visit": {"start": one.visit_start.isoformat(), "end": one.visit_end.isoformat()},
        }
