"""Reads the whole text of a version into plain values (rubric.version_text), so that pages need no query for it.

A published version never changes, which its database triggers see to: each process keeps the last few that it read.
What may still change (status, end of validity, successor) is no part of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from rubric.enums import VersionStatus
from rubric.models import Expectation, InstrumentVersion, Statement
from rubric.version_text import (
    CriterionText,
    DescriptorText,
    ExpectationText,
    LevelText,
    ScaleText,
    StatementText,
    VersionText,
)


def grid(version_id: int, content_sha256: str = "") -> VersionText:
    """The text of a version; raises InstrumentVersion.DoesNotExist.

    No query where the caller knows the hash (a draft has none) and this process has read the version before;
    one more without the hash; six the first time, of which one is for the version itself.
    """
    if content_sha256:
        return _kept(_Wanted(version_id, content_sha256))
    return text_of(InstrumentVersion.objects.select_related("instrument").get(pk=version_id))


def text_of(version: InstrumentVersion) -> VersionText:
    """The text of a version that was read with its instrument: no query where this process has read it before."""
    if version.status == VersionStatus.DRAFT:
        return _read(version)
    return _kept(_Wanted(version.pk, version.content_sha256, version))


def read_anew(version: InstrumentVersion) -> VersionText:
    """The text as the database holds it now, past what this process keeps: for what publishes and checks."""
    return _read(version)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A published version by key and hash: another text is never taken for this one.

    `row`: where the caller has read it already, that is a query less; no part of the key.
    """

    pk: int
    content_sha256: str
    row: InstrumentVersion | None = field(default=None, compare=False)


@lru_cache(maxsize=32)
def _kept(wanted: _Wanted) -> VersionText:
    rows = InstrumentVersion.objects.select_related("instrument")
    return _read(wanted.row or rows.get(pk=wanted.pk, content_sha256=wanted.content_sha256))


def forget() -> None:
    """Drops what this process keeps: for tests, which throw their database away."""
    _kept.cache_clear()


def _read(version: InstrumentVersion) -> VersionText:
    levels = _levels(version)
    return VersionText(
        id=version.pk,
        instrument_code=version.instrument.code,
        number=version.number,
        language=version.language,
        title=version.title,
        quality_area=version.quality_area,
        scope=version.scope,
        introduction=version.introduction,
        target_explanation=version.target_explanation,
        good_practice_definition=version.good_practice_definition,
        source=version.source,
        source_sha256=version.source_sha256,
        content_sha256=version.content_sha256,
        levels=levels,
        criteria=tuple(
            CriterionText(*row) for row in version.practice_criteria.values_list("id", "position", "code", "text")
        ),
        scales=_scales(version, levels),
    )


def _levels(version: InstrumentVersion) -> tuple[LevelText, ...]:
    expectations: dict[int, list[ExpectationText]] = {}
    for rule in Expectation.objects.filter(level__version=version).order_by("level__position", "position"):
        expectations.setdefault(rule.level_id, []).append(
            ExpectationText(rule.finding_kind, tuple(rule.weights), rule.all_criteria, rule.at_least, rule.at_most)
        )
    return tuple(
        LevelText(
            id=level.pk,
            position=level.position,
            code=level.code,
            title=level.title,
            short_title=level.short_title,
            title_en=level.title_en,
            short_title_en=level.short_title_en,
            legend=level.legend,
            is_target=level.is_target,
            expectations=tuple(expectations.get(level.pk, ())),
        )
        for level in version.levels.all()
    )


def _scales(version: InstrumentVersion, levels: tuple[LevelText, ...]) -> tuple[ScaleText, ...]:
    statements = _statements(version)
    return tuple(
        ScaleText(pk, position, code, title, tuple(_descriptors(pk, levels, statements)))
        for pk, position, code, title in version.scales.values_list("id", "position", "code", "title")
    )


def _statements(version: InstrumentVersion) -> dict[tuple[int, int], tuple[StatementText, ...]]:
    """The statements under (scale, level). One row per statement and erratum, so that one query does."""
    rows = (
        Statement.objects.filter(descriptor__scale__version=version)
        .order_by("descriptor_id", "position", "errata__id")
        .values_list("descriptor__scale_id", "descriptor__level_id", "id", "text", "errata__remark")
    )
    found: dict[tuple[int, int], tuple[StatementText, ...]] = {}
    for (scale, level, pk, text), group in groupby(rows, key=lambda row: row[:4]):
        errata = tuple(row[4] for row in group if row[4])
        found[scale, level] = (*found.get((scale, level), ()), StatementText(pk, text, errata))
    return found


def _descriptors(
    scale_id: int, levels: tuple[LevelText, ...], statements: dict[tuple[int, int], tuple[StatementText, ...]]
) -> Iterable[DescriptorText]:
    previous: LevelText | None = None
    before: tuple[StatementText, ...] = ()
    for level in levels:
        own = statements.get((scale_id, level.id), ())
        same = [one.text for one in own[: len(before)]] == [one.text for one in before]
        begins_with_it = bool(before) and same and len(own) > len(before)
        yield DescriptorText(level, own, previous, own[len(before) :] if begins_with_it else None)
        previous, before = level, own
