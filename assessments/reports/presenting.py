"""The snapshot in words and in order, for the page, the PDF and the mail alike. Reads nothing but the snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import get_text_list, slugify
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.enums import Advice, TeamRole
from assessments.reports.distance import distance
from rubric.enums import FINDING_SIGNS, FindingKind, Weight

Data = dict[str, Any]


@dataclass(frozen=True)
class LevelView:
    """A level of the version, `reached` and `chosen` as seen from one scale."""

    position: int
    name: str
    short_name: str
    legend: str
    is_target: bool
    reached: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class FindingView:
    sign: str
    label: str
    weight: str
    text: str
    criteria: list[str]


@dataclass(frozen=True)
class ScaleView:
    code: str
    title: str
    anchor: str
    levels: list[LevelView]
    descriptor: list[str]
    narrative: str
    motivation: str
    findings: list[FindingView]
    praised: bool

    @cached_property
    def level(self) -> LevelView | None:
        return next((level for level in self.levels if level.chosen), None)

    @property
    def position(self) -> int:
        return self.level.position if self.level else 0

    @cached_property
    def target(self) -> int:
        return next((level.position for level in self.levels if level.is_target), 0)

    @property
    def total(self) -> int:
        return len(self.levels)

    @property
    def distance(self) -> str:
        return distance(position=self.position, target=self.target, praised=self.praised)

    @property
    def in_words(self) -> str:
        """What the picture says, for who doesn't see it."""
        level = self.level.name if self.level else _("not rated")
        parts = [f"{self.code} {self.title}: {level}", self.distance]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class InstrumentView:
    code: str
    language: str
    number: str
    title: str
    quality_area: str
    target_explanation: str
    source: str
    content_sha256: str
    levels: list[LevelView]
    scales: list[ScaleView]

    @property
    def has_target(self) -> bool:
        return any(level.is_target for level in self.levels)


class Outcome:
    """What a report says, read from its snapshot in the language that is active."""

    language = "nl"  # what the team wrote, whatever the language of the page

    def __init__(self, snapshot: Data):
        self.data = snapshot

    @property
    def reference(self) -> str:
        return self.data["reference"]

    @property
    def edition(self) -> int:
        return self.data["edition"]

    @property
    def centre(self) -> Data:
        return self.data["centre"]

    @property
    def title(self) -> str:
        """What was inspected, and in which month."""
        areas = get_text_list(list(dict.fromkeys(part.quality_area for part in self.instruments)), _("and"))
        month = date_format(self.visit_start, "F Y")
        return _("Inspection %(areas)s, %(month)s") % {"areas": areas, "month": month}

    @property
    def school_year(self) -> str:
        return f"{self.data['school_year']}–{self.data['school_year'] + 1}"

    @property
    def visit_start(self) -> date:
        return date.fromisoformat(self.data["visit"]["start"])

    @property
    def visit(self) -> str:
        start, end = (date_format(date.fromisoformat(self.data["visit"][key])) for key in ("start", "end"))
        return start if start == end else _("%(start)s to %(end)s") % {"start": start, "end": end}

    @property
    def address(self) -> str:
        place = f"{self.centre['postcode']} {self.centre['municipality']}".strip()
        return ", ".join(part for part in (self.centre["street"], place) if part)

    @property
    def team(self) -> list[str]:
        return [f"{member['name']} ({TeamRole(member['role']).label})" for member in self.data["team"]]

    @property
    def reviewers(self) -> list[str]:
        return self.data["reviewers"]

    @property
    def synthesis_on(self) -> date | None:
        return date.fromisoformat(self.data["synthesis_on"]) if self.data["synthesis_on"] else None

    @property
    def advice(self) -> str:
        code = self.data["advice"]["code"]
        return str(Advice(code).label) if code else ""

    @property
    def advice_motivation(self) -> str:
        return self.data["advice"]["motivation"]

    @property
    def finalised_at(self) -> datetime:
        return localtime(datetime.fromisoformat(self.data["finalised"]["at"]))

    @property
    def finalised_by(self) -> str:
        return self.data["finalised"]["by"]

    @cached_property
    def instruments(self) -> list[InstrumentView]:
        several = len(self.data["instruments"]) > 1
        return [_instrument(part, several) for part in self.data["instruments"]]

    @property
    def scales(self) -> list[ScaleView]:
        return [scale for part in self.instruments for scale in part.scales]


def _instrument(data: Data, several: bool) -> InstrumentView:
    told = ("code", "language", "number", "title", "quality_area", "target_explanation", "source", "content_sha256")
    return InstrumentView(
        **{field: data[field] for field in told},
        levels=[_level(level) for level in data["levels"]],
        scales=[_scale(scale, data, several) for scale in data["scales"]],
    )


def _level(data: Data, reached: int = 0) -> LevelView:
    english = get_language() == "en"
    return LevelView(
        position=data["position"],
        name=(english and data["title_en"]) or data["title"],
        short_name=(english and data["short_title_en"]) or data["short_title"],
        legend=data["legend"],
        is_target=data["is_target"],
        reached=data["position"] <= reached,
        chosen=data["position"] == reached,
    )


def _scale(scale: Data, instrument: Data, several: bool) -> ScaleView:
    reached = next((level["position"] for level in instrument["levels"] if level["code"] == scale["level"]), 0)
    criteria = {criterion["code"]: criterion["text"] for criterion in instrument.get("criteria", [])}
    return ScaleView(
        code=scale["code"],
        title=scale["title"],
        # Codes clash between instruments, so an anchor names both where there are several.
        anchor=slugify(f"{instrument['code']}-{scale['code']}" if several else scale["code"]),
        levels=[_level(level, reached) for level in instrument["levels"]],
        descriptor=scale["descriptor"],
        narrative=scale["narrative"],
        motivation=scale["motivation"],
        findings=list(_findings(scale["findings"], criteria)),
        praised=bool(instrument["good_practice_definition"]),
    )


def _findings(findings: list[Data], criteria: dict[str, str]) -> Iterable[FindingView]:
    """Strengths first, then points for improvement from the heaviest to the lightest, then good practices."""
    kinds, weights = FindingKind.values, ["", *Weight.values]
    for finding in sorted(findings, key=lambda one: (kinds.index(one["kind"]), weights.index(one["weight"]))):
        yield FindingView(
            sign=FINDING_SIGNS[FindingKind(finding["kind"])],
            label=str(FindingKind(finding["kind"]).label),
            weight=str(Weight(finding["weight"]).label) if finding["weight"] else "",
            text=finding["text"],
            # A snapshot never changes, so what an older one does not hold is not shown rather than missed.
            criteria=[criteria[code] for code in finding.get("criteria", []) if code in criteria],
        )
