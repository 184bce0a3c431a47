"""The content of an instrument version as plain values: what each form of exchange is read into and made from."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ExpectationPart:
    kind: str
    weights: list[str]
    all_criteria: bool
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class LevelPart:
    code: str
    title: str
    short_title: str
    title_en: str
    short_title_en: str
    legend: str
    target: bool
    expectations: list[ExpectationPart]


@dataclass(frozen=True, slots=True)
class CriterionPart:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class StatementPart:
    text: str
    erratum: str


@dataclass(frozen=True, slots=True)
class ScalePart:
    """`levels`: the statements under each level's code."""

    code: str
    title: str
    levels: dict[str, list[StatementPart]]


@dataclass(frozen=True, slots=True)
class Manuscript:
    instrument: str
    version: str
    language: str
    title: str
    quality_area: str
    scope: str
    introduction: str
    target_explanation: str
    good_practice_definition: str
    valid_from: str
    source: str
    source_sha256: str
    criteria: list[CriterionPart]
    levels: list[LevelPart]
    scales: list[ScalePart]
    without_target: bool = False

    @property
    def content_sha256(self) -> str:
        """The fingerprint of the content: SHA-256 of it as JSON with sorted keys, whatever the file's layout.

        What was added to the form later counts only where it says something, so that published fingerprints stay.
        """
        content = asdict(self) | {"version_line": 0}
        if not self.without_target:
            del content["without_target"]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
