import re

import pytest
from django.template import Context, Template

from rubric.templatetags import levels


def drawn(position, total=4, target=3, label="meets expectation"):
    return levels.staircase(position, total, target, label)


@pytest.mark.parametrize(
    ("position", "total", "reached"), [(None, 4, 0), (0, 4, 0), (1, 4, 1), (3, 4, 3), (4, 4, 4), (2, 5, 2), (1, 1, 1)]
)
def test_the_reached_steps_are_solid(position, total, reached):
    picture = drawn(position, total)
    assert (picture.count("<rect"), picture.count('class="step is-reached"')) == (total, reached)


@pytest.mark.parametrize(("target", "flags"), [(3, 1), (1, 1), (0, 0), (None, 0), (9, 0)])
def test_the_target_carries_a_flag(target, flags):
    assert drawn(2, target=target).count('class="flag"') == flags


def test_each_step_is_higher_than_the_one_before():
    heights = [int(found) for found in re.findall(r'height="(\d+)" rx', drawn(2, total=6))]
    assert len(set(heights)) == 6
    assert heights == sorted(heights)


def test_it_speaks():
    picture = drawn(3, label='meets <the> "expectation"')
    assert 'role="img" aria-label="meets &lt;the&gt; &quot;expectation&quot;"' in picture
    assert "<title>meets &lt;the&gt; &quot;expectation&quot;</title>" in picture


def test_without_words_it_is_decoration():
    picture = drawn(3, label="")
    assert 'aria-hidden="true"' in picture
    assert "title" not in picture


def test_an_instrument_without_levels_has_no_staircase():
    assert drawn(None, total=0) == ""


def test_templates_draw_it_without_inline_style():
    page = Template("{% load levels %}{% staircase 2 4 3 label %}").render(Context({"label": "approximates"}))
    assert page.startswith('<svg class="staircase"')
    assert "style=" not in page


def test_a_list_of_a_hundred_draws_each_shape_once():
    levels._picture.cache_clear()
    levels._drawing.cache_clear()
    for number in range(100):
        drawn(number % 5, label=f"scale {number}")
    assert levels._drawing.cache_info().misses == 5
