"""The deeds in an assessment, in the words of a person who may trace them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.enums import Verb
from assessments.models import Assessment, Event
from rubric.reading import grid
from rubric.version_text import VersionText


def tell_levels(assessment: Assessment, events: Iterable[Event]) -> bool:
    """Gives each rating among the events the name of its `level`; whether there are several instruments. 1 query.

    A level of a version from which the assessment moved away keeps its code.
    """
    scopes = assessment.scopes.select_related("version__instrument")
    versions = {one.version.instrument.code: grid(one.version_id, one.version.content_sha256) for one in scopes}
    for event in events:
        if event.verb == Verb.RATED:
            event.level = _level(versions.get(event.payload["instrument"]), event.payload["level"])  # type: ignore[attr-defined]
    return len(versions) > 1


def _level(version: VersionText | None, code: str) -> str:
    if not code:
        return _("no level")
    try:
        return version.level(code).name if version else code
    except KeyError:
        return code
