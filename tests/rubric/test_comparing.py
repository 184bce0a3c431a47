"""What changed between two versions, told by code."""

from dataclasses import replace

import pytest

from rubric.comparing import Changes, Codes, changes
from rubric.reading import grid
from rubric.version_text import StatementText


@pytest.fixture
def text(version):
    return grid(version.pk, version.content_sha256)


def with_scale(text, code, **values):
    return replace(text, scales=tuple(replace(one, **values) if one.code == code else one for one in text.scales))


def with_words(text, scale_code, level_code, *sentences, errata=()):
    """The version with other sentences under one scale and level; other keys, too."""
    statements = tuple(StatementText(0, sentence, errata) for sentence in sentences)
    descriptors = tuple(
        replace(part, statements=statements) if part.level.code == level_code else part
        for part in text.scale(scale_code).descriptors
    )
    return with_scale(text, scale_code, descriptors=descriptors)


def test_the_same_text_has_no_changes(text):
    found = changes(text, replace(text, id=99, number="2", content_sha256="1" * 64))
    assert found == Changes((), Codes(), Codes(), Codes(), frozenset())
    assert not found


def test_fields_of_the_version(text):
    found = changes(text, replace(text, title="Anders", scope="Iedereen"))
    assert found.texts == ("title", "scope")
    assert found


def test_scales_added_removed_retitled_rewritten(text):
    new = with_words(with_scale(text, "L2", title="Andere titel"), "L3", "meets", "Een zin.")
    extra = replace(text.scales[0], code="L5")
    new = replace(new, scales=(*new.scales[1:], extra))
    found = changes(text, new)
    assert found.scales == Codes(added=("L5",), removed=("L1",), changed=("L2", "L3"))
    assert found.descriptors == {("L3", "meets")}


def test_another_remark_is_a_change_of_the_descriptor(text):
    sentences = [one.text for one in text.scale("L1").descriptor("meets").statements]
    assert changes(text, with_words(text, "L1", "meets", *sentences)).descriptors == frozenset()
    found = changes(text, with_words(text, "L1", "meets", *sentences, errata=("Slip.",)))
    assert found.descriptors == {("L1", "meets")}


def test_a_scale_in_another_place(text):
    assert changes(text, replace(text, scales=text.scales[::-1])).scales == Codes(reordered=True)


def test_levels_added_removed_changed(text):
    below, *others = text.levels
    new = replace(text, levels=(*(replace(one, is_target=False) for one in others), replace(below, code="new")))
    assert changes(text, new).levels == Codes(added=("new",), removed=("below",), changed=("meets",))
    assert changes(text, replace(text, levels=(replace(below, legend="Anders."), *others))).levels.changed == ("below",)


def test_criteria(text):
    first, *others = text.criteria
    new = replace(text, criteria=(replace(first, text="Anders."), *others[1:]))
    assert changes(text, new).criteria == Codes(removed=(others[0].code,), changed=(first.code,))
