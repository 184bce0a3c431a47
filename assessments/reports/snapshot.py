"""The snapshot: everything that a report shows, frozen as plain data when the assessment becomes final.

It holds no comments, no evidence, no events and nothing about pupils: only what leaves the house.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import F

from assessments.enums import PassageKind, TeamRole
from assessments.events import sha256
from assessments.models import Assessment, CriterionMet, Finding, Passage
from portal.accounts.models import User
from portal.centres.models import Centre
from rubric.models import InstrumentVersion, Level, PracticeCriterion, Statement

FORMAT = 1
Data = dict[str, Any]


def digest(snapshot: Data) -> str:
    """The hash that tells whether a snapshot is still what was issued."""
    return sha256(snapshot)


def take(*, assessment: Assessment, actor: User, at: datetime) -> Data:
    """The assessment as it is now, finalised by the actor at that moment. The same data gives the same bytes."""
    members = [
        {"name": member.user.name, "role": member.role}
        for member in assessment.memberships.select_related("user").order_by("user__family_name", "user__given_name")
    ]
    members.sort(key=lambda member: list(TeamRole.values).index(member["role"]))
    texts = _texts(assessment)
    return {
        "format": FORMAT,
        "reference": assessment.reference,
        "edition": assessment.edition,
        "school_year": assessment.school_year,
        "visit": {"start": assessment.visit_start.isoformat(), "end": assessment.visit_end.isoformat()},
        "centre": _centre(assessment.centre_id),
        "team": [member for member in members if member["role"] != TeamRole.REVIEWER],
        "reviewers": [member["name"] for member in members if member["role"] == TeamRole.REVIEWER],
        "synthesis_on": assessment.synthesis_on.isoformat() if assessment.synthesis_on else None,
        "advice": {"code": assessment.advice, "motivation": texts[PassageKind.ADVICE, None]},
        "instruments": _instruments(assessment, texts),
        "finalised": {"by": actor.name, "at": at.isoformat()},
    }


def _centre(centre_id: int) -> Data:
    centre = Centre.objects.select_related("board").get(pk=centre_id)
    told = ("institution_number", "name", "full_name", "network", "street", "postcode", "municipality", "clb")
    board = centre.board and {"institution_number": centre.board.institution_number, "name": centre.board.name}
    return {**{field: getattr(centre, field) for field in told}, "board": board}


def _texts(assessment: Assessment) -> dict[tuple[str, int | None], str]:
    """The texts by kind and by the scale or finding that they belong to."""
    texts: dict[tuple[str, int | None], str] = defaultdict(str)
    for passage in Passage.objects.filter(assessment=assessment).exclude(kind=PassageKind.CHAPTER):
        texts[passage.kind, passage.scale_id or passage.finding_id] = passage.text.strip()
    return texts


def _instruments(assessment: Assessment, texts: dict) -> list[Data]:
    versions = list(
        InstrumentVersion.objects.filter(scopes__assessment=assessment)
        .select_related("instrument")
        .order_by("scopes__position")
    )
    levels = _grouped(Level.objects.filter(version__in=versions), "version_id")
    criteria = _grouped(PracticeCriterion.objects.filter(version__in=versions), "version_id")
    scales = _scales(assessment, texts)
    return [
        {
            "code": version.instrument.code,
            **{field: getattr(version, field) for field in VERSION_FIELDS},
            "levels": [{field: getattr(level, field) for field in LEVEL_FIELDS} for level in levels[version.pk]],
            "criteria": [{"code": criterion.code, "text": criterion.text} for criterion in criteria[version.pk]],
            "scales": scales[version.pk],
        }
        for version in versions
    ]


VERSION_FIELDS = (
    "number",
    "language",
    "title",
    "quality_area",
    "scope",
    "target_explanation",
    "good_practice_definition",
    "source",
    "content_sha256",
)
LEVEL_FIELDS = (
    "position",
    "code",
    "title",
    "short_title",
    "title_en",
    "short_title_en",
    "legend",
    "is_target",
)


def _scales(assessment: Assessment, texts: dict) -> dict[int, list[Data]]:
    """The rated scales in order, by the version that they belong to."""
    findings, statements = _findings(assessment, texts), _descriptors(assessment)
    scales: dict[int, list[Data]] = defaultdict(list)
    for rating in assessment.ratings.select_related("scale", "level").order_by("scale__position"):
        scales[rating.scale.version_id].append(
            {
                "code": rating.scale.code,
                "title": rating.scale.title,
                "level": rating.level.code if rating.level else None,
                "descriptor": statements[rating.scale_id],
                "narrative": texts[PassageKind.NARRATIVE, rating.scale_id],
                "motivation": texts[PassageKind.MOTIVATION, rating.scale_id],
                "findings": findings[rating.pk],
            }
        )
    return scales


def _descriptors(assessment: Assessment) -> dict[int, list[str]]:
    """By scale: the sentences of the level that it was rated at."""
    reached = Statement.objects.filter(
        descriptor__scale__ratings__assessment=assessment, descriptor__scale__ratings__level=F("descriptor__level")
    )
    rows = reached.order_by("descriptor__scale", "position").values_list("descriptor__scale", "text")
    sentences: dict[int, list[str]] = defaultdict(list)
    for scale_id, text in rows:
        sentences[scale_id].append(text)
    return sentences


def _findings(assessment: Assessment, texts: dict) -> dict[int, list[Data]]:
    """By rating: the findings in their order, each with the codes of the criteria that it meets."""
    met: dict[int, list[str]] = defaultdict(list)
    rows = CriterionMet.objects.filter(finding__rating__assessment=assessment).order_by("criterion__position")
    for finding_id, code in rows.values_list("finding_id", "criterion__code"):
        met[finding_id].append(code)
    findings: dict[int, list[Data]] = defaultdict(list)
    for finding in Finding.objects.filter(rating__assessment=assessment).order_by("position", "pk"):
        findings[finding.rating_id].append(
            {
                "kind": finding.kind,
                "weight": finding.weight,
                "text": texts[PassageKind.FINDING, finding.pk],
                "criteria": met[finding.pk],
            }
        )
    return findings


def _grouped(rows, key: str) -> dict[int, list]:
    groups: dict[int, list] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
