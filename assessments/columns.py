"""The levels of a scale side by side, drawn."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from rubric.reading import grid
from rubric.version_text import ScaleText, VersionText


def columns(version: VersionText, scale: ScaleText, *, chosen: int | None, may_rate: bool) -> SafeString:
    """Each level's legend and statements, which one is chosen (its id), and where one may rate its button.

    The text of a published version never changes, so each process draws a scale once per choice and language.
    """
    return _drawn(
        version_id=version.id,
        content_sha256=version.content_sha256,
        scale_id=scale.id,
        chosen=chosen,
        may_rate=may_rate,
        language=get_language(),
    )


@lru_cache(maxsize=512)
def _drawn(
    *, version_id: int, content_sha256: str, scale_id: int, chosen: int | None, may_rate: bool, language: str
) -> SafeString:
    version = grid(version_id, content_sha256)
    shown = {"version": version, "scale": version.scale_by_id(scale_id), "chosen": chosen, "may_rate": may_rate}
    return render_to_string("assessments/_columns.html", shown)
