"""What a page says of a version."""

from django import template

from rubric.models import InstrumentVersion
from rubric.naming import validity as in_words

register = template.Library()


@register.filter
def validity(version: InstrumentVersion) -> str:
    return in_words(version)
