"""The assessments that somebody works on, at a glance: read for the start page in five queries, whatever the rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from assessments.access import Standing
from assessments.enums import PassageKind, State
from assessments.judgement import Progress, held_against
from assessments.marks import Mark, mark_of, short_name
from assessments.models import Assessment, Comment, Finding, Passage, Rating, Thread
from portal.accounts.models import User
from portal.home.waiting import LIMIT
from portal.prepared import Prepared, padded
from rubric.reading import grid
from rubric.version_text import ScaleText, VersionText

VERSION = ("scale__version", "scale__version__content_sha256")  # what `grid` takes


@dataclass(frozen=True)
class ScaleGlance(Progress):
    """How far the work on one scale is, and which scale it is."""

    version: VersionText
    scale: ScaleText


@dataclass
class Glance:
    """One assessment under way. `waits_for_team`, `waits_for_reviewer`: open threads in which the other spoke last."""

    standing: Standing
    scales: list[ScaleGlance] = field(default_factory=list)
    waits_for_team: int = 0
    waits_for_reviewer: int = 0
    has_threads: bool = False
    has_advice_text: bool = False
    thread_scales: set[int] = field(default_factory=set)

    @property
    def assessment(self) -> Assessment:
        return self.standing.assessment

    @property
    def is_mixed(self) -> bool:
        return len({scale.version.id for scale in self.scales}) > 1

    def name_of(self, scale: ScaleGlance) -> str:
        return short_name(scale.version, scale.scale, mixed=self.is_mixed)

    def mark_of(self, scale: ScaleGlance) -> Mark:
        return mark_of(scale.version, scale.scale, scale.level, mixed=self.is_mixed)

    @property
    def is_ready_to_submit(self) -> bool:
        """Whether nothing is missing that `readiness.needs_of_submit` asks for; a test holds the two together."""
        read = self.assessment
        gaps = read.undeclared or read.conflicts or read.waiting_texts or not read.reviewer_id
        return self.next_scale is None and not gaps

    @property
    def is_ready_to_finalise(self) -> bool:
        """The same of `readiness.needs_of_finalise`."""
        is_judged = self.has_advice and self.assessment.is_locked
        return self.is_ready_to_submit and is_judged and not (self.waits_for_team or self.waits_for_reviewer)

    @property
    def has_advice(self) -> bool:
        return bool(self.assessment.advice) and self.has_advice_text

    @property
    def complete(self) -> int:
        return sum(scale.is_complete for scale in self.scales)

    @property
    def next_scale(self) -> ScaleGlance | None:
        """The first scale that still lacks something."""
        return next((scale for scale in self.scales if not scale.is_complete), None)

    @property
    def discussed_scale(self) -> ScaleGlance | None:
        """The first scale with an open thread."""
        return next((scale for scale in self.scales if scale.scale.id in self.thread_scales), None)


def _under_way(user: int) -> QuerySet:
    person = User(pk=user)
    # Not "state in …": for that SQLite reads everybody's assessments under way, along the index on the state.
    rows = Assessment.objects.granted_to(person).exclude(state=State.FINAL).with_standing(person).with_needs()
    return rows.select_related("centre").order_by("visit_start", "pk")[:LIMIT]


def _ratings(*assessments: int) -> QuerySet:
    rated = Rating.objects.filter(assessment__in=assessments, scale__version__scopes__assessment=F("assessment"))
    rated = rated.order_by("scale__version__scopes__position", "scale__position")
    return rated.values_list("pk", "assessment", "level", "scale", *VERSION)


def _findings(*assessments: int) -> QuerySet:
    """Rating, key, kind, weight and number of criteria met of each finding."""
    findings = Finding.objects.filter(rating__assessment__in=assessments).order_by()
    return findings.annotate(met=Count("criteria_met")).values_list("rating", "pk", "kind", "weight", "met")


def _texts(*assessments: int) -> QuerySet:
    """Assessment, kind, and scale or finding of each text that is not empty."""
    texts = Passage.objects.filter(assessment__in=assessments).exclude(text="")
    return texts.values_list("assessment", "kind", "scale", "finding")


def _threads(*assessments: int) -> QuerySet:
    """Assessment, scale, when it was resolved and who spoke last in each thread."""
    said = Comment.objects.filter(thread=OuterRef("pk")).order_by("-at", "-pk")
    threads = Thread.objects.filter(assessment__in=assessments).order_by()
    threads = threads.annotate(last=Subquery(said.values("author")[:1]))
    return threads.values_list("assessment", "scale", "resolved_at", "last")


_UNDER_WAY: Prepared[Any] = Prepared(_under_way)
_RATINGS, _FINDINGS, _TEXTS, _THREADS = (Prepared[tuple](build) for build in (_ratings, _findings, _texts, _threads))


def glances(user: User) -> list[Glance]:
    """The person's assessments that are not final, the earliest visit first."""
    found = {row.pk: Glance(Standing(user, row)) for row in _UNDER_WAY(user.pk)} if user.is_active else {}
    if found:
        _add_scales(found)
        _add_threads(found)
    return list(found.values())


def _add_scales(found: dict[int, Glance]) -> None:
    keys = padded(found, LIMIT)
    written = {(assessment_id, kind, scale or finding) for assessment_id, kind, scale, finding in _TEXTS(*keys)}
    described = {finding for _assessment, kind, finding in written if kind == PassageKind.FINDING}
    notes, empty = defaultdict(list), set()
    for rating_id, finding_id, kind, weight, met in _FINDINGS(*keys):
        notes[rating_id].append((kind, weight, met))
        if finding_id not in described:
            empty.add(rating_id)
    for pk, assessment_id, level_id, scale_id, *version_key in _RATINGS(*keys):
        version = grid(*version_key)
        level = version.level_by_id(level_id) if level_id else None
        found[assessment_id].scales.append(
            ScaleGlance(
                version=version,
                scale=version.scale_by_id(scale_id),
                level=level,
                is_written=(assessment_id, PassageKind.NARRATIVE, scale_id) in written,
                has_motivation=(assessment_id, PassageKind.MOTIVATION, scale_id) in written,
                contradictions=held_against(version, level, notes[pk]),
                findings_written=pk not in empty,
            )
        )
    for assessment_id, glance in found.items():
        glance.has_advice_text = (assessment_id, PassageKind.ADVICE, None) in written


def _add_threads(found: dict[int, Glance]) -> None:
    for assessment_id, scale_id, resolved_at, author in _THREADS(*padded(found, LIMIT)):
        glance = found[assessment_id]
        glance.has_threads = True
        if resolved_at:
            continue
        glance.thread_scales.add(scale_id)
        if author == glance.assessment.reviewer_id:
            glance.waits_for_team += 1
        else:
            glance.waits_for_reviewer += 1
