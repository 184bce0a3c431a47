import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.merging import merged, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("Een", ["Een"]),
        ("Een. Twee! Drie? Vier… Vijf", ["Een.", " ", "Twee!", " ", "Drie?", " ", "Vier…", " ", "Vijf"]),
        ("Een\nTwee\n", ["Een", "\n", "Twee", "\n"]),
        ("Artikel 3.1 telt.", ["Artikel 3.1 telt."]),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts


@settings(max_examples=200)
@given(st.text(alphabet="ab .!?…\n\r\t\u2028\u00a0é"))
def test_sentences_joined_are_the_text(text):
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("A. B. C.", "X. B. C.", "A. B. Y.", "X. B. Y."),
        ("A. B.", "A. B. C.", "X. B.", "X. B. C."),
        ("A. B. C.", "B. C.", "A. B. C. D.", "B. C. D."),
        ("A. B.", "A. X.", "A. Y.", None),
        ("A. B.", "A. X.", "A. X.", "A. X."),
        ("A. B.", "A. B.", "", ""),
        ("A. B.", "", "A. C.", None),
        ("", "A.", "B.", None),
        ("", "", "B.", "B."),
    ],
)
def test_merging(base, mine, theirs, expected):
    assert merged(base=base, mine=mine, theirs=theirs) == expected
    assert merged(base=base, mine=theirs, theirs=mine) == expected


TEXTS = st.lists(st.sampled_from(["A.", " B.", " C!", "\n", " d"]), max_size=6).map("".join)


@settings(max_examples=200)
@given(base=TEXTS, mine=TEXTS)
def test_merging_with_no_change_is_the_change(base, mine):
    assert merged(base=base, mine=mine, theirs=base) == mine
    assert merged(base=base, mine=base, theirs=mine) == mine
