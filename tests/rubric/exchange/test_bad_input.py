"""Files that nobody should believe: each is refused with its place, and nothing is stored (that: test_importing)."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from rubric.exchange.from_document import from_document
from rubric.exchange.nodes import RefusedFile
from rubric.exchange.reader import recognise
from rubric.exchange.to_case import Publication, to_case
from rubric.exchange.to_yaml import to_yaml
from tests.instruments import an_instrument

PUBLISHED = Publication("https://x.example/instruments/proef/1/", "published", datetime(2026, 11, 23, tzinfo=UTC))


def refusal(raw: bytes, name: str) -> tuple[int, str]:
    with translation.override("en"), pytest.raises(RefusedFile) as caught:
        recognise(raw, name)
    return caught.value.line, caught.value.reason


@pytest.mark.parametrize(
    ("raw", "name", "line", "reason"),
    [
        (b"x" * 1_000_001, "x.md", 1, "the file is larger than 1 MB, which no instrument is"),
        (b" \n ", "x.md", 1, "the file is empty"),
        (b"PK\x03\x04rest", "x.docx", 1, "this is no text file"),
        (b"%PDF-1.7", "x.txt", 1, "this is no text file"),
        (b"a\nb\x00c", "x.txt", 2, "this is no text file"),
        (b"a\nb\nc \xe9t\xe9", "x.txt", 3, "the file is not UTF-8 text: byte 0xe9 doesn't belong there"),
        (b"a: &a [1]\nb: [*a, *a, *a]\n", "x.yaml", 1, "anchors and aliases are not allowed"),
        (b'{"CFDocument": {}}', "x.json", 1, "the package holds no rubric with criteria"),
        (b"[1]", "x.json", 1, "this is no CASE package"),
        (b'{\n"a": 1,\n"a": 2}', "x.json", 1, "the key 'a' stands twice"),
        (b'{"a": NaN}', "x.json", 1, "NaN is no JSON"),
        (b'{"a":\n{"b": -Infinity}}', "x.json", 2, "-Infinity is no JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "x.json", 1, "the number 999999999999999999… is too large"),
        (b'{"a": 1e999}', "x.json", 1, "the number 1e999 is too large"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "x.json", 1, "objects are nested more than 20 deep"),
        (b"[" * 100_000, "x.json", 1, "lists are nested too deep"),
        (b'{\n"a": 1,\n}', "x.json", 3, "no valid JSON"),
        (b'{"a":\n{"title": "a\\ud800b"}}', "x.json", 2, "'title' holds a character that can't be printed"),
        (b'{"a": ["b", "\\u0000"]}', "x.json", 1, "'a' holds a character that can't be printed"),
        (b'{"\\udfff": 1}', "x.json", 1, "holds a character that can't be printed"),
        (b'instrument: "a"\n"\\ud800": 1', "x.yaml", 2, "holds a character that can't be printed"),
        (b"a\nb\x01c", "x.md", 2, "the file holds a character that can't be printed"),
        (b'{"a": "\xff"}', "x.json", 1, "the file is not UTF-8 text"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value)[:30],
)
def test_it_is_refused_with_place_and_reason(raw, name, line, reason):
    named, why = refusal(raw, name)
    assert (named, reason in why) == (line, True), (named, why)


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"a: &a [1]\n", "x.yaml", "ankers en verwijzingen (& en *) mogen niet"),
        (b"a: 1\na: 2\n", "x.yaml", "de sleutel 'a' staat twee keer in het bestand"),
        (b'{"a": NaN}', "x.json", "NaN is geen JSON; het staat in het object dat hier begint"),
    ],
)
def test_the_reason_is_said_in_the_language_of_the_page(raw, name, reason):
    with translation.override("nl"), pytest.raises(RefusedFile) as caught:
        recognise(raw, name)
    assert caught.value.reason == reason


def test_a_document_of_nothing_but_cells_is_read_in_time():
    """Comparing each sentence with each other would take hours."""
    cells = "\t".join("<p>" + "Een zin van vijf woorden. " * 4000 + "</p>" for _ in range(4))
    raw = f"# T\n\n## L1. Schaal\n\nA a\tB b\tC c\tD d\n{cells}\n".encode()
    content, _left_over = from_document(raw, "x.md")
    assert recognise(raw, "x.md").slips == []
    assert [len(parts) for parts in content.scales[0].levels.values()] == [4000] * 4


# --- CASE ------------------------------------------------------------------------------------------------


@pytest.fixture
def package():
    return json.loads(json.dumps(to_case(an_instrument("proef", levels=3, scales=2), PUBLISHED)))


def foreign(package) -> dict:
    """The same as somebody else would write it: without anything of ours."""
    del package["CFDocument"]["extensions"]
    for rubric in package["CFRubrics"]:
        del rubric["extensions"]
        for criterion in rubric["CFRubricCriteria"]:
            for step in criterion["CFRubricCriterionLevels"]:
                del step["extensions"]
    return package


def written(package) -> bytes:
    return json.dumps(package, indent=1).encode()


def criterion(package, number=0):
    return package["CFRubrics"][number]["CFRubricCriteria"][0]


def test_the_package_of_others_is_read_as_far_as_it_goes(package):
    package = foreign(package)
    criterion(package)["weight"] = 2.5
    criterion(package)["CFRubricCriterionLevels"][0] |= {"score": 1, "colour": "red", "feedback": ""}
    package["CFItems"] = [{"identifier": "x"}, {"identifier": "y"}]
    found = recognise(written({"CFPackage": package}), "x.json")
    content = found.manuscript
    assert [part.text for part in found.left_over] == [
        "CFItems (2)",
        "CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[0].score",
        "CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[0].colour",
        "CFRubrics[0].CFRubricCriteria[0].weight",
    ]
    assert (content.instrument, content.version, content.language) == ("ontwikkelingsschalen-proef", "1", "nl")
    assert [level.code for level in content.levels] == ["stap-aanzet", "stap-groei", "stap-stevig"]
    assert [(scale.code, scale.title) for scale in content.scales] == [
        ("S1", "Thema 1 van proef"),
        ("S2", "Thema 2 van proef"),
    ]
    assert {gap.field for gap in found.gaps} >= {"scope", "target", "legend"}


def other_parent(package):
    criterion(package)["rubricId"] = package["CFRubrics"][1]["identifier"]


def other_criterion(package):
    criterion(package)["CFRubricCriterionLevels"][1]["rubricCriterionId"] = criterion(package, 1)["identifier"]


def level_missing(package):
    criterion(foreign(package), 1)["CFRubricCriterionLevels"].pop()


def level_missing_in_ours(package):
    criterion(package, 1)["CFRubricCriterionLevels"].pop()


def same_identifier(package):
    package["CFRubrics"][1]["identifier"] = package["CFRubrics"][0]["identifier"]


def same_position(package):
    criterion(package)["CFRubricCriterionLevels"][1]["position"] = 1


def position_in_words(package):
    criterion(package)["CFRubricCriterionLevels"][1]["position"] = "two"


def no_quality(package):
    del criterion(package)["CFRubricCriterionLevels"][1]["quality"]


def other_text(package):
    criterion(package)["CFRubricCriterionLevels"][1]["description"] = "Iets anders."


def rubrics_no_list(package):
    package["CFRubrics"] = {"a": 1}


def duplicate_scale(package):
    package["CFRubrics"][1]["extensions"]["doorlichtingsportaal"]["code"] = "L1"


def hostile_types(package):
    criterion(package)["CFRubricCriterionLevels"][1]["description"] = {"a": 1}


def hostile_subject(package):
    package["CFDocument"]["subject"] = 5


def hostile_levels(package):
    package["CFDocument"]["extensions"]["doorlichtingsportaal"]["levels"] = 5


def hostile_sentences(package):
    step = criterion(package)["CFRubricCriterionLevels"][1]
    step["extensions"][0]["doorlichtingsportaal"]["sentences"] = 5


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (other_parent, "CFRubrics[0].CFRubricCriteria[0].rubricId names another parent"),
        (other_criterion, "CFRubricCriterionLevels[1].rubricCriterionId names another parent"),
        (level_missing, "CFRubrics[1].CFRubricCriteria[0] lacks the level 'stap stevig'"),
        (level_missing_in_ours, "scale L2 lacks its descriptor at the level 'stevig'"),
        (same_identifier, "CFRubrics[1] has the identifier of CFRubrics[0]"),
        (same_position, "CFRubricCriterionLevels[1] has the position of"),
        (position_in_words, "CFRubricCriterionLevels[1].position must be a whole number"),
        (no_quality, "CFRubricCriterionLevels[1] lacks its quality"),
        (other_text, "the description isn't that of its sentences"),
        (rubrics_no_list, "CFRubrics must be a list"),
        (duplicate_scale, "the code 'L1' stands twice"),
        (hostile_types, "the description isn't that of its sentences"),
        (hostile_subject, "subject must be a list"),
        (hostile_levels, "isn't called"),
        (hostile_sentences, "must be a list"),
    ],
)
def test_a_wrong_hierarchy_is_refused(package, break_it, reason):
    break_it(package)
    line, why = refusal(written(package), "x.json")
    assert reason in why, why
    assert line > 1 or break_it is rubrics_no_list


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        (r"a\ud800b", "title holds a character that can't be printed"),
        (r"a\0b", "title holds a character that can't be printed"),
        (r"a\u0007b", "title holds a character that can't be printed"),
        (r"\u200b", "title is empty"),
        (r"\u2800\u3164", "title is empty"),
    ],
)
def test_a_title_that_cannot_be_written_or_seen_is_refused(title, reason):
    raw = to_yaml(an_instrument("klein", levels=2, scales=1)).replace("title: ", f'title: "{title}" # ', 1).encode()
    line, why = refusal(raw, "x.yaml")
    assert (raw.splitlines()[line - 1].startswith(b"title"), why) == (True, reason)
