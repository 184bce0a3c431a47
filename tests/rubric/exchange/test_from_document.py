"""The published document as it stands, and documents that look a little or entirely different."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from rubric.completeness import gaps
from rubric.exchange.from_document import from_document
from rubric.exchange.nodes import RefusedFile
from rubric.exchange.reader import recognise
from rubric.exchange.recognised import LeftOver, with_errata

SOURCE = Path(__file__).parent.parent / "source.txt"
RAW = SOURCE.read_bytes()
# The words by which the levels of this instrument are meant to differ in an otherwise equal sentence.
QUANTIFIERS = ["onvoldoende", "beperkt", "gedeeltelijk", "nauwelijks"]

OTHER = """\
# Schalen van het Instituut

Voor alle CLB's.

## 1. Uitleg

Er zijn drie niveaus.

**Zwak**

Het is zwak.

**Goed**

Het is goed.

### Sterk

Het is sterk. Of beter.

Het niveau ‘goed’ is het streefdoel.

## 2. Schalen

### Eerste schaal

| Zwak | Goed | Sterk |
|---|---|---|
| Niets gebeurt. Echt niet. | Iets gebeurt. | Alles gebeurt. |

### 2.1 TWEEDE SCHAAL MET HET CLB

Zwak\tGoed
<p>Zwakke zin.</p>\t<p>Goede zin.<br>Nog een.</p>
#### Sterk
<p class="x">Sterke zin &amp; meer.</p>

Wat hier staat, hoort nergens.
"""


def read(text: str):
    return from_document(text.encode(), "document.md")


def refusal(text: str) -> tuple[int, str]:
    with translation.override("en"), pytest.raises(RefusedFile) as caught:
        read(text)
    return caught.value.line, caught.value.reason


def test_the_source_equals_the_shipped_instrument_to_the_letter(shipped):
    """All but four things, which a document can't say: its code, its number, what to call it as a source, and errata.

    The errata are the five suspected slips, taken over as they are suggested.
    """
    found = recognise(RAW, "source.txt", quantifiers=QUANTIFIERS)
    assert (found.form, found.left_over, found.gaps) == ("document", [], [])
    assert (found.manuscript.instrument, found.manuscript.version) == ("leerlingenbegeleiding", "1")
    assert found.manuscript.source_sha256 == shipped.source_sha256
    given = replace(found.manuscript, instrument=shipped.instrument, version="1", source=shipped.source)
    assert with_errata(given, found.slips) == shipped
    assert with_errata(given, found.slips).content_sha256 == shipped.content_sha256


def test_the_suspected_slips_name_their_place():
    found = recognise(RAW, "source.txt", quantifiers=QUANTIFIERS)
    assert [(slip.key, slip.remark) for slip in found.slips] == [
        ("L2/below/3", "Zo in de bron; bedoeld is ‘betrekt … bij’."),
        ("L2/meets/4", "Zo in de bron; bedoeld is ‘betrekt … bij’."),
        ("L2/exceeds/4", "Zo in de bron; bedoeld is ‘betrekt … bij’."),
        ("L4/meets/2", "Zo in de bron: ‘Ze’ verwijst naar ‘Het centrum’; bedoeld is ‘Het’."),
        ("L4/exceeds/2", "Zo in de bron: ‘Ze’ verwijst naar ‘Het centrum’; bedoeld is ‘Het’."),
    ]


def test_a_sentence_with_one_other_word_is_suspected_unless_levels_differ_by_it():
    text = OTHER.replace("Alles gebeurt.", "Niets gebeurt er echt bij alle leerlingen.").replace(
        "Iets gebeurt.", "Niets gebeurt er echt bij de leerlingen."
    )
    found = recognise(text.encode(), "document.md")
    assert [(slip.key, slip.remark) for slip in found.slips] == [
        ("S1/sterk/1", "Bij ‘Goed’ staat ‘de’, hier ‘alle’: zo in de bron.")
    ]
    assert recognise(text.encode(), "document.md", quantifiers=["alle"]).slips == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n#### ", "\n# ").replace("\n### ", "\n###### "),
        lambda text: text.replace("\n\nOVERSTIJGT DE VERWACHTING\n<p>", "\n\n#### Overstijgt de verwachting\n<p>"),
        lambda text: text.replace("\nOVERSTIJGT DE VERWACHTING\n<p>", "\n**Overstijgt de verwachting**\n<p>"),
        lambda text: text.replace("<p>", "<P class='cell'>").replace("</p>", "</P>"),
        lambda text: re.sub(r"^.*\t.*$", lambda line: re.sub("</?p>", "", line[0]), text, flags=re.MULTILINE),
        lambda text: text.replace("</p>\t<p>", "</p> \t <p>").replace("VERWACHTING\n<p>", "VERWACHTING:\n<p>"),
        lambda text: text.replace("### L1. Brede", "## L1 – Brede").replace("L4. ", "L4: "),
    ],
    ids=["crlf", "bom", "depths", "heading", "bold", "marks", "tabs", "spaces", "separators"],
)
def test_small_variations_give_the_same_instrument(change):
    before, _ = from_document(RAW, "source.txt")
    after = recognise(change(RAW.decode()).encode(), "source.txt")
    assert (after.left_over, after.gaps) == ([], [])
    assert replace(after.manuscript, source_sha256=before.source_sha256) == before


def test_another_instrument_brings_its_own_levels_and_scales():
    content, left_over = read(OTHER)
    assert left_over == [LeftOver(38, "Wat hier staat, hoort nergens.")]
    assert (content.title, content.quality_area, content.scope) == ("Schalen van het Instituut", "", "Voor alle CLB's.")
    assert content.introduction == "Er zijn drie niveaus."
    levels = [(one.code, one.title, one.legend, one.target, one.expectations) for one in content.levels]
    assert levels == [
        ("zwak", "Zwak", "Het is zwak.", False, []),
        ("goed", "Goed", "Het is goed.", True, []),
        ("sterk", "Sterk", "Het is sterk. Of beter.", False, []),
    ]
    assert content.target_explanation == "Het niveau ‘goed’ is het streefdoel."
    assert [(scale.code, scale.title) for scale in content.scales] == [
        ("S1", "Eerste schaal"),
        ("2-1", "Tweede schaal met het CLB"),
    ]
    texts = {level: [one.text for one in parts] for level, parts in content.scales[1].levels.items()}
    assert texts == {"zwak": ["Zwakke zin."], "goed": ["Goede zin.", "Nog een."], "sterk": ["Sterke zin & meer."]}
    assert [one.field for one in gaps(content)] == ["quality_area"]


def test_a_text_that_is_missing_is_a_gap():
    with translation.override("en"):
        found = recognise(OTHER.replace("| Iets gebeurt. |", "| |").encode(), "document.md")
    assert [(gap.code, gap.level) for gap in found.gaps if gap.kind == "scale"] == [("S1", "goed")]
    assert found.manuscript.scales[0].levels["goed"] == []


@pytest.mark.parametrize(("levels", "scales"), [(3, 11), (2, 1), (6, 40)])
def test_any_number_of_levels_and_scales(levels, scales):
    names = [f"Trap {number} van de ladder" for number in range(1, levels + 1)]
    rows = [
        f"## S{scale}. Schaal {scale}\n\n" + "\t".join(names) + "\n"
        "" + "\t".join(f"<p>Zin van schaal {scale} op trap {level}.</p>" for level in range(1, levels + 1)) + "\n\n"
        for scale in range(1, scales + 1)
    ]
    content, left_over = read("# Instrument\n\n" + "".join(rows))
    assert left_over == []
    assert [scale.code for scale in content.scales] == [f"S{number}" for number in range(1, scales + 1)]
    assert [level.title for level in content.levels] == names
    assert sum(len(parts) for scale in content.scales for parts in scale.levels.values()) == levels * scales


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("<p>Goede zin.<br>Nog een.</p>", "<p>Goede zin.", 34, "cell 2 is broken: <p> and </p> don't pair"),
        ("<p>Goede zin.", "<p><b>Goede zin.", 34, "cell 2 holds <b>, which is no text"),
        ("\t<p>Goede zin.<br>Nog een.</p>", "", 34, "the line has 1 cells, but line 33 above it names 2 levels"),
        ("### 2.1 TWEEDE", "### S1 TWEEDE", 31, "the scale code S1 stands on line 25 already"),
        ("#### Sterk\n<p", "#### Goed\n<p", 36, "the scale has a text for “Goed” on line 34 already"),
        ("Zwak\tGoed\n", "", 33, "the line has 2 cells, but line 31 above it names 1 levels"),
        ("Niets gebeurt. Echt", "x" * 5001 + ". Echt", 29, "a text of 5002 characters stands where at most 5000 fit"),
        ("Zwak\tGoed\n", "Zwak\t\tGoed\n", 34, "the line has 2 cells, but line 33 above it names 3 levels"),
    ],
)
def test_a_broken_document_is_refused_with_line_and_reason(old, new, line, reason):
    assert old in OTHER
    named, why = refusal(OTHER.replace(old, new, 1))
    assert (named, reason in why) == (line, True), (named, why)


def test_a_text_without_tables_is_no_instrument():
    assert refusal("# Een brief\n\nBeste.") == (
        1,
        "there is no line of level names with their texts beneath it: no instrument",
    )


def test_cells_without_a_heading_are_refused():
    assert refusal("Zwak\tGoed\n<p>A.</p>\t<p>B.</p>\n") == (1, "no heading of a scale stands above these levels")
