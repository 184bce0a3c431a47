import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import merging
from assessments.merging import Bounded, merged, sentences
from assessments.writing import MAX_LENGTH


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


def numbered(count):
    return [f"{number}." for number in range(count)]


def alternating(count, every, word):
    return " ".join(f"{word}{one}" if number // every % 2 else one for number, one in enumerate(numbered(count)))


@pytest.fixture
def work(monkeypatch):
    """The comparisons, each of which knows how many pairs it looked at."""
    made = []

    class Counted(Bounded):
        def __init__(self, *args):
            super().__init__(*args)
            made.append(self)

    monkeypatch.setattr(merging, "Bounded", Counted)
    return made


LARGEST = {
    "all the same": (["Ab."] * 24_000, ["X.", *["Ab."] * 23_999], [*["Ab."] * 23_999, "Y."]),
    "all different": (
        numbered(15_000),
        [f"m{one}" for one in numbered(12_000)],
        [f"t{one}" for one in numbered(9_000)],
    ),
    "every second": ([" ".join(numbered(12_000))], [alternating(12_000, 1, "m")], [alternating(12_000, 2, "t")]),
    "turned round": (numbered(15_000), numbered(15_000)[::-1], numbered(15_000)[1:]),
    "few words": ([f"{n % 90}x." for n in range(19_000)], [f"{n % 91}x." for n in range(19_000)], [""]),
}


@pytest.mark.parametrize("case", LARGEST)
def test_the_work_of_merging_has_an_end(case, work):
    """It ran for minutes with the database locked."""
    base, mine, theirs = (" ".join(parts) for parts in LARGEST[case])
    assert max(map(len, (base, mine, theirs))) <= MAX_LENGTH
    merged(base=base, mine=mine, theirs=theirs)
    assert 1 <= len(work) <= 2
    assert all(one.pairs <= merging.MOST_PAIRS for one in work)


def test_too_many_differences_are_not_compared():
    base = " ".join(numbered(12_000))
    assert merged(base=base, mine=alternating(12_000, 1, "m"), theirs=alternating(12_000, 2, "t")) is None


def test_a_long_text_with_many_changes_is_still_merged():
    sentences = [
        f"Zin {number} van een lange tekst, met woorden die de lezer ook elders vindt." for number in range(1000)
    ]
    mine, theirs, both = list(sentences), list(sentences), list(sentences)
    for number in range(0, 1000, 4):
        mine[number] = both[number] = f"Mijn zin {number}."
        theirs[number + 2] = both[number + 2] = f"Hun zin {number}."
    base, mine, theirs, both = (" ".join(text) for text in (sentences, mine, theirs, both))
    assert merged(base=base, mine=mine, theirs=theirs) == both


@settings(max_examples=200)
@given(one=st.lists(st.sampled_from("abc"), max_size=8), other=st.lists(st.sampled_from("abc"), max_size=8))
def test_matching_blocks_are_in_order_and_the_same(one, other):
    blocks = Bounded(None, one, other).get_matching_blocks()
    assert blocks[-1] == (len(one), len(other), 0)
    reached = (0, 0)
    for here, there, size in blocks:
        assert one[here : here + size] == other[there : there + size]
        assert (max(reached[0], here), max(reached[1], there)) == (here, there)
        reached = (here + size, there + size)
