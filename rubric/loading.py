"""Brings an instrument file into the database, as a published version, all or nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from rubric.enums import VersionStatus
from rubric.exchange.from_yaml import manuscript
from rubric.exchange.nodes import RefusedFile
from rubric.manuscript import LevelPart, Manuscript, ScalePart
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

SHIPPED = Path(__file__).resolve().parent / "content" / "dbso-leerlingenbegeleiding.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """`created` is false where the very same content was there already."""

    version: InstrumentVersion
    created: bool


def load(path: Path) -> Loaded:
    """The published version that holds the file's content, made where it isn't there yet.

    Raises RefusedFile where the file breaks a rule, or where this version holds other content already: what is
    published never changes, so a changed text is a new version.
    """
    return store(path=path, content=manuscript(path))


@transaction.atomic
def store(*, path: Path, content: Manuscript) -> Loaded:
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
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        number=content.version,
        language=content.language,
        title=content.title,
        quality_area=content.quality_area,
        scope=content.scope,
        introduction=content.introduction,
        target_explanation=content.target_explanation,
        good_practice_definition=content.good_practice_definition,
        valid_from=content.valid_from or None,
        source=content.source,
        source_sha256=content.source_sha256,
        without_target=content.without_target,
    )
    PracticeCriterion.objects.bulk_create(
        PracticeCriterion(version=version, position=position, code=part.code, text=part.text)
        for position, part in enumerate(content.criteria, 1)
    )
    _add_scales(version, content.scales, _add_levels(version, content.levels))
    version.status, version.content_sha256 = VersionStatus.PUBLISHED, content.content_sha256
    version.published_at = timezone.now()
    version.save(update_fields=["status", "content_sha256", "published_at"])
    version.refresh_from_db()
    return version


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
