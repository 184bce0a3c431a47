"""The staircase: the product's one sign for a level."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

STEP, GAP = 10, 2  # width of a step and the space between two, in the picture's own units
LOWEST, HIGHEST, HEADROOM = 5, 22, 10  # heights of the first and last step; room for a flag on top


@lru_cache(maxsize=256)
def _drawing(position: int, total: int, target: int) -> tuple[int, SafeString]:
    """Width and shapes of a staircase: steps up to `position` solid, a flag on step `target`."""
    rise = (HIGHEST - LOWEST) / (total - 1) if total > 1 else 0
    ground = HEADROOM + HIGHEST
    steps = []
    for number in range(1, total + 1):
        height = round(LOWEST + rise * (number - 1) if total > 1 else HIGHEST)
        reached = "step is-reached" if number <= position else "step"
        steps.append((reached, (number - 1) * (STEP + GAP) + 1, ground - height, STEP - 1, height))
    shapes = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>', steps)
    if 1 <= target <= total:
        _, x, top, _, _ = steps[target - 1]
        flag = format_html('<path class="flag" d="M{} {}v-9h1l5 2.5-5 2.5v4z"/>', x + 3, top - 1)
        shapes = format_html("{}{}", shapes, flag)
    return total * (STEP + GAP) + 1, shapes


@register.simple_tag
def staircase(position: int | None, total: int, target: int | None = 0, label: str = "") -> SafeString:
    """A staircase of `total` steps as inline SVG.

    `position` is the level reached (0 or None: not rated yet), `target` the step that carries the flag,
    `label` the words for screen readers; without it the picture is decoration beside words that say the same.
    """
    return _picture(position or 0, total, target or 0, str(label)) if total else SafeString()


@register.simple_tag
def staircase_of(mark: tuple[int, int, int, str] | None) -> SafeString:
    """As `staircase`, of a mark that holds all four; none: no picture. A list that looks up each part is slower."""
    return _picture(*mark) if mark else SafeString()


@lru_cache(maxsize=1024)
def _picture(position: int, total: int, target: int, label: str) -> SafeString:
    width, shapes = _drawing(position, total, target)
    naming = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    title = format_html("<title>{}</title>", label) if label else SafeString()
    return format_html(
        '<svg class="staircase" viewBox="0 0 {0} {1}" width="{0}" height="{1}" focusable="false" {2}>{3}{4}</svg>',
        width,
        HEADROOM + HIGHEST + 1,
        naming,
        title,
        shapes,
    )
