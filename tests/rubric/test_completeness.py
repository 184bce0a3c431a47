"""What a draft lacks, each thing with its place; and that what is complete is what the reader of files accepts."""

from dataclasses import replace

import pytest
from django.utils import translation

from rubric.completeness import gaps
from rubric.manuscript import StatementPart
from tests.rubric.test_storing import a_manuscript

WHOLE = a_manuscript(scales=2, levels=3, target=2)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def level(**changes):
    return {"levels": [replace(WHOLE.levels[0], **changes), *WHOLE.levels[1:]]}


def scale(**changes):
    return {"scales": [replace(WHOLE.scales[0], **changes), WHOLE.scales[1]]}


def text(*sentences, erratum=""):
    parts = [StatementPart(sentence, erratum) for sentence in sentences]
    return scale(levels={**WHOLE.scales[0].levels, "niveau-2": parts})


LACKING = [
    ({"title": ""}, ("facts", "", "", "title"), "The title is empty."),
    ({"scope": "Twee  spaties"}, ("facts", "", "", "scope"), "The scope holds line breaks or double spaces."),
    (
        {"introduction": "x" * 5001},
        ("facts", "", "", "introduction"),
        "The introduction is longer than 5000 characters.",
    ),
    ({"target_explanation": " "}, ("facts", "", "", "target_explanation"), "The explanation of the target is empty."),
    (
        {"criteria": []},
        ("facts", "", "", "good_practice_definition"),
        "The definition of good practice has no criteria.",
    ),
    (
        {"good_practice_definition": ""},
        ("facts", "", "", "good_practice_definition"),
        "The criteria of good practice have no definition.",
    ),
    (
        {"source": ""},
        ("facts", "", "", "source"),
        "The SHA-256 of the source needs its name and 64 hexadecimal digits.",
    ),
    ({"language": "xx"}, ("facts", "", "", "language"), "The language isn't known."),
    ({"scales": []}, ("facts", "", "", "scales"), "There is no scale yet."),
    (
        {"without_target": True},
        ("facts", "", "", "target"),
        "A level is the target although it says that there is none.",
    ),
    (level(target=True), ("facts", "", "", "target"), "More than one level is the target."),
    (level(legend=""), ("level", "niveau-1", "", "legend"), "The legend of the level Niveau 1 is empty."),
    (
        level(short_title=""),
        ("level", "niveau-1", "", "short_title"),
        "The short title of the level Niveau 1 is empty.",
    ),
    (level(legend="\u200b\u2060"), ("level", "niveau-1", "", "legend"), "The legend of the level Niveau 1 is empty."),
    (
        scale(title="a\x07b"),
        ("scale", "S1", "", "title"),
        "The title of the scale S1 holds a character that can't be printed.",
    ),
    (scale(title=""), ("scale", "S1", "", "title"), "The title of the scale S1 is empty."),
    (text(), ("scale", "S1", "niveau-2", ""), "S1 has no text at Niveau 2."),
    (
        text("Een.", "Zonder einde"),
        ("scale", "S1", "niveau-2", ""),
        "Sentence 2 of S1 at Niveau 2 has no end (a point, question mark or exclamation mark).",
    ),
    (
        text("Een.", erratum="a\nb"),
        ("scale", "S1", "niveau-2", ""),
        "The remark on sentence 1 of S1 at Niveau 2 holds line breaks or double spaces.",
    ),
]


@pytest.mark.parametrize(("changes", "place", "reason"), LACKING)
def test_what_is_missing_is_told_with_its_place(changes, place, reason):
    found = gaps(replace(WHOLE, **changes))
    said = [(gap.kind, gap.code, gap.level, gap.field) for gap in found if gap.reason == reason]
    assert said == [place]


def test_what_is_whole_lacks_nothing(shipped):
    assert gaps(WHOLE) == []
    assert gaps(shipped) == []
    assert gaps(a_manuscript(scales=11, levels=3, target=None)) == []


def test_an_empty_draft_lacks_its_parts():
    empty = replace(WHOLE, levels=[], scales=[], criteria=[], good_practice_definition="")
    assert [gap.reason for gap in gaps(empty)] == ["There must be at least two levels.", "There is no scale yet."]


def test_levels_without_a_choice_of_target():
    found = gaps(replace(a_manuscript(scales=1, levels=2), without_target=False))
    assert [gap.reason for gap in found] == ["Choose the level that is the target, or say that there is none."]
