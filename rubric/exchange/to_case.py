"""A version as a 1EdTech CASE 1.1 CFPackage: a rubric per scale, its levels as qualities, without any points.

What CASE has no field for stands in `extensions`, so that reading the package gives the manuscript back whole.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rubric.exchange.case_fields import OURS, STATUS, identifier
from rubric.manuscript import LevelPart, Manuscript, ScalePart, StatementPart

Data = dict[str, Any]
CREATOR = "Onderwijsinspectie"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a version is besides its text. `page`: its public address, without anything that a request says."""

    page: str
    status: str
    changed_at: datetime
    valid_to: str = ""


def to_case(content: Manuscript, publication: Publication) -> Data:
    return _Package(content, publication).data()


class _Package:
    def __init__(self, content: Manuscript, publication: Publication):
        self.content, self.publication = content, publication
        self.changed = publication.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def data(self) -> Data:
        return {
            "CFDocument": self._document(),
            "CFItems": [],
            "CFAssociations": [],
            "CFRubrics": [self._rubric(number, scale) for number, scale in enumerate(self.content.scales)],
        }

    def _known_by(self, uri: str, *path: str) -> Data:
        found = identifier(self.content.instrument, self.content.version, *path)
        return {"identifier": found, "uri": self.publication.page + uri, "lastChangeDateTime": self.changed}

    def _document(self) -> Data:
        content = self.content
        fields = {
            "caseVersion": "1.1",
            "creator": CREATOR,
            "title": content.title,
            "description": content.introduction,
            "notes": content.target_explanation,
            "subject": [content.quality_area] if content.quality_area else [],
            "language": content.language,
            "version": content.version,
            "adoptionStatus": STATUS[self.publication.status],
            "statusStartDate": content.valid_from,
            "statusEndDate": self.publication.valid_to,
        }
        return self._known_by("") | _said(fields) | {"extensions": {OURS: self._rest()}}

    def _rest(self) -> Data:
        """What CASE has no field for, in the words of the YAML form."""
        content = self.content
        criteria = [asdict(one) for one in content.criteria]
        practice = {"definition": content.good_practice_definition, "criteria": criteria}
        maybe = {
            "source": _said({"name": content.source, "sha256": content.source_sha256}),
            "good_practice": practice if content.good_practice_definition or criteria else None,
            "without_target": content.without_target,
        }
        return {
            "instrument": content.instrument,
            "scope": content.scope,
            "content_sha256": content.content_sha256,
            "levels": [_level(level) for level in content.levels],
        } | _said(maybe)

    def _rubric(self, number: int, scale: ScalePart) -> Data:
        rubric = self._known_by(f"#{scale.code}", scale.code)
        criterion = self._known_by("", scale.code, "criterion")
        # No place on the page is the criterion's alone; in the package itself there is one.
        criterion["uri"] = f"{self.publication.page.rstrip('/')}.case.json#/CFRubrics/{number}/CFRubricCriteria/0"
        return rubric | {
            "title": f"{scale.code} {scale.title}",
            "CFRubricCriteria": [
                criterion
                | _said({"category": self.content.quality_area})
                | {
                    "description": scale.title,
                    "position": 1,
                    "rubricId": rubric["identifier"],
                    "CFRubricCriterionLevels": [
                        self._step(position, level, scale, criterion["identifier"])
                        for position, level in enumerate(self.content.levels, 1)
                    ],
                }
            ],
            "extensions": {OURS: {"code": scale.code}},
        }

    def _step(self, position: int, level: LevelPart, scale: ScalePart, criterion: str) -> Data:
        statements = scale.levels.get(level.code, [])
        text = {"description": " ".join(one.text for one in statements), "quality": level.title}
        rest = {"code": level.code, "sentences": [_sentence(one) for one in statements]}
        return (
            self._known_by(f"#{scale.code}-{level.code}", scale.code, "criterion", level.code)
            | _said(text)
            | {"position": position, "rubricCriterionId": criterion, "extensions": [{OURS: rest}]}
        )


def _said(fields: Data) -> Data:
    """Fields that say something: CASE knows no null, and an empty text is no text."""
    return {name: value for name, value in fields.items() if value}


def _sentence(one: StatementPart) -> Data | str:
    return {"text": one.text, "erratum": one.erratum} if one.erratum else one.text


def _level(level: LevelPart) -> Data:
    always = {"code": level.code, "title": level.title, "short_title": level.short_title, "legend": level.legend}
    rules = [
        {"kind": rule.kind, "at_most": rule.at_most}
        | _said({"weights": rule.weights, "all_criteria": rule.all_criteria, "at_least": rule.at_least})
        for rule in level.expectations
    ]
    for rule in rules:
        if rule["at_most"] is None:
            del rule["at_most"]
    more = {"title_en": level.title_en, "short_title_en": level.short_title_en, "target": level.target}
    return always | _said(more | {"expectations": rules})
