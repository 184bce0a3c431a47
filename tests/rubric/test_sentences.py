import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.texts import is_seen
from rubric.sentences import ended, is_visible, plain, sentences

EXAMPLES = [
    ("", []),
    ("Een zin.", ["Een zin."]),
    ("Een zin. Nog een zin.", ["Een zin.", "Nog een zin."]),
    ("Werkt het? Ja! Het werkt…", ["Werkt het?", "Ja!", "Het werkt…"]),
    ("Zonder einde", ["Zonder einde"]),
    ("Het team bv. Nederlands volgt het op.", ["Het team bv. Nederlands volgt het op."]),
    ("Zie art. 3 van het decreet. Het geldt.", ["Zie art. 3 van het decreet.", "Het geldt."]),
    ("Het CLB, de school e.d. werken samen.", ["Het CLB, de school e.d. werken samen."]),
    ("Het CLB, de school e.d. Samen werken ze.", ["Het CLB, de school e.d.", "Samen werken ze."]),
    ("Afspraken o.a. CLB, i.v.m. Zorg.", ["Afspraken o.a. CLB, i.v.m. Zorg."]),
    ("Dhr. P. Peeters knikt. Mevr. Maes ook.", ["Dhr. P. Peeters knikt.", "Mevr. Maes ook."]),
    ("Het zegt ‘ja.’ Daarna niets.", ["Het zegt ‘ja.’", "Daarna niets."]),
    ("Hij sprak. ‘Ja’ zei ze. (Nee.) Toch.", ["Hij sprak.", "‘Ja’ zei ze.", "(Nee.)", "Toch."]),
    ("Er zijn 3.5 punten. 4 blijven.", ["Er zijn 3.5 punten.", "4 blijven."]),
    ("1. Het team werkt. 2. Het team volgt op.", ["1. Het team werkt.", "2. Het team volgt op."]),
    ("In 2026. Daarna niet.", ["In 2026.", "Daarna niet."]),
    ("Élan telt. Één zin. Överal.", ["Élan telt.", "Één zin.", "Överal."]),
]


@pytest.mark.parametrize(("paragraph", "expected"), EXAMPLES)
def test_a_paragraph_is_split(paragraph, expected):
    assert sentences(paragraph) == expected


@given(st.text(alphabet="Ab1é.!?…'’()\" ", max_size=60))
def test_the_join_is_the_source_to_the_letter(text):
    paragraph = plain(text)
    assert " ".join(sentences(paragraph)) == paragraph


@given(st.text(max_size=60))
def test_the_join_is_the_source_whatever_the_letters(text):
    paragraph = plain(text)
    found = sentences(paragraph)
    assert " ".join(found) == paragraph
    assert "" not in found


def test_the_shipped_instrument_is_split_as_its_file_has_it(shipped):
    for scale in shipped.scales:
        for statements in scale.levels.values():
            texts = [statement.text for statement in statements]
            assert sentences(" ".join(texts)) == texts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("Een zin.", True), ("Echt?", True), ("(Zo is het.)", True), ("Een zin", False), ("", False), (")", False)],
)
def test_a_sentence_has_its_end(sentence, expected):
    assert ended(sentence) is expected


def test_what_shows_nothing_is_the_same_here_as_in_the_portal():
    """Of letters, digits and signs; the rubric imports nothing of the portal, so it has a list of its own."""
    signs = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one)[0] in "LNPS"]
    assert [hex(ord(one)) for one in signs if is_visible(one) != is_seen(one)] == []
