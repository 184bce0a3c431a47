"""What of one version of an instrument stands for what in the next, by code, and the work that would be lost there.

The work on an assessment follows to a newer version by the codes of scale, level and criterion, so that nothing of it
is lost. Where a code that holds work is gone, that stands in the way of moving.
"""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.dossier import Dossier, ScaleWork
from assessments.models import FirstRating, StatementMark
from assessments.readiness import Need, scale_url
from rubric.version_text import CriterionText, LevelText, ScaleText, VersionText

Keys = dict[int, int]
Coded = ScaleText | LevelText | CriterionText


def keys(old: Iterable[Coded], new: Iterable[Coded]) -> Keys:
    """The new key under the old one, by code; a part whose code is gone is left out."""
    after = {part.code: part.id for part in new}
    return {part.id: after[part.code] for part in old if part.code in after}


def statement_keys(old: VersionText, new: VersionText) -> Keys:
    """A mark says that the team saw what the sentence says: it follows to the same words under the same codes only."""
    after = dict(_statements(new))
    return {pk: after[words] for words, pk in _statements(old) if words in after}


def _statements(version: VersionText) -> Iterator[tuple[tuple[str, str, str], int]]:
    """Each sentence under its codes with its key."""
    for scale in version.scales:
        for part in scale.descriptors:
            for statement in part.statements:
                yield (scale.code, part.level.code, statement.text), statement.id


def obstacles(dossier: Dossier, old: VersionText, new: VersionText) -> list[Need]:
    """What stands in the way of moving from old to new, each with the place of that work. 2 queries."""
    works = [work for work in dossier.scales if work.version.id == old.id]
    scales, levels = keys(old.scales, new.scales), keys(old.levels, new.levels)
    found: list[Need] = []
    for work in works:
        if work.scale.id in scales:
            found += _in_the_way_at(dossier, work, levels, keys(old.criteria, new.criteria))
        elif held := ", ".join(_held(work)):
            words = _("%(code)s is no scale of the new version, and it holds: %(held)s")
            found.append(Need(words % {"code": dossier.name_of(work), "held": held}, False, scale_url(dossier, work)))
    by_scale = {work.scale.id: work for work in works}
    found += _first_ratings(dossier, by_scale, scales, levels)
    found += _marks(dossier, by_scale, statement_keys(old, new))
    return found


def _held(work: ScaleWork) -> Iterator[str]:
    """What the team did at a scale, in words. A text that was emptied still has its earlier versions."""
    if work.is_rated:
        yield _("a rating")
    if work.narrative.revision:
        yield _("a text for the report") if work.is_written else _("earlier versions of a text")
    if work.motivation.revision:
        yield _("a motivation")
    if work.findings:
        yield _("findings")
    if work.threads:
        yield _("comments")


def _in_the_way_at(dossier: Dossier, work: ScaleWork, levels: Keys, criteria: Keys) -> Iterator[Need]:
    """At a scale that stands in both versions: its level, or a criterion that a good practice meets, is gone."""
    code = dossier.name_of(work)
    if work.level and work.level.id not in levels:
        words = _("%(code)s is rated “%(level)s”, which is no level of the new version")
        yield Need(words % {"code": code, "level": work.level.name}, False, scale_url(dossier, work) + "#levels")
    for number, found in enumerate(work.findings, 1):
        gone = [one.text for one in work.version.criteria if one.id in found.criteria and one.id not in criteria]
        if gone:
            words = _("Finding %(number)d at %(code)s meets a criterion that the new version lacks: %(criteria)s")
            url = reverse("assessments:finding", args=[dossier.assessment.reference, found.finding.pk])
            yield Need(words % {"number": number, "code": code, "criteria": " ".join(gone)}, False, url)


def _first_ratings(dossier: Dossier, works: dict[int, ScaleWork], scales: Keys, levels: Keys) -> Iterator[Need]:
    rows = FirstRating.objects.filter(assessment=dossier.assessment, scale__in=works).select_related("member__user")
    for first in rows:
        if first.scale_id not in scales or first.level_id not in levels:
            work = works[first.scale_id]
            values = {"name": first.member.user.name, "code": dossier.name_of(work)}
            words = _("The first rating of %(name)s at %(code)s has no counterpart in the new version")
            yield Need(words % values, False, scale_url(dossier, work))


def _marks(dossier: Dossier, works: dict[int, ScaleWork], statements: Keys) -> Iterator[Need]:
    rows = StatementMark.objects.filter(rating__assessment=dossier.assessment, rating__scale__in=works)
    for scale_id, statement_id, text in rows.values_list("rating__scale", "statement", "statement__text"):
        if statement_id not in statements:
            words = _("A sentence that the team marked at %(code)s reads otherwise in the new version: “%(text)s”")
            work = works[scale_id]
            yield Need(
                words % {"code": dossier.name_of(work), "text": text}, False, scale_url(dossier, work) + "#levels"
            )
