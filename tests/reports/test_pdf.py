"""The PDF: standards, bytes, and text that tries to be something else."""

import re

import page
import pytest

from assessments.models import Passage
from assessments.reports.pdf import make_pdf
from assessments.reports.printable import LONGEST_WORD, printable
from assessments.reports.snapshot import take
from tests.pdf import pages_of, text_of
from tests.reports.factories import AT, make_assessment, make_version

PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A]
HOSTILE = [
    '#import "@preview/cetz:0.3.1": *',
    '#read("/etc/passwd")',
    "$ x^2 $ *bold* _italic_ `raw` <label> @cite ~ \\ // comment /* x */ = Heading",
    "#set page(width: 1pt) #panic()",
    "],))} #{ ((",
    '"quoted" \\" \\n \\u{1F600}',
]


def failures(pdf):
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    return [(report.profile, [failure.message for failure in report.failures]) for report in reports if report.failures]


@pytest.fixture
def snapshot(final, dirk):
    return take(assessment=final, actor=dirk, at=AT)


def test_meets_ua_1_and_a_2a(snapshot):
    assert failures(make_pdf(snapshot)) == []


def test_says_everything(snapshot):
    words = text_of(make_pdf(snapshot))
    for part in [
        "CLW Vilvoorde",
        "123456",
        "Bram Verhelst",
        "Dirk Peeters",
        "Het centrum werkt aan de tekorten.",
        "Toelichting bij benadert.",
        "Zin 1 van L1 bij volgens. Zin 2 van L1 bij volgens.",
        "Verhaal bij L4.",
        "Sterk in L2.",
        "Voorbeeld uit L3.",
        "het inspireert andere centra",
        "leerlingenbegeleiding 2019",
    ]:
        assert part in words
    assert snapshot["instruments"][0]["content_sha256"] in words.replace(" ", "").replace("\u200b", "")


def test_the_criteria_that_a_good_practice_meets_are_printed(snapshot):
    words = text_of(make_pdf(snapshot))
    met = [one["criteria"] for part in snapshot["instruments"][0]["scales"] for one in part["findings"]]
    assert [codes for codes in met if codes] == [["criterion-1", "criterion-2"]]
    assert words.count("Voldoet aan deze criteria:") == 1


def test_a_snapshot_from_before_the_criteria_is_printed_without_them(snapshot):
    for part in snapshot["instruments"]:
        del part["criteria"]
        for finding in [finding for scale in part["scales"] for finding in scale["findings"]]:
            del finding["criteria"]
    pdf = make_pdf(snapshot)
    assert failures(pdf) == []
    words = text_of(pdf)
    assert ("Voorbeeld uit L3." in words, "Voldoet aan deze criteria" in words) == (True, False)


def test_the_same_snapshot_gives_the_same_bytes(snapshot):
    first = make_pdf(snapshot)
    make_pdf({**snapshot, "reference": "2026-999"})
    assert make_pdf(snapshot) == first


def test_another_number_of_levels_and_instruments(centre, bram, chloe, dirk):
    versions = [make_version("drie", levels=["een", "twee", "drie"], target=0, scales=2), make_version("vier")]
    assessment = make_assessment(centre, versions, (bram, chloe, dirk), positions=(2, 1))
    pdf = make_pdf(take(assessment=assessment, actor=dirk, at=AT))
    assert failures(pdf) == []
    assert "Ontwikkelingsschalen drie" in text_of(pdf)


def test_no_page_holds_the_tail_of_the_instruments_facts_alone(snapshot):
    """However long the text above it is: the heading and the hash stand on the same page."""
    digest, apart = snapshot["instruments"][0]["content_sha256"], []
    for lines in range(0, 40, 3):
        advice = {**snapshot["advice"], "motivation": "\n\n".join(["Regel."] * lines)}
        *_before, last = pages_of(make_pdf({**snapshot, "advice": advice}))
        if "Het instrument van deze doorlichting" not in last or digest not in re.sub(r"\W", "", last):
            apart.append(lines)
    assert apart == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text, final, dirk):
    Passage.objects.update(text=text)
    pdf = make_pdf(take(assessment=final, actor=dirk, at=AT))
    assert failures(pdf) == []
    assert re.sub(r"\s+", "", text) in re.sub(r"[\s\u200b]", "", text_of(pdf))


@pytest.mark.parametrize(
    "text",
    [
        "Rug\u0007gen\x1b[31mgraat\x7f\x9f",
        "Duim 👍🏽 en familie 👨‍👩‍👧",
        "中文 und \ue000 \U0010ffff",
        "مرحبا بالعالم en שלום",
        "\u202eomgekeerd\u202c \u2066x",
        "w" * 5000,
        "\n\n \n\n",
        "\u200b",
        "eerste\r\nregel\ttab",
        "e\u0301" * 50,
    ],
    ids=[
        "control",
        "emoji",
        "no glyph",
        "from the right",
        "overridden",
        "long",
        "empty",
        "invisible",
        "lines",
        "accents",
    ],
)
def test_any_text_can_be_printed(text, final, dirk):
    Passage.objects.update(text=text)
    assert failures(make_pdf(take(assessment=final, actor=dirk, at=AT))) == []


def test_invisible_titles_are_boxes(snapshot):
    part = snapshot["instruments"][0]
    part["title"] = part["scales"][0]["title"] = part["scales"][0]["code"] = part["levels"][0]["title"] = "\u200b"
    snapshot["centre"]["name"] = "\u2060"
    assert failures(make_pdf(snapshot)) == []


def test_what_has_no_glyph_is_a_box():
    assert printable("Duim 👍 omhoog") == "Duim □ omhoog"
    assert printable("Café ‘één’ → €") == "Café ‘één’ → €"


def test_control_characters_go_and_lines_stay():
    assert printable("a\x07b\r\nc\td\u202e") == "ab\nc d"


def test_very_long_words_can_break():
    word = "w" * (2 * LONGEST_WORD + 5)
    assert [len(part) for part in printable(word).split("\u200b")] == [LONGEST_WORD, LONGEST_WORD, 5]
    assert printable("w" * LONGEST_WORD) == "w" * LONGEST_WORD
