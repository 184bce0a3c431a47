"""From a manuscript to rows and back: `manuscript_of` is the exact reverse of `fill`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from rubric.enums import VersionStatus
from rubric.exchange.nodes import RefusedFile
from rubric.manuscript import CriterionPart, ExpectationPart, LevelPart, Manuscript, ScalePart, StatementPart
from rubric.models import (
    Descriptor,
    Erratum,
    Expectation,
    Instrument,
    InstrumentVersion,
    Level,
    PracticeCriterion,
    Scale,
    Statement,
)
from rubric.reading import text_of
from rubric.version_text import VersionText


@dataclass(frozen=True, slots=True)
class Loaded:
    """`created` is false where the very same content was there already."""

    version: InstrumentVersion
    created: bool


@transaction.atomic
def store(*, path: Path, content: Manuscript) -> Loaded:
    """The published version that holds this content, made where it isn't there yet.

    Raises RefusedFile where this version holds other content already: what is published never changes.
    """
    Instrument.objects.get_or_create(code=content.instrument)
    # The lock makes a second loader wait and then find the version of the first.
    instrument = Instrument.objects.select_for_update().get(code=content.instrument)
    present = instrument.versions.filter(number=content.version).first()
    if present is None:
        return Loaded(_publish(instrument, content), created=True)
    if present.status != VersionStatus.DRAFT and present.content_sha256 == content.content_sha256:
        return Loaded(present, created=False)
    raise RefusedFile(
        path,
        1,
        f"version {content.version} of {content.instrument} is there already as {present.status}, with other content; "
        "give the changed text a version of its own",
    )


def _publish(instrument: Instrument, content: Manuscript) -> InstrumentVersion:
    """Fills a draft and publishes it last: from then on the database refuses changes."""
    version = add_draft(instrument, content)
    version.status, version.content_sha256 = VersionStatus.PUBLISHED, content.content_sha256
    version.published_at = timezone.now()
    version.save(update_fields=["status", "content_sha256", "published_at"])
    version.refresh_from_db()
    return version


def add_draft(instrument: Instrument, content: Manuscript, *, number: str = "") -> InstrumentVersion:
    """A new draft that holds this content, under this number or else the manuscript's own."""
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        number=number or content.version,
        language=content.language,
        title=content.title,
        quality_area=content.quality_area,
        scope=content.scope,
        introduction=content.introduction,
        target_explanation=content.target_explanation,
        good_practice_definition=content.good_practice_definition,
        valid_from=date.fromisoformat(content.valid_from) if content.valid_from else None,
        source=content.source,
        source_sha256=content.source_sha256,
        without_target=content.without_target,
    )
    fill(version, content)
    return version


def fill(version: InstrumentVersion, content: Manuscript) -> None:
    """Stores all parts (criteria, levels, scales with their sentences) under a draft that has none yet."""
    PracticeCriterion.objects.bulk_create(
        PracticeCriterion(version=version, position=position, code=part.code, text=part.text)
        for position, part in enumerate(content.criteria, 1)
    )
    _add_scales(version, content.scales, _add_levels(version, content.levels))


def _add_levels(version: InstrumentVersion, parts: list[LevelPart]) -> dict[str, Level]:
    """The stored levels under their codes."""
    levels = Level.objects.bulk_create(
        Level(
            version=version,
            position=position,
            code=part.code,
            title=part.title,
            short_title=part.short_title,
            title_en=part.title_en,
            short_title_en=part.short_title_en,
            legend=part.legend,
            is_target=part.target,
        )
        for position, part in enumerate(parts, 1)
    )
    Expectation.objects.bulk_create(
        Expectation(
            level=level,
            position=position,
            finding_kind=rule.kind,
            weights=rule.weights,
            all_criteria=rule.all_criteria,
            at_least=rule.at_least,
            at_most=rule.at_most,
        )
        for level, part in zip(levels, parts, strict=True)
        for position, rule in enumerate(part.expectations, 1)
    )
    return {level.code: level for level in levels}


def _add_scales(version: InstrumentVersion, parts: list[ScalePart], levels: dict[str, Level]) -> None:
    scales = Scale.objects.bulk_create(
        Scale(version=version, position=position, code=part.code, title=part.title)
        for position, part in enumerate(parts, 1)
    )
    sentences = [
        (Descriptor(scale=scale, level=levels[code]), statements)
        for scale, part in zip(scales, parts, strict=True)
        for code, statements in part.levels.items()
    ]
    Descriptor.objects.bulk_create(descriptor for descriptor, _ in sentences)
    stored = [
        (Statement(descriptor=descriptor, position=position, text=sentence.text), sentence.erratum)
        for descriptor, statements in sentences
        for position, sentence in enumerate(statements, 1)
    ]
    Statement.objects.bulk_create(statement for statement, _ in stored)
    Erratum.objects.bulk_create(Erratum(statement=statement, remark=remark) for statement, remark in stored if remark)


def manuscript_of(version: InstrumentVersion) -> Manuscript:
    """The whole content of a version that was read with its instrument, as plain values.

    No query for a published one that this process has read before, else five (see rubric.reading).
    """
    return written_out(version, text_of(version))


def written_out(version: InstrumentVersion, text: VersionText) -> Manuscript:
    """The manuscript of a version whose text is at hand. A level that a draft has no sentence for is an empty list."""
    return Manuscript(
        instrument=text.instrument_code,
        version=text.number,
        language=text.language,
        title=text.title,
        quality_area=text.quality_area,
        scope=text.scope,
        introduction=text.introduction,
        target_explanation=text.target_explanation,
        good_practice_definition=text.good_practice_definition,
        valid_from=version.valid_from.isoformat() if version.valid_from else "",
        source=text.source,
        source_sha256=text.source_sha256,
        criteria=[CriterionPart(criterion.code, criterion.text) for criterion in text.criteria],
        levels=[
            LevelPart(
                code=level.code,
                title=level.title,
                short_title=level.short_title,
                title_en=level.title_en,
                short_title_en=level.short_title_en,
                legend=level.legend,
                target=level.is_target,
                expectations=[
                    ExpectationPart(
                        rule.finding_kind, list(rule.weights), rule.all_criteria, rule.at_least, rule.at_most
                    )
                    for rule in level.expectations
                ],
            )
            for level in text.levels
        ],
        scales=[
            ScalePart(
                scale.code,
                scale.title,
                {
                    one.level.code: [StatementPart(part.text, " ".join(part.errata)) for part in one.statements]
                    for one in scale.descriptors
                },
            )
            for scale in text.scales
        ],
        without_target=version.without_target,
    )
