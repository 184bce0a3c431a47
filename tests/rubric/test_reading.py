import pytest
from django.utils import translation

from rubric import reading
from rubric.models import Descriptor, Expectation, InstrumentVersion, Level, Scale, Statement
from rubric.reading import grid, text_of


@pytest.fixture
def draft(version):
    """A draft of one scale and three levels, of which only the third begins with the text of the one before."""
    draft = InstrumentVersion.objects.create(instrument=version.instrument, number="2", title="Ontwerp")
    scale = Scale.objects.create(version=draft, position=1, code="A", title="Schaal")
    for position, sentences in enumerate((["Een."], ["Twee.", "Drie."], ["Twee.", "Drie.", "Vier.", "Vijf."]), 1):
        level = Level.objects.create(version=draft, position=position, code=f"l{position}", title="T", legend="L.")
        descriptor = Descriptor.objects.create(scale=scale, level=level)
        for number, text in enumerate(sentences, 1):
            Statement.objects.create(descriptor=descriptor, position=number, text=text)
    return draft


def test_a_version_takes_six_queries_the_first_time(version, django_assert_num_queries):
    reading.forget()
    with django_assert_num_queries(6):
        grid(version.pk)


def test_then_one_and_none_where_the_hash_or_the_version_is_known(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        first = grid(version.pk)
    with django_assert_num_queries(0):
        assert grid(version.pk, version.content_sha256) is first
        assert text_of(version) is first


def test_a_draft_is_read_anew_each_time(draft):
    before = grid(draft.pk)
    Statement.objects.filter(descriptor__scale__version=draft, text="Een.").update(text="Anders.")
    assert before.scale("A").descriptor("l1").text == "Een."
    assert grid(draft.pk).scale("A").descriptor("l1").text == "Anders."


def test_another_hash_is_never_taken_for_this_text(version):
    with pytest.raises(InstrumentVersion.DoesNotExist):
        grid(version.pk, "0" * 64)


def test_what_a_level_adds_to_the_one_before(draft):
    text = grid(draft.pk)
    scale = text.scale("A")
    added = [one.added for one in scale.descriptors]
    assert [found and [one.text for one in found] for found in added] == [None, None, ["Vier.", "Vijf."]]
    assert [one.previous and one.previous.code for one in scale.descriptors] == [None, "l1", "l2"]


def test_a_draft_without_target_or_texts_can_be_read(version):
    draft = InstrumentVersion.objects.create(instrument=version.instrument, number="3", title="Leeg")
    level = Level.objects.create(version=draft, position=1, code="l1", title="T", legend="L.")
    Expectation.objects.create(level=level, position=1, finding_kind="strength", at_least=1)
    Scale.objects.create(version=draft, position=1, code="A", title="Schaal")
    text = grid(draft.pk)
    assert text.target is None
    assert [(one.statements, one.added) for one in text.scale("A").descriptors] == [((), None)]


def test_scales_and_levels_are_found_by_code_and_key(version):
    text = grid(version.pk)
    assert text.level_by_id(text.level("meets").id) == text.level("meets")
    assert text.scale_by_id(text.scale("L3").id) == text.scale("L3")
    assert str(text.scale("L1")) == "L1 Brede basiszorg"


@pytest.mark.parametrize(("find", "key"), [("level", "best"), ("level_by_id", 0), ("scale", "L9"), ("scale_by_id", 0)])
def test_what_isnt_in_the_version_is_a_key_error(version, find, key):
    with pytest.raises(KeyError):
        getattr(grid(version.pk), find)(key)


def test_level_names_follow_the_language_of_the_interface(version):
    level = grid(version.pk).level("approximates")
    with translation.override("nl"):
        assert (level.name, level.short_name, str(level)) == ("Benadert de verwachting", "Benadert", level.title)
    with translation.override("en"):
        assert (level.name, level.short_name) == ("Approximates expectation", "Approximates")
