"""Words beside a text that people write together."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.dossier import FindingWork
from assessments.models import Passage
from assessments.writing import MAX_LENGTH
from rubric.enums import FINDING_SIGNS, FindingKind, Weight
from rubric.version_text import VersionText

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=4096)
def passage_url(reference: str, passage_id: int) -> str:
    """Where a text is saved; it never changes, and a page has many."""
    return reverse("assessments:passage", args=[reference, passage_id])


@register.simple_tag
def max_length() -> int:
    """How many characters a text may have; browsers count line ends as one, as `typed.normalised` makes them."""
    return MAX_LENGTH


@register.simple_tag
def last_changed(passage: Passage) -> str:
    """Who changed the text last, and when."""
    if passage.changed_by is None:
        return _("Nothing written yet")
    at = date_format(localtime(passage.changed_at), "SHORT_DATETIME_FORMAT")
    return _("Last changed by %(name)s, %(at)s") % {"name": passage.changed_by.name, "at": at}


@register.simple_tag
def finding_kind(found: FindingWork, version: VersionText) -> SafeString:
    """Sign and name of what a finding is, with its weight or the number of criteria that it meets."""
    finding = found.finding
    return _kind(finding.kind, finding.weight, len(found.criteria), len(version.criteria), get_language())


@lru_cache(maxsize=256)
def _kind(kind: str, weight: str, met: int, total: int, language: str) -> SafeString:
    """Drawn once per process: there are few kinds and weights."""
    shown = {
        "sign": FINDING_SIGNS[FindingKind(kind)],
        "name": FindingKind(kind).label,
        "weight": Weight(weight).label if weight else "",
        "met": met,
        "total": total if kind == FindingKind.GOOD_PRACTICE else 0,
    }
    return render_to_string("assessments/_finding_kind.html", shown)
