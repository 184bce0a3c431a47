"""The legend check: what a level's legend says of the findings beneath it.

Nothing here computes a level or an advice: a contradiction only asks for a motivation in writing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rubric.enums import FindingKind, Weight
from rubric.reading import ExpectationText


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
        thing = _describe(self.expectation)
        if self.expectation.at_most is not None and self.count > self.expectation.at_most:
            return _("This level has no place for %(thing)s; there are %(count)d.") % {
                "thing": thing,
                "count": self.count,
            }
        return ngettext(
            "This level expects at least %(number)d of: %(thing)s; there are %(count)d.",
            "This level expects at least %(number)d of: %(thing)s; there are %(count)d.",
            self.expectation.at_least,
        ) % {"number": self.expectation.at_least, "thing": thing, "count": self.count}


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


def _describe(expectation: ExpectationText) -> str:
    if expectation.finding_kind == FindingKind.GOOD_PRACTICE:
        return (
            _("an example of good practice that meets every criterion")
            if expectation.all_criteria
            else _("an example of good practice")
        )
    if expectation.finding_kind == FindingKind.STRENGTH:
        return _("a strength")
    weights = _(" or ").join(str(Weight(weight).label) for weight in expectation.weights)
    return _("%(weights)s improvement points") % {"weights": weights} if weights else _("improvement points")
