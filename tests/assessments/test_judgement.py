"""The legend check on the shipped instrument, both sides of each rule."""

import pytest
from django.utils import translation

from assessments.judgement import Noted, contradictions
from rubric.enums import FindingKind, Weight
from rubric.reading import grid
from rubric.version_text import ExpectationText

STRENGTH, PRACTICE, HALF = Noted("strength"), Noted("good_practice", complete=True), Noted("good_practice")
ESSENTIAL, IMPORTANT, MINOR = (Noted("improvement_point", weight) for weight in ("essential", "important", "minor"))


@pytest.mark.parametrize(
    ("level", "findings", "counts"),
    [
        ("below", [], [0]),
        ("below", [ESSENTIAL, IMPORTANT, MINOR], [1]),
        ("below", [ESSENTIAL, ESSENTIAL], []),
        ("approximates", [], [0, 0]),
        ("approximates", [STRENGTH, MINOR], [1]),
        ("approximates", [MINOR, ESSENTIAL], [0]),
        ("approximates", [STRENGTH, MINOR, IMPORTANT], []),
        ("meets", [], []),
        ("meets", [STRENGTH, MINOR, MINOR], []),
        ("meets", [IMPORTANT], [1]),
        ("meets", [ESSENTIAL, IMPORTANT], [2]),
        ("exceeds", [], [0]),
        ("exceeds", [HALF], [0]),
        ("exceeds", [PRACTICE], []),
        ("exceeds", [PRACTICE, MINOR], []),
        ("exceeds", [PRACTICE, IMPORTANT], [1]),
        ("exceeds", [HALF, ESSENTIAL], [1, 0]),
    ],
)
def test_what_each_level_expects(version, level, findings, counts):
    found = contradictions(grid(version.pk).level(level).expectations, findings)
    assert [contradiction.count for contradiction in found] == counts


def test_an_instrument_without_rules_contradicts_nothing():
    assert contradictions((), [ESSENTIAL, HALF]) == []


RULES = {
    "strength": ExpectationText(FindingKind.STRENGTH, (), False, 1, None),
    "point": ExpectationText(FindingKind.IMPROVEMENT, (), False, 2, None),
    "weighty": ExpectationText(FindingKind.IMPROVEMENT, (Weight.ESSENTIAL, Weight.IMPORTANT), False, 0, 0),
    "practice": ExpectationText(FindingKind.GOOD_PRACTICE, (), False, 1, None),
    "complete": ExpectationText(FindingKind.GOOD_PRACTICE, (), True, 1, None),
    "range": ExpectationText(FindingKind.STRENGTH, (), False, 1, 2),
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_contradiction_is_told_apart(language):
    findings = {"weighty": [ESSENTIAL]}
    with translation.override(language):
        said = {
            each.message
            for name in ("strength", "point", "weighty", "practice", "complete")
            for each in contradictions([RULES[name]], findings.get(name, []))
        }
    assert len(said) == 5


def test_too_many_and_too_few_are_worded_apart():
    with translation.override("en"):
        few, many = (contradictions([RULES["range"]], [STRENGTH] * number)[0].message for number in (0, 3))
    assert few != many
    assert contradictions([RULES["range"]], [STRENGTH] * 2) == []
