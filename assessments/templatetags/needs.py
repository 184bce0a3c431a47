"""A list of what is needed that stays short: with many scales, what is done is folded away."""

from django import template

from assessments import waiting
from assessments.access import Standing
from assessments.readiness import Need

register = template.Library()
LONG = 20


@register.filter
def shown(needs: list[Need]) -> list[Need]:
    """All of them in order, of a long list only what is still missing."""
    return [need for need in needs if not need.met] if len(needs) > LONG else list(needs)


@register.filter
def worded(need: Need, standing: Standing) -> str:
    """What is missing, as whoever reads it has to take it."""
    return waiting.worded(need, standing)


@register.filter
def folded(needs: list[Need]) -> list[Need]:
    """What a long list doesn't show at once: what is done."""
    return [need for need in needs if need.met] if len(needs) > LONG else []
