"""Everything that a page or a check needs to know of the work on one assessment, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.enums import PassageKind, TeamRole
from assessments.judgement import Contradiction, Progress, held_against
from assessments.marks import short_name
from assessments.models import Assessment, Comment, Finding, Membership, Passage, Proposal, Rating, Thread
from portal.accounts.models import User
from portal.prepared import Prepared
from portal.texts import is_seen
from rubric.reading import grid
from rubric.version_text import LevelText, ScaleText, VersionText


@dataclass
class FindingWork:
    """A finding with its text, the ids of the criteria that it meets, and its place in the scale, from 1."""

    finding: Finding
    passage: Passage
    criteria: frozenset[int]
    number: int

    @property
    def name(self) -> str:
        words = {"number": self.number, "kind": self.finding.get_kind_display()}
        return _("finding %(number)d (%(kind)s)") % words

    @property
    def is_written(self) -> bool:
        return is_seen(self.passage.text)

    @property
    def seen(self) -> int:
        """What must not have changed when somebody removes it: its kind and its text."""
        return self.finding.revision + self.passage.revision


@dataclass
class ThreadWork:
    thread: Thread
    comments: list[Comment]


@dataclass
class ScaleWork:
    """The work on one scale: rating, texts, findings in order, comments."""

    version: VersionText
    scale: ScaleText
    rating: Rating
    narrative: Passage
    motivation: Passage
    findings: list[FindingWork]
    threads: list[ThreadWork]

    @property
    def level(self) -> LevelText | None:
        return self.version.level_by_id(self.rating.level_id) if self.rating.level_id else None

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """What the chosen level's legend says against the findings; nothing before the scale is rated."""
        found = ((work.finding.kind, work.finding.weight, len(work.criteria)) for work in self.findings)
        return held_against(self.version, self.level, found)

    def waiting(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Those of the proposals that wait beside a text of this scale."""
        texts = {self.narrative.pk, self.motivation.pk, *(work.passage.pk for work in self.findings)}
        return [proposal for proposal in proposals if proposal.passage_id in texts]

    @property
    def is_rated(self) -> bool:
        return self.level is not None

    @property
    def is_written(self) -> bool:
        return is_seen(self.narrative.text)

    @property
    def progress(self) -> Progress:
        return Progress(
            level=self.level,
            is_written=self.is_written,
            has_motivation=is_seen(self.motivation.text),
            contradictions=self.contradictions,
            findings_written=all(found.is_written for found in self.findings),
        )

    @property
    def is_motivated(self) -> bool:
        return self.progress.is_motivated

    @property
    def is_complete(self) -> bool:
        return self.progress.is_complete

    @property
    def is_begun(self) -> bool:
        return self.is_rated or self.is_written or bool(self.findings)

    @property
    def open_threads(self) -> int:
        return sum(work.thread.resolved_at is None for work in self.threads)


@dataclass
class Dossier:
    assessment: Assessment
    memberships: list[Membership]
    scales: list[ScaleWork]
    advice: Passage
    proposals: list[Proposal]
    threads: list[ThreadWork] = field(default_factory=list)

    def scale(self, instrument_code: str, scale_code: str) -> ScaleWork | None:
        """The work on one scale by its codes, None where it is out of scope."""
        return next(
            (
                work
                for work in self.scales
                if (work.version.instrument_code, work.scale.code) == (instrument_code, scale_code)
            ),
            None,
        )

    @property
    def versions(self) -> list[VersionText]:
        """The instrument versions in scope, in order."""
        return list({work.version.id: work.version for work in self.scales}.values())

    @cached_property
    def is_mixed(self) -> bool:
        """Whether it covers several instruments, so that a scale's code alone may stand for two scales."""
        return len(self.versions) > 1

    def name_of(self, work: ScaleWork) -> str:
        return short_name(work.version, work.scale, mixed=self.is_mixed)

    @property
    def reviewer(self) -> Membership | None:
        return next((member for member in self.memberships if member.role == TeamRole.REVIEWER), None)

    @property
    def team(self) -> list[Membership]:
        return [member for member in self.memberships if member.in_team]

    @property
    def open_threads(self) -> int:
        everywhere = [work.thread for work in self.threads] + [t.thread for scale in self.scales for t in scale.threads]
        return sum(thread.resolved_at is None for thread in everywhere)


_MEMBERSHIPS: Prepared[Membership] = Prepared(
    lambda assessment: Membership.objects.filter(assessment=assessment).select_related("user")
)
_PASSAGES: Prepared[Passage] = Prepared(lambda assessment: Passage.objects.filter(assessment=assessment))
_COMMENTS: Prepared[Comment] = Prepared(
    lambda assessment: Comment.objects.filter(thread__assessment=assessment).select_related("thread")
)
_PROPOSALS: Prepared[Proposal] = Prepared(
    lambda assessment: Proposal.objects.filter(passage__assessment=assessment, decided_at=None)
)
_FINDINGS: Prepared[Any] = Prepared(  # a row for each criterion that a finding meets
    lambda assessment: Finding.objects.filter(rating__assessment=assessment).annotate(
        criterion_id=F("criteria_met__criterion")
    )
)
_RATINGS: Prepared[Any] = Prepared(
    lambda assessment: (
        Rating.objects.filter(assessment=assessment, scale__version__scopes__assessment=F("assessment"))
        .annotate(version_id=F("scale__version"), version_sha256=F("scale__version__content_sha256"))
        .order_by("scale__version__scopes__position", "scale__position")
    )
)


def dossier_of(assessment: Assessment) -> Dossier:
    """Reads it all: 6 queries, 7 where somebody who left the team wrote in it.

    And those of `rubric.reading.grid` when a process first meets a version.
    """
    memberships, passages = _MEMBERSHIPS(assessment.pk), _PASSAGES(assessment.pk)
    comments, proposals = _COMMENTS(assessment.pk), _PROPOSALS(assessment.pk)
    _name_authors(memberships, passages, comments, proposals)
    of_scale = {(passage.kind, passage.scale_id): passage for passage in passages if passage.scale_id}
    findings, threads = _findings(assessment, passages), _threads(comments)
    scales = []
    for rating in _RATINGS(assessment.pk):
        version = grid(rating.version_id, rating.version_sha256)
        scales.append(
            ScaleWork(
                version=version,
                scale=version.scale_by_id(rating.scale_id),
                rating=rating,
                narrative=of_scale[PassageKind.NARRATIVE, rating.scale_id],
                motivation=of_scale[PassageKind.MOTIVATION, rating.scale_id],
                findings=findings[rating.pk],
                threads=threads[rating.scale_id],
            )
        )
    return Dossier(
        assessment=assessment,
        memberships=memberships,
        scales=scales,
        advice=next(passage for passage in passages if passage.kind == PassageKind.ADVICE),
        proposals=proposals,
        threads=threads[None],
    )


def _name_authors(
    memberships: list[Membership], passages: list[Passage], comments: list[Comment], proposals: list[Proposal]
) -> None:
    """Gives each text its author: mostly people of the team, who were read already, so no query joins with people."""
    people = {member.user_id: member.user for member in memberships}
    said: list[Comment | Proposal] = [*comments, *proposals]
    written = {passage.changed_by_id for passage in passages if passage.changed_by_id}
    if others := (written | {text.author_id for text in said}) - set(people):
        people |= User.objects.in_bulk(others)
    for passage in passages:
        if passage.changed_by_id:
            passage.changed_by = people[passage.changed_by_id]
    for text in said:
        text.author = people[text.author_id]


def _findings(assessment: Assessment, passages: list[Passage]) -> dict[int, list[FindingWork]]:
    """The findings by rating, in order. One row per criterion that a finding meets, so that one query does."""
    texts = {passage.finding_id: passage for passage in passages if passage.finding_id}
    works: dict[int, list[FindingWork]] = defaultdict(list)
    for _key, same in groupby(_FINDINGS(assessment.pk), key=attrgetter("pk")):
        finding, *more = same
        criteria = frozenset(row.criterion_id for row in (finding, *more) if row.criterion_id)
        of_rating = works[finding.rating_id]
        of_rating.append(FindingWork(finding, texts[finding.pk], criteria, len(of_rating) + 1))
    return works


def _threads(comments: list[Comment]) -> dict[int | None, list[ThreadWork]]:
    """The threads by scale (None: on the whole), in the order of their first comment."""
    said = defaultdict(list)
    for comment in comments:
        said[comment.thread_id].append(comment)
    threads = defaultdict(list)
    for of_thread in said.values():
        threads[of_thread[0].thread.scale_id].append(ThreadWork(of_thread[0].thread, of_thread))
    return threads
