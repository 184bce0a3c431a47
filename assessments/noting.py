"""Findings: strengths, improvement points with their weight, examples of good practice with the criteria they meet."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import hold
from assessments.enums import PassageKind, Verb
from assessments.errors import Outdated
from assessments.events import record
from assessments.models import CriterionMet, Finding, Passage, PassageRevision, Rating
from assessments.typed import normalised
from assessments.workflow import Action
from portal.accounts.models import User
from rubric.enums import FindingKind
from rubric.models import PracticeCriterion


@transaction.atomic
def add_finding(
    *, reference: str, scale_id: int, kind: str, weight: str, text: str, criteria: Collection[int], actor: User
) -> Finding:
    """Adds a finding beneath a scale, at the end.

    Raises ValidationError for a text that shows nothing and for what doesn't fit together.
    """
    if not (text := normalised(text)):
        raise ValidationError({"text": _("Write down what was found.")})
    assessment = hold(reference=reference, actor=actor, action=Action.NOTE)
    rating = assessment.ratings.select_related("scale__version__instrument").get(scale=scale_id)
    last = rating.findings.aggregate(last=Max("position"))["last"] or 0
    finding = Finding(rating=rating, kind=kind, weight=weight, position=last + 1)
    finding.full_clean()
    finding.save()
    _set_criteria(finding, rating, criteria)
    now = timezone.now()
    passage = Passage.objects.create(
        assessment=assessment,
        kind=PassageKind.FINDING,
        finding=finding,
        text=text,
        revision=1,
        changed_by=actor,
        changed_at=now,
    )
    PassageRevision.objects.create(passage=passage, number=1, text=text, author=actor, at=now)
    _record(assessment, actor, Verb.FINDING_ADDED, now, finding)
    return finding


@transaction.atomic
def change_finding(
    *, reference: str, finding_id: int, kind: str, weight: str, criteria: Collection[int], seen: int, actor: User
) -> None:
    """Changes what a finding is; its text is a passage of its own. Raises Outdated where somebody else changed it."""
    assessment = hold(reference=reference, actor=actor, action=Action.NOTE)
    finding = _finding(assessment, finding_id)
    finding.kind, finding.weight = kind, weight
    finding.full_clean()
    updated = Finding.objects.filter(pk=finding.pk, revision=seen).update(
        kind=kind, weight=weight, revision=F("revision") + 1
    )
    if not updated:
        raise Outdated
    finding.criteria_met.all().delete()
    _set_criteria(finding, finding.rating, criteria)
    _record(assessment, actor, Verb.FINDING_CHANGED, timezone.now(), finding)


@transaction.atomic
def remove_finding(*, reference: str, finding_id: int, seen: int, actor: User) -> None:
    """Removes a finding; its last text stays in the event.

    Raises Outdated where its kind or text changed since, ValidationError where a text waits beside it.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.NOTE)
    finding = _finding(assessment, finding_id)
    if finding.revision + finding.passage.revision != seen:
        raise Outdated
    if finding.passage.proposals.filter(decided_at=None).exists():
        raise ValidationError(_("First decide on the text that waits beside that of this finding."))
    _record(assessment, actor, Verb.FINDING_REMOVED, timezone.now(), finding, text=finding.passage.text)
    finding.delete()


def _finding(assessment, finding_id: int) -> Finding:
    rows = Finding.objects.select_related("rating__scale__version__instrument", "passage")
    return rows.get(pk=finding_id, rating__assessment=assessment)


def _set_criteria(finding: Finding, rating: Rating, criteria: Collection[int]) -> None:
    if criteria and finding.kind != FindingKind.GOOD_PRACTICE:
        raise ValidationError({"criteria": _("Only an example of good practice has criteria.")})
    known = PracticeCriterion.objects.filter(version=rating.scale.version_id, pk__in=criteria)
    if len(known) != len(set(criteria)):
        raise ValidationError({"criteria": _("A criterion does not belong to this instrument.")})
    CriterionMet.objects.bulk_create(CriterionMet(finding=finding, criterion=criterion) for criterion in known)


def _record(assessment, actor, verb, at, finding, **more) -> None:
    scale = finding.rating.scale
    record(
        assessment=assessment,
        actor=actor,
        verb=verb,
        at=at,
        instrument=scale.version.instrument.code,
        scale=scale.code,
        finding=finding.pk,
        kind=finding.kind,
        weight=finding.weight,
        **more,
    )
