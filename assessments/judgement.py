"""The legend check: what a level's legend says of the findings beneath it.

Nothing here computes a level or an advice: a contradiction only asks for a motivation in writing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rubric.enums import FindingKind, Weight
from rubric.version_text import ExpectationText, LevelText, VersionText


@dataclass(frozen=True)
class Noted:
    """What the legend check needs to know of one finding: `complete` is whether it meets every criterion."""

    kind: str
    weight: str = ""
    complete: bool = False


@dataclass(frozen=True)
class Contradiction:
    """An expectation of the chosen level that the findings don't meet, and how many findings there are of that sort."""

    expectation: ExpectationText
    count: int

    @property
    def message(self) -> str:
        """The contradiction in words, for the page and the report."""
        rule = self.expectation
        values: dict[str, object] = {"count": self.count}
        if rule.at_most is not None and self.count > rule.at_most:
            values["things"] = _things(rule, 2)
            return (
                ngettext(
                    "This level leaves no room for %(things)s; there is %(count)d.",
                    "This level leaves no room for %(things)s; there are %(count)d.",
                    self.count,
                )
                % values
            )
        values["things"] = _things(rule, rule.at_least)
        values["number"] = rule.at_least
        return _("This level expects at least %(number)d %(things)s; there are %(count)d.") % values


@dataclass(frozen=True)
class Progress:
    """How far the work on one scale is: one rule, whichever queries read it."""

    level: LevelText | None
    is_written: bool
    has_motivation: bool
    contradictions: list[Contradiction]
    findings_written: bool  # whether each finding has a text

    @property
    def is_motivated(self) -> bool:
        """Whether the legend has nothing against it, or the team wrote down why the level fits all the same."""
        return not self.contradictions or self.has_motivation

    @property
    def is_complete(self) -> bool:
        return self.level is not None and self.is_written and self.is_motivated and self.findings_written


def held_against(
    version: VersionText, level: LevelText | None, findings: Iterable[tuple[str, str, int]]
) -> list[Contradiction]:
    """What the chosen level's legend says against the findings; nothing before the scale is rated.

    Each finding as (kind, weight, number of criteria that it meets).
    """
    if level is None:
        return []
    noted = [Noted(kind, weight, met == len(version.criteria)) for kind, weight, met in findings]
    return contradictions(level.expectations, noted)


def contradictions(expectations: Iterable[ExpectationText], findings: Sequence[Noted]) -> list[Contradiction]:
    """The expectations that the findings don't meet. The rules are data of the instrument version (its legends)."""
    found = []
    for expectation in expectations:
        count = sum(_counts(expectation, finding) for finding in findings)
        too_many = expectation.at_most is not None and count > expectation.at_most
        if too_many or count < expectation.at_least:
            found.append(Contradiction(expectation, count))
    return found


def _counts(expectation: ExpectationText, finding: Noted) -> bool:
    return (
        finding.kind == expectation.finding_kind
        and (not expectation.weights or finding.weight in expectation.weights)
        and (finding.complete or not expectation.all_criteria)
    )


def _things(rule: ExpectationText, number: int) -> str:
    """What the rule counts, in words that fit the number."""
    if rule.finding_kind == FindingKind.STRENGTH:
        return ngettext("strength", "strengths", number)
    if rule.finding_kind == FindingKind.GOOD_PRACTICE and rule.all_criteria:
        return ngettext(
            "example of good practice that meets every criterion",
            "examples of good practice that meet every criterion",
            number,
        )
    if rule.finding_kind == FindingKind.GOOD_PRACTICE:
        return ngettext("example of good practice", "examples of good practice", number)
    if not rule.weights:
        return ngettext("improvement point", "improvement points", number)
    weights = _(" or ").join(str(Weight(weight).label) for weight in rule.weights)
    return ngettext("%(weights)s improvement point", "%(weights)s improvement points", number) % {"weights": weights}
