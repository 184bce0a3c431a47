"""Moving a draft to a newer version of one of its instruments. All the work follows, or nothing is moved."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from assessments.access import hold
from assessments.counterparts import Keys, keys, obstacles, statement_keys
from assessments.dossier import ScaleWork, dossier_of
from assessments.enums import Verb
from assessments.errors import NotReady, Outdated
from assessments.events import record
from assessments.models import (
    Assessment,
    CriterionMet,
    FirstRating,
    Passage,
    Rating,
    Scope,
    StatementMark,
    Thread,
)
from assessments.planning import add_empty_work
from assessments.readiness import Need, scale_url
from assessments.workflow import Action
from portal.accounts.models import User
from rubric.comparing import Changes, changes
from rubric.models import InstrumentVersion
from rubric.reading import text_of
from rubric.version_text import VersionText


@dataclass(frozen=True)
class Prospect:
    """What moving would bring: the two texts, what differs, and what stands in the way.

    `reworded`: the rated scales whose words at the chosen level change, or that level itself, each with the address of
    its page: to be looked at.
    """

    old: VersionText
    new: VersionText
    changes: Changes
    obstacles: list[Need]
    reworded: list[tuple[ScaleWork, str]]


def newer_versions(assessment: Assessment) -> QuerySet[InstrumentVersion]:
    """The published versions that came after those in scope, oldest first, each with `replaces`, the number there."""
    scoped = assessment.scopes.values("version")
    return InstrumentVersion.objects.newer_than(scoped).select_related("instrument")


def prospect_of(assessment: Assessment, *, instrument: str, number: str) -> Prospect:
    """What moving to that version would bring. Raises Outdated where the assessment is there already.

    Raises InstrumentVersion.DoesNotExist where it is no newer published version of an instrument in scope.
    """
    scope = _scope(assessment, instrument)
    if scope.version.number == number:
        raise Outdated
    newer = newer_versions(assessment).get(instrument__code=instrument, number=number)
    old, new = text_of(scope.version), text_of(newer)
    dossier, differ = dossier_of(assessment), changes(old, new)
    return Prospect(
        old=old,
        new=new,
        changes=differ,
        obstacles=obstacles(dossier, old, new),
        reworded=[
            (work, scale_url(dossier, work))
            for work in dossier.scales
            if work.version.id == old.id and _is_reworded(work, differ)
        ],
    )


def _scope(assessment: Assessment, instrument: str) -> Scope:
    scope = assessment.scopes.select_related("version__instrument").filter(version__instrument__code=instrument).first()
    if scope is None:
        raise InstrumentVersion.DoesNotExist
    return scope


def _is_reworded(work: ScaleWork, differ: Changes) -> bool:
    if work.level is None:
        return False
    return (work.scale.code, work.level.code) in differ.descriptors or work.level.code in differ.levels.changed


@transaction.atomic
def move(*, reference: str, instrument: str, number: str, seen: int, actor: User) -> None:
    """Binds the assessment to that version of an instrument instead of the one in scope; the work follows by code.

    Raises NotReady with what stands in the way, Outdated where the assessment changed since `seen`, and otherwise as
    `prospect_of` and `hold` do. Source: a running assessment keeps its version until its coordinator moves it.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.MOVE)
    if not Assessment.objects.filter(pk=assessment.pk, revision=seen).update(revision=F("revision") + 1):
        raise Outdated
    prospect = prospect_of(assessment, instrument=instrument, number=number)
    if prospect.obstacles:
        raise NotReady(prospect.obstacles)
    old, new = prospect.old, prospect.new
    if not assessment.scopes.filter(version=old.id).update(version=new.id):
        raise Outdated
    _drop_removed_scales(assessment, old, new)
    _carry_over(assessment, old, new)
    _add_new_scales(assessment, old, new)
    record(
        assessment=assessment,
        actor=actor,
        verb=Verb.MOVED,
        at=timezone.now(),
        instrument=instrument,
        old=old.number,
        new=new.number,
        content=new.content_sha256,
        reworded=[work.scale.code for work, _url in prospect.reworded],
    )


def _drop_removed_scales(assessment: Assessment, old: VersionText, new: VersionText) -> None:
    """Nothing was ever done there: that would have stood in the way."""
    kept = keys(old.scales, new.scales)
    removed = [scale.id for scale in old.scales if scale.id not in kept]
    Passage.objects.filter(assessment=assessment, scale__in=removed).delete()
    Rating.objects.filter(assessment=assessment, scale__in=removed).delete()


def _carry_over(assessment: Assessment, old: VersionText, new: VersionText) -> None:
    """Everything that hangs on a key of the old version hangs on its counterpart from now on.

    A rating's revision grows, so that a page that was opened before doesn't rate by words that it doesn't show.
    """
    scales, levels = keys(old.scales, new.scales), keys(old.levels, new.levels)
    ratings = Rating.objects.filter(assessment=assessment, scale__in=scales)
    ratings.update(scale=_in_place_of("scale", scales), level=_in_place_of("level", levels), revision=F("revision") + 1)
    first = FirstRating.objects.filter(assessment=assessment, scale__in=scales)
    first.update(scale=_in_place_of("scale", scales), level=_in_place_of("level", levels))
    for model in (Passage, Thread):
        model.objects.filter(assessment=assessment, scale__in=scales).update(scale=_in_place_of("scale", scales))
    if criteria := keys(old.criteria, new.criteria):
        met = CriterionMet.objects.filter(finding__rating__assessment=assessment, criterion__in=criteria)
        met.update(criterion=_in_place_of("criterion", criteria))
    marks = StatementMark.objects.filter(rating__assessment=assessment)
    statements = statement_keys(old, new)
    for mark in marks.filter(statement__in=statements):
        marks.filter(pk=mark.pk).update(statement=statements[mark.statement_id])


def _in_place_of(field: str, counterparts: Keys) -> Case:
    whens = [When(**{field: before}, then=Value(after)) for before, after in counterparts.items()]
    return Case(*whens, default=F(field), output_field=IntegerField())


def _add_new_scales(assessment: Assessment, old: VersionText, new: VersionText) -> None:
    """Each scale that is new gets what planning gives."""
    known = set(keys(old.scales, new.scales).values())
    add_empty_work(assessment, [scale.id for scale in new.scales if scale.id not in known])
