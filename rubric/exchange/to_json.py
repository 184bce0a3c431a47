"""The grid of a version as plain JSON, for whoever wants to read it by a script."""

from typing import Any

from rubric.exchange.to_case import Publication
from rubric.manuscript import Manuscript, StatementPart


def to_json(content: Manuscript, publication: Publication) -> dict[str, Any]:
    return {
        "instrument": content.instrument,
        "version": content.version,
        "status": publication.status,
        "url": publication.page,
        "language": content.language,
        "title": content.title,
        "quality_area": content.quality_area,
        "scope": content.scope,
        "valid_from": content.valid_from or None,
        "valid_to": publication.valid_to or None,
        "changed_at": publication.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "content_sha256": content.content_sha256,
        "source": {"name": content.source, "sha256": content.source_sha256},
        "introduction": content.introduction,
        "target_explanation": content.target_explanation,
        "good_practice": {
            "definition": content.good_practice_definition,
            "criteria": [{"code": one.code, "text": one.text} for one in content.criteria],
        },
        "levels": [
            {
                "position": position,
                "code": level.code,
                "title": level.title,
                "title_en": level.title_en or None,
                "legend": level.legend,
                "target": level.target,
            }
            for position, level in enumerate(content.levels, 1)
        ],
        "scales": [
            {
                "position": position,
                "code": scale.code,
                "title": scale.title,
                "levels": {code: _descriptor(statements) for code, statements in scale.levels.items()},
            }
            for position, scale in enumerate(content.scales, 1)
        ],
    }


def _descriptor(statements: list[StatementPart]) -> dict[str, Any]:
    return {
        "text": " ".join(one.text for one in statements),
        "sentences": [{"text": one.text, "erratum": one.erratum or None} for one in statements],
    }
