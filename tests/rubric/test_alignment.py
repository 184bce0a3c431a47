"""Two levels beside each other: on the shipped content, and on whatever text."""

import re
from itertools import groupby, pairwise

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
# Two texts of the same sentences, in which each phrase stands anywhere: so that many of them move.
KEPT = ("De directie plant jaarlijks vooruit", "Alle vragen worden beantwoord", "Ouders komen vlot langs")
PHRASES = (
    "de context van het centrum",
    "De context van het Centrum,",
    "de kenmerken van de leerlingengroep",
    "volgt in beperkte mate de leerlingen op",
    "weinig of geen overleg",
    "in beperkte mate de context",
    "te stimuleren.",
)


def _with_phrases(places):
    kept = [[sentence] for sentence in KEPT]
    for phrase, place in zip(PHRASES, places, strict=True):
        if place is not None:
            kept[place].append(phrase)
    return [" ".join(parts) for parts in kept]


PLACE = st.sampled_from([0, 1, 2, None])
TEXTS = st.tuples(*[PLACE] * len(PHRASES)).map(_with_phrases)


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


@given(TEXTS | SENTENCES, TEXTS | SENTENCES, st.booleans())
def test_each_sentence_stands_in_one_row_to_the_letter(before, after, exact):
    found = align(before, after, MARKED, exact=exact)
    assert sorted(place for row in found for place in row.before) == list(range(len(before)))
    assert sorted(place for row in found for place in row.after) == list(range(len(after)))
    for row in found:
        assert joined(row.old) == " ".join(before[place] for place in row.before)
        assert joined(row.new) == " ".join(after[place] for place in row.after)


@given(TEXTS | SENTENCES, TEXTS | SENTENCES, st.booleans())
def test_what_moved_has_one_partner_in_another_row_and_is_neither_gone_nor_new(before, after, exact):
    found = align(before, after, MARKED, exact=exact)
    olds, news = (_moved(found, side) for side in ("old", "new"))
    assert list(olds) == sorted(news) == list(range(1, len(olds) + 1)) if olds else news == {}
    for number, (row, said, there) in olds.items():
        other_row, other_said, back = news[number]
        assert row is not other_row
        assert (there, back) == (other_row.after, row.before)
        assert said == other_said if exact else _plain(said) == _plain(other_said)
        assert len(_plain(said)) >= 3


def _moved(found, side):
    """Per number: the row, the words with what is between them one space wide, the sentences that they point to."""
    runs = {}
    for row in found:
        marked = (part for part in getattr(row, side) if part.moved)
        for number, group in groupby(marked, lambda part: part.moved.number):
            parts = list(group)
            assert number not in runs
            assert not any(part.differs for part in parts)
            assert len({part.moved for part in parts}) == 1
            runs[number] = (row, " ".join(" ".join(part.text for part in parts).split()), parts[0].moved.sentences)
    return dict(sorted(runs.items()))


def _plain(text):
    return re.findall(r"[^\W_]+", text.casefold())


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


MOVES = {
    ("L1", "meets"): [("de context van het centrum en de kenmerken van de leerlingengroep", (2,), (1,))],
    ("L4", "meets"): [("de ondersteuningsbehoeften van leraren", (0,), (1,))],
}
SELDOM = Quantifiers("nl", [*WORDS, "zelden"])


@pytest.mark.parametrize(("scale", "level"), PAIRS)
def test_what_only_went_to_another_sentence_of_the_shipped_levels(shipped, scale, level):
    """Common words such as "het centrumteam" and "voor leerlingen met" say something else in another sentence."""
    found = rows(shipped, scale, LEVELS[LEVELS.index(level) - 1], level)
    moved = [(part.text, row.before, part.moved.sentences) for row in found for part in row.old if part.moved]
    assert moved == MOVES.get((scale, level), [])
    assert [part.text for row in found for part in row.new if part.moved] == [text for text, _from, _to in moved]


def test_words_that_moved_and_say_how_much_in_another_way(shipped):
    """ "formuleert zelden een hulpvraag" is said in a sentence of its own then: "in beperkte mate"."""
    found = rows(shipped, "L3", "below", "approximates", SELDOM)
    assert [(part.text, row.before) for row in found for part in row.old if part.moved] == [
        ("formuleert", (0,)),
        ("een hulpvraag", (0,)),
    ]
    assert [(part.text, row.after) for row in found for part in row.new if part.moved] == [
        ("formuleert", (2,)),
        ("een hulpvraag", (2,)),
    ]
    assert found[0].quantifier_change == (("nauwelijks",), ("in beperkte mate",))
    assert (found[0].turned_amid(1)[0], found[2].turned_amid(1)[1]) == (("zelden",), ("in beperkte mate",))


OLD = ["Het team overlegt.", "Er is zicht op de noden van leraren en het CLB helpt de school."]
NEW = ["Bij het overleg staan De noden, van leraren, centraal.", "Er is zicht en het CLB helpt de school."]


def test_moved_words_may_differ_in_capitals_and_commas_between_levels_but_not_between_versions():
    first, second = align(OLD, NEW, NONE)
    assert [(part.text, part.moved.there) for part in second.old if part.moved] == [("de noden van leraren", "1")]
    assert [(part.text, part.moved.there) for part in first.new if part.moved] == [("De noden, van leraren", "2")]
    assert (first.is_same, first.is_moved) == (False, False)
    assert not any(part.moved for row in align(OLD, NEW, NONE, exact=True) for part in (*row.old, *row.new))


def test_the_measure_of_moved_words_keeps_its_mark_and_has_not_turned():
    old = ["Het CLB kent de noden van leraren in beperkte mate en de school belt.", "Alle ouders komen langs."]
    new = ["Het CLB en de school belt.", "Alle ouders kennen de noden van leraren in beperkte mate en komen langs."]
    first, second = align(old, new, MARKED)
    moved = [("de noden van leraren", False), ("in beperkte mate", True)]
    assert [(part.text, part.quantifier) for part in first.old if part.moved] == moved
    assert [(part.text, part.quantifier) for part in second.new if part.moved] == moved
    assert (first.quantifier_change, second.quantifier_change) == (((), ()), ((), ()))


def test_a_measure_that_turns_amid_moved_words_is_marked_as_ever():
    old = ["Het CLB kent de noden van leraren beperkt bij complexe vragen en belt.", "Alle ouders komen langs."]
    new = ["Het CLB belt.", "Alle ouders kennen de noden van leraren systematisch bij complexe vragen en komen langs."]
    first, second = align(old, new, MARKED)
    assert [part.text for part in first.old if part.moved] == ["de noden van leraren", "bij complexe vragen en"]
    assert [part.text for part in first.old if part.quantifier and part.differs] == ["beperkt"]
    assert [part.text for part in second.new if part.quantifier and part.differs] == ["systematisch"]
    assert (first.quantifier_change, second.quantifier_change) == (((), ()), ((), ()))
    (move,) = second.arrivals
    assert (first.turned_amid(move), second.turned_amid(move)) == ((("beperkt",), ()), ((), ("systematisch",)))


def test_a_phrase_that_says_how_much_is_not_cut_by_what_moved():
    old = ["De directie plant jaarlijks weinig of geen overleg met leraren.", "Alle vragen worden beantwoord."]
    new = ["De directie plant jaarlijks vooruit.", "Alle vragen over geen overleg met leraren worden beantwoord."]
    found = align(old, new, Quantifiers("nl", ["weinig of geen", "geen"]))
    assert [part.text for row in found for part in row.old if part.moved] == ["overleg met leraren"]
    assert [part.text for row in found for part in row.old if part.quantifier] == ["weinig of geen"]
    assert [part.text for row in found for part in row.new if part.quantifier] == ["geen"]


def test_a_sentence_of_which_all_words_moved_does_not_fall_away():
    old = ["De noden van leraren staan centraal."]
    new = [
        "Omdat de noden van leraren staan centraal bij directie, bestuur, netwerk, ouders, begeleiders, inspectie,"
        " buurt, bedrijven, gemeente, bibliotheek, sportclubs, jeugdwerk, academie, huisartsen, mentoren, vakbonden,"
        " kinderopvang, politie, justitie, verenigingen en cultuurhuis."
    ]
    gone, added = align(old, new, NONE)
    assert (gone.after, gone.is_moved, gone.is_same) == ((), True, False)
    assert (added.before, added.is_moved) == ((), False)


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
