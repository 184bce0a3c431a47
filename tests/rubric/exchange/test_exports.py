"""What leaves the house: each form gives the manuscript back, or is checked cell by cell and field by field."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.exchange import to_pdf as printing
from rubric.exchange.forms import FORMS
from rubric.exchange.json_nodes import read_json
from rubric.exchange.reader import recognise
from rubric.exchange.to_case import Publication, to_case
from rubric.exchange.to_pdf import to_pdf
from rubric.exchange.to_yaml import to_yaml
from rubric.manuscript import ScalePart, StatementPart
from rubric.sentences import ended, is_visible, plain
from tests.instruments import an_instrument
from tests.pdf import text_of
from tests.rubric.exchange.case_schema import faults
from tests.rubric.test_storing import a_manuscript

AT = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
PAGE = "https://portaal.example/instruments/proef/1/"
PUBLISHED = Publication(PAGE, "published", AT)
SIZES = [
    an_instrument("klein", levels=3, scales=11),
    an_instrument("groot", levels=5, scales=40, target=4),
    a_manuscript(scales=2, levels=4, target=3),
]


def keys_of(value) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys_of(one)}
    return {key for one in value for key in keys_of(one)} if isinstance(value, list) else set()


@pytest.fixture(params=[0, 1, 2, 3], ids=["shipped", "3x11", "5x40", "4x2"])
def content(request, shipped):
    return [shipped, *SIZES][request.param]


@pytest.mark.parametrize(("form", "name"), [("yaml", "x.yaml"), ("case.json", "x.case.json")])
def test_reading_what_was_written_gives_the_manuscript_back(content, form, name):
    found = recognise(FORMS[form].make(content, PUBLISHED), name)
    assert (found.manuscript, found.left_over, found.gaps) == (content, [], [])
    assert found.manuscript.content_sha256 == content.content_sha256


@pytest.mark.parametrize(("source", "sha256"), [("", ""), ("Een brief", "")])
def test_a_text_without_a_source_document_comes_back_too(source, sha256):
    content = replace(an_instrument("klein", levels=2, scales=1), source=source, source_sha256=sha256)
    for form in ("yaml", "case.json"):
        assert recognise(FORMS[form].make(content, PUBLISHED), f"x.{form}").manuscript == content


def test_yaml_has_folded_lines_and_one_sentence_per_item(shipped):
    lines = to_yaml(shipped).splitlines()
    assert max(map(len, lines)) <= 120
    sentences = [one for scale in shipped.scales for parts in scale.levels.values() for one in parts]
    assert sum(line.startswith(("        - >-", "        - text: ")) for line in lines) == len(sentences) == 69


WRITTEN = st.characters(exclude_categories=("Cc", "Cs"))


@given(st.text(WRITTEN, min_size=1, max_size=80), st.text(WRITTEN, max_size=200))
def test_any_text_comes_back_from_yaml_and_case(title, sentence):
    title, sentence = plain(title) if is_visible(title) else "x", plain(sentence)
    sentence = sentence if ended(sentence) else f"{sentence}."
    small = an_instrument("klein", levels=2, scales=1)
    scale = ScalePart("A", title, {level.code: [StatementPart(sentence, title)] for level in small.levels})
    content = replace(small, title=title, scales=[scale])
    for form in ("yaml", "case.json"):
        assert recognise(FORMS[form].make(content, PUBLISHED), f"x.{form}").manuscript == content


def test_case_is_what_the_specification_asks(content):
    assert faults(to_case(content, PUBLISHED)) == []


def test_case_says_nothing_empty_and_only_public_addresses(content):
    """Beyond the specification: no empty text, positions from 1, and addresses of the portal alone."""
    written = json.dumps(to_case(content, PUBLISHED))
    assert re.findall(r'"(?:title|description|notes|quality|creator)": "\s*"', written) == []
    assert {int(number) for number in re.findall(r'"position": (-?\d+)', written)} == set(
        range(1, len(content.levels) + 1)
    )
    assert [uri for uri in re.findall(r'"uri": "([^"]*)"', written) if not uri.startswith(PAGE.rstrip("/"))] == []
    assert {one[14] for one in re.findall(r'"identifier": "([^"]*)"', written)} == {"5"}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda package: package.update(CFThings=[]), ".CFThings is unknown"),
        (lambda package: package["CFDocument"].pop("creator"), ".CFDocument.creator is missing"),
        (lambda package: package["CFDocument"].update(caseVersion="1.0"), ".CFDocument.caseVersion is no CASE version"),
        (lambda package: package["CFDocument"].update(notes=None), ".CFDocument.notes is no text: None"),
        (lambda package: package["CFDocument"].update(subject="a"), ".CFDocument.subject is no list"),
        (
            lambda package: package["CFDocument"].update(statusStartDate="1 mei"),
            ".CFDocument.statusStartDate is no date",
        ),
        (lambda package: package["CFRubrics"][0].update(identifier="L1"), ".CFRubrics[0].identifier is no uuid"),
        (lambda package: package["CFRubrics"][0].update(uri="L1"), ".CFRubrics[0].uri is no uri"),
        (
            lambda package: package["CFRubrics"][0].update(lastChangeDateTime="2026-11-24"),
            "lastChangeDateTime is no date-",
        ),
        (lambda package: package["CFRubrics"][0].update(position=1), ".CFRubrics[0].position is unknown"),
        (lambda package: package["CFRubrics"][0].update(CFRubricCriteria={}), ".CFRubricCriteria is no list"),
        (
            lambda package: package["CFRubrics"][0]["CFRubricCriteria"][0].update(position="1"),
            ".CFRubrics[0].CFRubricCriteria[0].position is no int32: '1'",
        ),
        (
            lambda package: package["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0].update(
                extensions={}
            ),
            ".CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[0].extensions is no list",
        ),
    ],
)
def test_what_the_specification_refuses_is_found(shipped, spoil, fault):
    package = to_case(shipped, PUBLISHED)
    spoil(package)
    (found,) = faults(package)
    assert fault in found


def test_case_holds_no_points_and_one_rubric_per_scale(content):
    package = to_case(content, PUBLISHED)
    assert keys_of(package) & {"score", "weight", "feedback"} == set()
    assert [len(rubric["CFRubricCriteria"]) for rubric in package["CFRubrics"]] == [1] * len(content.scales)
    for rubric, scale in zip(package["CFRubrics"], content.scales, strict=True):
        (criterion,) = rubric["CFRubricCriteria"]
        assert (criterion["rubricId"], criterion["description"]) == (rubric["identifier"], scale.title)
        steps = criterion["CFRubricCriterionLevels"]
        assert [step["quality"] for step in steps] == [level.title for level in content.levels]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert {step["rubricCriterionId"] for step in steps} == {criterion["identifier"]}
        texts = [" ".join(one.text for one in scale.levels[level.code]) for level in content.levels]
        assert [step["description"] for step in steps] == texts


def test_case_identifiers_are_stable_and_all_different(shipped):
    package = to_case(shipped, PUBLISHED)
    found = re.findall(r'"identifier": "([^"]+)"', json.dumps(package))
    assert len(found) == len(set(found)) == 1 + 4 + 4 + 16
    uris = re.findall(r'"uri": "([^"]+)"', json.dumps(package))
    assert len(uris) == len(set(uris)) == len(found)
    again = to_case(shipped, Publication("https://elders.example/", "retired", datetime(2027, 1, 1, tzinfo=UTC)))
    assert re.findall(r'"identifier": "([^"]+)"', json.dumps(again)) == found
    assert package["CFDocument"]["identifier"] == "74128fa7-cfc3-5ceb-aa86-6d5a3d3964ee"
    other = to_case(replace(shipped, version="2"), PUBLISHED)
    assert not set(re.findall(r'"identifier": "([^"]+)"', json.dumps(other))) & set(found)


@pytest.mark.parametrize(("status", "word"), [("draft", "Draft"), ("published", "Adopted"), ("retired", "Deprecated")])
def test_case_says_the_status(shipped, status, word):
    document = to_case(shipped, Publication(PAGE, status, AT, valid_to="2027-08-31"))["CFDocument"]
    assert (document["adoptionStatus"], document["statusEndDate"]) == (word, "2027-08-31")
    assert (document["version"], document["language"], document["lastChangeDateTime"]) == (
        "1",
        "nl",
        "2026-11-23T21:30:00Z",
    )


def test_json_holds_the_grid(shipped):
    data = read_json(FORMS["json"].make(shipped, PUBLISHED), "x.json")
    cell = data["scales"][1]["levels"]["below"]
    statements = shipped.scales[1].levels["below"]
    assert cell["text"] == " ".join(one.text for one in statements)
    assert [one["erratum"] or "" for one in cell["sentences"]] == [one.erratum for one in statements]
    assert (data["content_sha256"], data["url"]) == (shipped.content_sha256, PAGE)
    assert [level["code"] for level in data["levels"] if level["target"]] == ["meets"]


def test_no_cell_of_the_spreadsheet_is_ever_a_formula():
    small = an_instrument("klein", levels=3, scales=1)
    texts = ["=1+1.", "+CMD|' /C calc'!A0.", "@SUM(A1).", "-2.", "\x07bel."]
    levels = {level.code: [StatementPart(text, "")] for level, text in zip(small.levels, texts, strict=False)}
    content = replace(small, title="=HYPERLINK(1)", scales=[ScalePart("A", "=A1", levels)])
    book = openpyxl.load_workbook(BytesIO(FORMS["xlsx"].make(content, PUBLISHED)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in book.worksheets[0][2]] == ["A", "=A1", *texts[:3]]
    assert [cell.quotePrefix for cell in book.worksheets[0][2]] == [False, True, True, True, True]


def test_the_spreadsheet_holds_every_text_under_a_frozen_header(content):
    book = openpyxl.load_workbook(BytesIO(FORMS["xlsx"].make(content, PUBLISHED)))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.freeze_panes == "A2"
    assert rows[0][2:] == [level.title for level in content.levels]
    assert rows[1:] == [
        [scale.code, scale.title, *(" ".join(one.text for one in scale.levels[level.code]) for level in content.levels)]
        for scale in content.scales
    ]


def test_the_pdf_is_accessible_and_says_everything(content):
    pdf = FORMS["pdf"].make(content, PUBLISHED)
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    words = text_of(pdf).replace(" ", "")
    wanted = [level.title for level in content.levels] + [scale.title for scale in content.scales]
    wanted += [one.text for one in content.scales[-1].levels[content.levels[-1].code]]
    for part in wanted:
        assert re.sub(r"\s+", "", part)[:40] in words
    assert FORMS["pdf"].make(content, PUBLISHED) == pdf


def test_the_pdf_takes_no_text_for_markup_and_prints_what_it_can():
    hostile = '#read("/etc/passwd") $x$ *b* 😀 中 \u202e.'
    content = replace(an_instrument("klein", levels=2, scales=1), introduction=hostile, title="= Kop #panic()")
    report = page.validate_pdf_bytes(FORMS["pdf"].make(content, PUBLISHED), profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []


def test_invisible_texts_are_boxes_on_paper():
    content = an_instrument("klein", levels=2, scales=1)
    unseen = replace(
        content,
        title="\u200b",
        levels=[replace(level, title="\u200b", legend="\u2060") for level in content.levels],
        scales=[replace(scale, code="\u200b", title="\u200b") for scale in content.scales],
    )
    pdf = to_pdf(unseen, PUBLISHED)
    assert "□" in text_of(pdf)


def introduced(words):
    return replace(an_instrument("klein", levels=2, scales=1), introduction=words)


def test_of_very_many_rare_characters_some_are_asked_for(monkeypatch):
    """Asking takes turns with everybody else who prints."""
    asked = []
    monkeypatch.setattr(printing, "_has_glyph", lambda one: asked.append(one) or False)
    words = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))
    assert "□" in text_of(to_pdf(introduced(words), PUBLISHED))
    assert len(asked) <= printing.ASKED_AT_MOST


def test_what_is_no_character_is_not_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(printing, "_has_glyph", lambda one: asked.append(one) or True)
    words = text_of(to_pdf(introduced("a\ue000b\u0378cd\u200de\ufe0ff\x07g."), PUBLISHED))
    assert "a□b□cdefg." in words
    assert {"\ue000", "\u0378", "\u200d", "\ufe0f"} & set(asked) == set()


def test_a_very_long_word_has_places_to_break():
    long_words = printing._printable(["x" * 500, "kort"], {})
    assert [max(map(len, words.split("\u200b"))) for words in long_words] == [30, 4]
