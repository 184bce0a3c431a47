"""The shipped instrument against the source text, letter by letter.

The source is read here by a parser of its own: what `<p>` holds, in the order of the page, under its scale's heading.
"""

import hashlib
import re
from pathlib import Path

import pytest

from rubric.reading import grid

SOURCE = Path(__file__).parent / "source.txt"
TEXT = SOURCE.read_text(encoding="utf-8")
LINES = TEXT.split("\n")
LEVELS = ["below", "approximates", "meets", "exceeds"]
HEADINGS = dict(
    zip(
        LEVELS,
        [f"{word} DE VERWACHTING" for word in ("BENEDEN", "BENADERT", "VOLGENS", "OVERSTIJGT")],
        strict=True,
    )
)
COUNTS = {"L1": [4, 4, 4, 5], "L2": [3, 4, 5, 6], "L3": [3, 4, 4, 5], "L4": [4, 5, 4, 5]}


def descriptors() -> dict[tuple[str, str], str]:
    """The sixteen paragraphs of the source under scale and level code."""
    found: dict[tuple[str, str], str] = {}
    scale, waiting = "", []
    for line in LINES:
        if heading := re.match(r"#+ (L\d)\. ", line):
            scale = heading[1]
        elif line.startswith("<p>"):
            for cell in line.split("\t"):
                found[scale, waiting.pop(0)] = cell.removeprefix("<p>").removesuffix("</p>")
        elif not line.startswith("#"):
            waiting += [code for cell in line.split("\t") for code, words in HEADINGS.items() if cell == words]
    return found


DESCRIPTORS = descriptors()


@pytest.fixture
def text(version):
    return grid(version.pk)


def test_the_parser_found_everything():
    assert sorted(DESCRIPTORS) == sorted((scale, level) for scale in COUNTS for level in LEVELS)
    assert TEXT.count("<p>") == 16


@pytest.mark.parametrize(("scale", "level"), DESCRIPTORS)
def test_each_descriptor_equals_the_source(text, scale, level):
    assert text.scale(scale).descriptor(level).text == DESCRIPTORS[scale, level]


def test_sentences_are_counted_as_in_the_source(text):
    counts = {scale.code: [len(descriptor.statements) for descriptor in scale.descriptors] for scale in text.scales}
    assert counts == COUNTS
    assert sum(map(sum, counts.values())) == 69


def test_each_statement_is_one_sentence(text):
    for scale in text.scales:
        for descriptor in scale.descriptors:
            assert [one.text.count(". ") for one in descriptor.statements] == [0] * len(descriptor.statements)


def test_scales_bear_the_titles_of_the_source(text):
    titles = re.findall(r"^#+ (L\d)\. (.+)$", TEXT, re.MULTILINE)
    assert [(scale.code, scale.title) for scale in text.scales] == titles


def test_legends_equal_the_source(text):
    legends = {code: LINES[LINES.index(f"#### {words}") + 2] for code, words in HEADINGS.items()}
    assert {level.code: level.legend for level in text.levels} == legends


def test_levels_bear_the_names_of_the_source_in_order(text):
    assert [level.code for level in text.levels] == LEVELS
    assert [level.title.upper() for level in text.levels] == list(HEADINGS.values())
    assert text.target == text.level("meets")


def test_the_explanation_equals_the_source(text):
    introduction = LINES[LINES.index("### 1. Toelichting bij de ontwikkelingsschalen") + 2]
    explanation = next(line for line in LINES if line.startswith("Het ontwikkelingsniveau"))
    assert text.introduction == introduction
    assert f"{text.target_explanation} {text.good_practice_definition}" == explanation
    assert text.good_practice_definition.startswith("Een voorbeeld van goede praktijk overstijgt het gangbare")


def test_title_and_scope_hold_the_words_of_the_source(text):
    assert text.title.upper() == "ONTWIKKELINGSSCHALEN VOOR HET KWALITEITSGEBIED LEERLINGENBEGELEIDING"
    kind, units = (line.strip() for line in LINES[8:10]) if LINES[8].startswith("DEELTIJDS") else ("", "")
    assert text.scope.upper() == f"{kind} {units}"


def test_exceeds_is_meets_and_exactly_one_sentence(text):
    for scale in text.scales:
        meets, exceeds = scale.descriptor("meets"), scale.descriptor("exceeds")
        (added,) = exceeds.added
        assert exceeds.text == f"{meets.text} {added.text}"
        assert re.fullmatch(r"De manier waarop .+ is een voorbeeld van goede praktijk\.", added.text)
        assert [scale.descriptor(code).added for code in LEVELS[:3]] == [None] * 3


def test_errata_stand_beside_the_slips(text):
    slips = {
        (scale.code, descriptor.level.code): statement.text
        for scale in text.scales
        for descriptor in scale.descriptors
        for statement in descriptor.statements
        if statement.errata
    }
    assert {place: words.split()[:3] for place, words in slips.items()} == {
        ("L2", "below"): ["Het", "centrumteam", "betreft"],
        ("L2", "meets"): ["Het", "centrumteam", "betreft"],
        ("L2", "exceeds"): ["Het", "centrumteam", "betreft"],
        ("L4", "meets"): ["Ze", "brengt", "de"],
        ("L4", "exceeds"): ["Ze", "brengt", "de"],
    }


def test_there_are_five_criteria_of_good_practice(text):
    assert [criterion.code for criterion in text.criteria] == [
        *("exceeds-customary", "positive-impact", "embedded", "substantiated", "inspiring"),
    ]


def test_the_legend_check_follows_the_legends(text):
    told = {
        level.code: [
            (rule.finding_kind, rule.weights, rule.all_criteria, rule.at_least, rule.at_most)
            for rule in level.expectations
        ]
        for level in text.levels
    }
    no_important_point = ("improvement_point", ("essential", "important"), False, 0, 0)
    assert told == {
        "below": [("improvement_point", ("essential",), False, 2, None)],
        "approximates": [("strength", (), False, 1, None), ("improvement_point", (), False, 2, None)],
        "meets": [no_important_point],
        "exceeds": [no_important_point, ("good_practice", (), True, 1, None)],
    }


def test_the_source_is_the_one_named(version):
    assert version.source_sha256 == hashlib.sha256(SOURCE.read_bytes()).hexdigest()
