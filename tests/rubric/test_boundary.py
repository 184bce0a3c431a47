"""The page that says what separates two levels, and the one that compares two versions."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from rubric.alignment import Row, align
from rubric.boundary import Turn, boundary
from rubric.models import InstrumentVersion, QuantifierWord, Statement
from rubric.quantifiers import Quantifiers
from rubric.reading import grid, text_of
from rubric.storing import fill, manuscript_of
from rubric.versions import comparison
from rubric.wording import Move, Part

PAGE = "/instruments/dbso-leerlingenbegeleiding/1/"
WORDS = ("nauwelijks", "onvoldoende", "beperkt", "in beperkte mate", "systematisch")
MARKED = Quantifiers("nl", WORDS)


@pytest.fixture
def text(version):
    return grid(version.pk, version.content_sha256)


@pytest.fixture
def words(db):
    QuantifierWord.objects.all().delete()
    return QuantifierWord.objects.bulk_create(QuantifierWord(word=word) for word in WORDS)


@pytest.fixture
def second(version):
    """A draft copy of the shipped version."""
    copy = InstrumentVersion.objects.get(pk=version.pk)
    copy.pk, copy.number, copy.status, copy.content_sha256 = None, "2", "draft", ""
    copy.save(force_insert=True)
    fill(copy, manuscript_of(version))
    return InstrumentVersion.objects.get(pk=copy.pk)


def get(url, client=None, language="en"):
    return (client or Client()).get(url, headers={"accept-language": language})


def test_what_separates_two_levels_in_figures(text):
    found = boundary(text.scale("L3"), text.level("approximates"), MARKED)
    assert found.turns == [
        Turn(("nauwelijks",), ("in beperkte mate",)),
        Turn((), ("in beperkte mate",)),
        Turn((), ("beperkt",)),
    ]
    assert (found.reworded, found.new, found.gone, found.same) == (3, 1, 0, 0)


def test_a_turn_amid_words_that_moved_is_told_as_one(text):
    found = boundary(text.scale("L3"), text.level("approximates"), Quantifiers("nl", [*WORDS, "zelden"]))
    assert found.turns == [
        Turn(("nauwelijks",), ("in beperkte mate",)),
        Turn(("zelden",), ("in beperkte mate",)),
        Turn(("zelden",), ("beperkt",)),
    ]
    assert (found.reworded, found.new, found.gone, found.same, found.moved) == (3, 0, 0, 0, 1)
    assert (found.partly_new, found.partly_gone) == (1, 0)  # the sentence of which words stood elsewhere


def test_each_turn_names_the_rows_in_which_it_stands(text):
    found = boundary(text.scale("L3"), text.level("approximates"), Quantifiers("nl", [*WORDS, "zelden"]))
    assert [[row.after_numbers for row in turn.rows] for turn in found.turns] == [["1"], ["3"], ["4"]]
    gone = boundary(text.scale("L2"), text.level("approximates"), Quantifiers("nl", ["zelden"]))
    assert [[(row.before_numbers, row.after_numbers) for row in turn.rows] for turn in gone.turns] == [[("2", "")]]
    twice = boundary(text.scale("L4"), text.level("meets"), Quantifiers("nl", ["beperkt"])).turns[0]
    assert twice == Turn(("beperkt",), ())
    assert [(row.before_numbers, row.after_numbers) for row in twice.rows] == [("1", ""), ("3", "3")]


def test_the_strip_of_turns_leads_to_the_sentences(version, words):
    html = get(f"{PAGE}scales/L1/boundary/meets/").content.decode()
    strip = html.split('<ul class="turns"')[1].split("</ul>")[0]
    assert re.findall(r'<a href="#([\w-]+)">([^<]+)</a>', strip) == [("boundary-after-4", "sentence 4")]
    assert html.count('<tr id="boundary-after-4">') == 1
    QuantifierWord.objects.create(word="zelden")
    html = get(f"{PAGE}scales/L2/boundary/approximates/").content.decode()
    assert '<a href="#boundary-before-2">sentence 2 of “Below expectation”</a>' in html
    assert html.count('<tr id="boundary-before-2">') == 1


@pytest.mark.parametrize(
    ("scale", "level", "told"), [("L4", "meets", 1), ("L1", "meets", 0), ("L2", "approximates", 0)]
)
def test_the_order_of_the_rows_is_explained_where_the_lower_level_has_another(version, scale, level, told):
    html = get(f"{PAGE}scales/{scale}/boundary/{level}/").content.decode()
    assert html.count("The rows follow the sentences of “Meets expectation”") == told


def test_what_is_new_or_gone_in_part_is_not_counted_as_new_or_gone(version):
    html = get(f"{PAGE}scales/L4/boundary/meets/").content.decode()
    assert "0 sentences are new · 0 fall away · 1 falls away in part · 1 phrase moved" in html


def test_there_is_no_boundary_below_the_lowest_level(text):
    assert boundary(text.scale("L1"), text.level("below"), MARKED) is None


def test_the_page_marks_words_without_signing_in(version, words):
    html = get(f"{PAGE}scales/L1/boundary/meets/").content.decode()
    assert "L1</span>: what separates “Meets expectation” from “Approximates expectation”" in html
    assert '<del class="quantifier"><span class="spoken">says how much: </span>beperkt</del>' in html
    assert '<ins class="quantifier"><span class="spoken">says how much: </span>systematisch</ins>' in html
    assert "4 sentences in other words · 0 sentences are new · 0 fall away" in html
    assert f'href="{PAGE}scales/L1/boundary/exceeds/"' in html
    assert f'href="{PAGE}scales/L2/boundary/meets/"' in html


def test_words_that_only_moved_are_marked_on_both_sides_with_the_sentence_to_look_in(version, words):
    html = get(f"{PAGE}scales/L1/boundary/meets/").content.decode()
    moved = "de context van het centrum en de kenmerken van de leerlingengroep</mark>"
    for told, sign in (("to sentence 2", "→2"), ("from sentence 3", "←3")):
        spoken = f'<span class="spoken">moved, {told}: </span><span class="there" aria-hidden="true">{sign}</span>'
        assert f'<mark class="moved">{spoken}{moved}' in html
    assert "0 fall away · 1 phrase moved to another sentence" in html
    assert ">moved to sentence 2</mark>" in html
    other = get(f"{PAGE}scales/L2/boundary/meets/").content.decode()
    assert ('class="moved"' in other, "moved to another sentence" in other) == (False, False)


@pytest.mark.parametrize("scale", ["L1", "L2", "L3", "L4"])
@pytest.mark.parametrize("level", ["approximates", "meets"])
def test_each_sentence_stands_on_the_page_to_the_letter(version, text, words, scale, level):
    html = get(f"{PAGE}scales/{scale}/boundary/{level}/").content.decode()
    bare = re.sub(r"<[^>]+>", "", re.sub(r'<span class="(?:spoken|there)".*?</span>', "", html))
    after = text.scale(scale).descriptor(level)
    for descriptor in (text.scale(scale).descriptor(after.previous.code), after):
        assert [one.text for one in descriptor.statements if one.text not in bare] == []


def test_a_measure_within_moved_words_is_marked_and_the_move_told_once():
    old = ["Het CLB kent de noden van leraren in beperkte mate en de school belt.", "Alle ouders komen langs."]
    new = ["Het CLB en de school belt.", "Alle ouders kennen de noden van leraren in beperkte mate en komen langs."]
    with translation.override("en"):
        html = render_to_string("rubric/_rows.html", {"rows": align(old, new, MARKED), "language": "nl"})
    assert html.count("moved, to sentence 2: ") == html.count("moved, from sentence 1: ") == 1
    measure = '<mark class="moved quantifier"><span class="spoken">says how much: </span>in beperkte mate</mark>'
    assert html.count(measure) == 2


def test_a_sentence_of_which_all_words_moved_is_said_to_stand_elsewhere():
    moved = (Part("Alle noden van leraren", False, moved=Move(1, (1,))), Part(".", False))
    for row in (Row((0,), (), moved, ()), Row((), (0,), (), moved)):
        with translation.override("en"):
            html = render_to_string("rubric/_rows.html", {"rows": [row], "language": "nl"})
        assert html.count("Says this in another sentence") == 1
        assert [word for word in ("Falls away", "is-new", "Says nothing", "whole") if word in html] == []


def test_a_sentence_of_which_some_words_moved_is_new_in_part():
    parts = (Part("Elk team kent", True), Part(" ", False), Part("alle noden van leraren", False, moved=Move(1, (1,))))
    for row, told in ((Row((0,), (), parts, ()), ">Partly falls away<"), (Row((), (0,), (), parts), ">Partly new<")):
        with translation.override("en"):
            html = render_to_string("rubric/_rows.html", {"rows": [row], "language": "nl"})
        assert (html.count("Says part of this in another sentence"), html.count(told)) == (1, 1)
        assert [word for word in ("Says nothing", ">New<", ">Falls away<") if word in html] == []


def test_the_highest_level_shows_only_what_it_adds(version):
    html = get(f"{PAGE}scales/L1/boundary/exceeds/").content.decode()
    assert "Says all of “Meets expectation”, to the letter, and adds one sentence:" in html
    assert html.count("De manier waarop het centrumteam de brede basiszorg vormgeeft") == 1
    assert "boundary-table" not in html


def test_beside_other_work_there_is_the_panel_alone(version):
    html = get(f"{PAGE}scales/L1/boundary/meets/?part=panel").content.decode()
    assert html.count("<html") == 0
    assert html.count('<table class="boundary-table">') == 1


@pytest.mark.parametrize(
    "path", ["scales/L1/boundary/below/", "scales/L9/boundary/meets/", "scales/L1/boundary/x/", "compare/9/"]
)
def test_what_isnt_there_is_not_found(version, path):
    assert get(PAGE + path).status_code == 404


def test_queries_of_the_pages(version, sign_in, bram, django_assert_num_queries):
    client = sign_in(bram)
    with django_assert_num_queries(4):  # session, person, version, words
        client.get(f"{PAGE}scales/L1/boundary/meets/")
    with django_assert_num_queries(5):
        client.get(f"{PAGE}compare/1/")


def test_equal_versions_are_said_to_be_equal(version, second):
    found = comparison(text_of(version), text_of(second), MARKED)
    assert (bool(found.changes), len(found.unchanged)) == (False, 4)
    assert "say the same, to the letter" in get(f"{PAGE}compare/1/").content.decode()


def test_a_draft_is_compared_by_administrators_only(version, second, sign_in, amina, gust):
    assert get(f"{PAGE}compare/2/").status_code == 404
    assert sign_in(gust).get(f"{PAGE}compare/2/").status_code == 404
    assert sign_in(amina).get(f"{PAGE}compare/2/").status_code == 200


def test_one_word_is_marked_and_the_rest_said_once(version, second, sign_in, amina):
    statements = Statement.objects.filter(descriptor__scale__version=second, descriptor__scale__code="L1")
    statements.filter(text="Het centrumteam volgt de leerlingen beperkt op.").update(
        text="Het centrumteam volgt de leerlingen wel op."
    )
    second.scales.filter(code="L4").delete()
    second.levels.filter(code="meets").update(legend="Anders.", is_target=False)
    second.practice_criteria.filter(position=1).delete()
    found = comparison(text_of(version), text_of(second), MARKED)
    assert [scale.code for scale in found.unchanged] == ["L2", "L3"]
    assert [scale.code for scale in found.removed] == ["L4"]
    assert [[part.descriptor.level.code for part in one.texts] for one in found.scales] == [["approximates"]]
    changed = [row for row in found.scales[0].texts[0].rows if not row.is_same]
    assert [[part.text for part in row.new if part.differs] for row in changed] == [["wel"]]
    html = get(f"{PAGE}compare/2/", sign_in(amina)).content.decode()
    assert (found.moved, 'class="moved"' in html) == (0, False)
    assert '<ins><span class="spoken">only here: </span>wel</ins>' in html
    assert "Scales that fall away" in html
    with translation.override("nl"):
        assert len(found.criteria_removed) == 1


def test_words_that_only_moved_between_versions_are_marked(version, second, sign_in, amina):
    moved, level = "en de kenmerken van de leerlingengroep", {"descriptor__level__code": "meets"}
    statements = Statement.objects.filter(descriptor__scale__version=second, descriptor__scale__code="L1", **level)
    second_sentence, _, last = statements.order_by("position")[1:]
    statements.filter(pk=second_sentence.pk).update(text=second_sentence.text.replace(f" {moved}", ""))
    statements.filter(pk=last.pk).update(text=f"Het volgt de leerlingen {moved} systematisch op.")
    html = get(f"{PAGE}compare/2/", sign_in(amina)).content.decode()
    assert comparison(text_of(version), text_of(second), MARKED).moved == 1
    assert "moved, to sentence 4: " in html
    assert "moved, from sentence 2: " in html
    assert html.count(f"{moved}</mark>") == 2
    assert ">moved from sentence 3</mark>" in html


def test_anonymous_pages_are_kept_until_they_change(version):
    first = get(PAGE)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = Client().get(PAGE, headers={"accept-language": "en", "if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get(PAGE, headers={"accept-language": "nl", "if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


def test_who_is_signed_in_keeps_nothing(version, sign_in, bram):
    assert sign_in(bram).get(PAGE).headers["Cache-Control"] == "private, no-store"
