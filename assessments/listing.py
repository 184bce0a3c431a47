"""The list of assessments: filters from the address, a page without counting, what each row shows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from assessments.enums import State
from assessments.marks import Mark, mark_of
from assessments.models import Assessment, Rating
from portal.accounts.models import User
from portal.paging import PAGE_SIZE, Page, page_number, page_of
from portal.prepared import Prepared, padded
from rubric.reading import grid
from rubric.version_text import VersionText


@dataclass(frozen=True)
class Filter:
    """What the address asks for; what it can't mean is left out."""

    state: str = ""
    centre: str = ""
    everything: bool = False  # inspectors: also final ones of others
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str], user: User) -> "Filter":
        return cls(
            state=query.get("state", "") if query.get("state") in State.values else "",
            centre=query.get("centre", "") if query.get("centre", "").isdecimal() else "",
            everything=user.is_administrator or query.get("all") == "1",
            page=page_number(query.get("page", "")),
        )

    def apply(self, rows: QuerySet) -> QuerySet:
        if self.state:
            rows = rows.filter(state=self.state)
        if self.centre:
            rows = rows.filter(centre__institution_number=self.centre)
        return rows


@dataclass
class Row:
    assessment: Assessment
    marks: list[Mark]
    url: str
    visit: str


def assessment_page(user: User, wanted: Filter) -> Page[Row]:
    """The rows that somebody may see and asked for, newest visit first; 2 queries."""
    every = Assessment.objects
    rows = every.visible_to(user) if wanted.everything else every.granted_to(user)
    return page_of(wanted.apply(rows).select_related("centre"), wanted.page).turned(lambda found: rows_of(found, user))


def _ratings(*assessments: int) -> QuerySet:
    ratings = Rating.objects.filter(assessment__in=assessments).order_by("scale__version", "scale__position")
    return ratings.values_list("assessment", "level", "scale", "scale__version", "scale__version__content_sha256")


_RATINGS: Prepared[tuple] = Prepared(_ratings)


def rows_of(assessments: list[Assessment], user: User) -> list[Row]:
    """The rows with their levels, in one query; administrators see levels of final assessments only."""
    readable = [a.pk for a in assessments if a.state == State.FINAL or not user.is_administrator]
    found: dict[int, list[tuple[VersionText, int, int | None]]] = defaultdict(list)
    ratings = _RATINGS(*padded(readable, PAGE_SIZE)) if readable else []
    for assessment_id, level_id, scale_id, version_id, sha256 in ratings:
        found[assessment_id].append((grid(version_id, sha256), scale_id, level_id))
    base = reverse("assessments:list")
    return [Row(each, _marks(found[each.pk]), f"{base}{each.reference}/", visit_days(each)) for each in assessments]


def _marks(rated: list[tuple[VersionText, int, int | None]]) -> list[Mark]:
    mixed = len({version.id for version, _scale, _level in rated}) > 1
    return [
        mark_of(version, version.scale_by_id(scale), version.level_by_id(level) if level else None, mixed=mixed)
        for version, scale, level in rated
    ]


def visit_days(assessment: Assessment) -> str:
    """The visit in words, as short as can be: “3–5 Nov 2026”."""
    start, end = assessment.visit_start, assessment.visit_end
    last = date_format(end, "SHORT_DATE_FORMAT")
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{date_format(start, 'MONTH_DAY_FORMAT' if start.year == end.year else 'SHORT_DATE_FORMAT')} – {last}"
