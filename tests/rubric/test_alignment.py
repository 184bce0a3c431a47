"""Two levels beside each other: on the shipped content, and on whatever text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.alignment import align
from rubric.quantifiers import Quantifiers
from rubric.wording import differences

WORDS = ("nauwelijks", "onvoldoende", "beperkt", "in beperkte mate", "gedeeltelijk", "systematisch", "planmatig")
MARKED = Quantifiers("nl", WORDS)
NONE = Quantifiers("nl", ())
LEVELS = ("below", "approximates", "meets", "exceeds")
# Sentences that share words, so that pairs, splits and moves do occur.
SENTENCE = st.lists(
    st.sampled_from(
        [
            "Het",
            "team",
            "volgt",
            "de",
            "leerlingen",
            "beperkt",
            "systematisch",
            "op",
            ",",
            "in",
            "beperkte",
            "mate",
            ".",
        ]
    )
)
SENTENCES = st.lists(SENTENCE.map(" ".join).filter(bool) | st.text(min_size=1), max_size=7)


def joined(parts):
    return "".join(part.text for part in parts)


def sentences(shipped, scale, level):
    found = next(part for part in shipped.scales if part.code == scale)
    return [statement.text for statement in found.levels[level]]


def rows(shipped, scale, before, after, words=MARKED):
    return align(sentences(shipped, scale, before), sentences(shipped, scale, after), words)


@given(st.text(), st.text(), st.booleans())
def test_parts_of_any_text_give_it_back(before, after, exact):
    old, new = differences(before, after, MARKED, exact=exact)
    assert (joined(old), joined(new)) == (before, after)


@given(SENTENCES, SENTENCES, st.booleans())
def test_each_sentence_stands_in_one_row_to_the_letter(before, after, exact):
    found = align(before, after, MARKED, exact=exact)
    assert sorted(place for row in found for place in row.before) == list(range(len(before)))
    assert sorted(place for row in found for place in row.after) == list(range(len(after)))
    for row in found:
        assert joined(row.old) == " ".join(before[place] for place in row.before)
        assert joined(row.new) == " ".join(after[place] for place in row.after)


@given(SENTENCES)
def test_a_text_beside_itself_has_no_difference(text):
    assert [row.is_same for row in align(text, text, MARKED, exact=True)] == [True] * len(text)


@pytest.mark.parametrize("scale", ["L1", "L2", "L3", "L4"])
def test_the_shipped_levels_come_back_to_the_letter(shipped, scale):
    for before, after in pairwise(LEVELS):
        found = rows(shipped, scale, before, after)
        old = {row.before: joined(row.old) for row in found if row.before}
        new = {row.after: joined(row.new) for row in found if row.after}
        assert " ".join(old[key] for key in sorted(old)) == " ".join(sentences(shipped, scale, before))
        assert " ".join(new[key] for key in sorted(new)) == " ".join(sentences(shipped, scale, after))


PAIRS = {
    ("L1", "approximates"): [((0,), (0,)), ((1,), ()), ((2,), (1, 2)), ((3,), (3,))],
    ("L1", "meets"): [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,))],
    ("L2", "approximates"): [((0,), (0,)), ((1,), ()), ((), (1,)), ((), (2,)), ((2,), (3,))],
    ("L2", "meets"): [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3, 4))],
    ("L3", "approximates"): [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), (3,))],
    ("L3", "meets"): [((0,), (0,)), ((1,), ()), ((), (1,)), ((2,), (2,)), ((3,), (3,))],
    ("L4", "approximates"): [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), (3,)), ((3,), (4,))],
    ("L4", "meets"): [((0,), ()), ((3,), (0,)), ((1,), (1,)), ((2,), (2,)), ((4,), (3,))],
}


@pytest.mark.parametrize(("scale", "level"), PAIRS)
def test_which_sentences_of_the_shipped_levels_speak_of_the_same(shipped, scale, level):
    before = LEVELS[LEVELS.index(level) - 1]
    assert [(row.before, row.after) for row in rows(shipped, scale, before, level)] == PAIRS[scale, level]


@pytest.mark.parametrize("scale", ["L1", "L2", "L3", "L4"])
def test_the_highest_level_is_the_one_before_and_a_sentence(shipped, scale):
    *before, last = rows(shipped, scale, "meets", "exceeds")
    assert [row.is_same for row in before] == [True] * len(before)
    assert (last.before, last.is_same) == ((), False)


def test_what_separates_two_levels_of_following_up(shipped):
    last = rows(shipped, "L1", "below", "approximates")[-1]
    assert last.quantifier_change == (("onvoldoende",), ("beperkt",))
    assert [(part.text, part.differs) for part in last.old] == [
        ("Het centrumteam volgt de leerlingen ", False),
        ("onvoldoende", True),
        (" op.", False),
    ]


def test_a_phrase_is_marked_as_a_whole_and_inflected_forms_too(shipped):
    first = rows(shipped, "L3", "approximates", "meets")[0]
    assert first.quantifier_change == (("in beperkte mate",), ("systematisch", "planmatig"))
    second = rows(shipped, "L4", "below", "approximates")[1]
    assert second.quantifier_change == ((), ("beperkte",))


def test_words_in_another_order_part_no_levels_but_do_part_versions():
    before, after = "Als het nodig is, belt het team.", "Het team belt als het nodig is."
    old, new = differences(before, after, NONE)
    assert "".join(part.text for part in old if part.differs) != before
    assert not any("nodig" in part.text for part in (*old, *new) if part.differs)
    exact = differences("Een, twee.", "een twee.", NONE, exact=True)
    assert [[part.text for part in side if part.differs] for side in exact] == [["Een,"], ["een"]]


@pytest.mark.parametrize(
    ("word", "text"),
    [("beperkt", "beperkte"), ("systematisch", "Systematische"), ("optimaal", "optimale"), ("vlot", "vlotter")],
)
def test_inflected_forms_are_found(word, text):
    assert Quantifiers("nl", [word]).spans([text.casefold()]) == [(0, 1)]


def test_the_longest_phrase_wins_and_other_languages_do_not_inflect():
    words = Quantifiers("nl", ["weinig", "weinig of geen"])
    assert words.spans(["weinig", "of", "geen", "en", "weinig", "of", "niet"]) == [(0, 3), (4, 5)]
    assert Quantifiers("en", ["few"]).spans(["fewe"]) == []
