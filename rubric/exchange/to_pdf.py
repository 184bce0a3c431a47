"""A version on paper: one file for eyes and screen readers (PDF/UA-1). Data goes to typst as JSON, never as markup."""

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from rubric.exchange.to_case import Publication
from rubric.manuscript import Manuscript, ScalePart

SOURCE = Path(__file__).parent / "instrument.typ"
PROBE = b'#set document(title: "probe")\n#set text(font: "Atkinson Hyperlegible Next")\n#sys.inputs.text'
NO_GLYPH = "□"

_lock = threading.Lock()  # a compiler remembers its inputs, so threads take turns


def to_pdf(content: Manuscript, publication: Publication) -> bytes:
    """The same content gives the same bytes; raises typst.TypstError where the standard isn't met."""
    data = _printable(_document(content, publication))
    return _typeset(SOURCE.read_bytes(), {"data": json.dumps(data)}, int(publication.changed_at.timestamp()))


def _document(content: Manuscript, publication: Publication) -> dict[str, Any]:
    titles = {level.code: level.title for level in content.levels}
    return {
        "language": content.language,
        "title": content.title or content.instrument,
        "name": f"{content.instrument} {content.version}",
        "scope": content.scope,
        "introduction": content.introduction,
        "explanation": content.target_explanation,
        "practice": {
            "definition": content.good_practice_definition,
            "criteria": [one.text for one in content.criteria],
        },
        "levels": [{"name": one.title, "legend": one.legend, "target": one.target} for one in content.levels],
        "scales": [_scale(scale, titles) for scale in content.scales],
        "facts": [
            [_("Source"), content.source],
            [_("Address"), publication.page],
            [_("SHA-256 of its text"), content.content_sha256],
        ],
        "labels": {
            "levels": _("What the levels mean"),
            "practice": _("Good practice"),
            "target": _("target"),
            "level": _("Level"),
            "text": _("Descriptor"),
            "about": _("About this version"),
            "draft": _("Draft") if publication.status == "draft" else "",
            "page": _("page"),
            "of": _("of"),
        },
    }


def _scale(scale: ScalePart, titles: dict[str, str]) -> dict[str, Any]:
    rows = [
        {
            "name": titles[code],
            "text": " ".join(one.text for one in statements),
            "errata": [one.erratum for one in statements if one.erratum],
        }
        for code, statements in scale.levels.items()
    ]
    return {"name": f"{scale.code} {scale.title}", "rows": rows}


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Kept warm. It reads the fonts only: no network, no fonts of the system, no packages."""
    fonts = settings.FONTS_DIR
    return typst.Compiler(
        root=fonts, font_paths=[fonts], ignore_system_fonts=True, package_path=fonts, package_cache_path=fonts
    )


def _typeset(source: bytes, inputs: dict[str, str], seconds: int) -> bytes:
    with _lock:
        pdf = _compiler().compile(source, sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=seconds)
    return cast(bytes, pdf)


@lru_cache(maxsize=8192)
def _has_glyph(character: str) -> bool:
    try:
        _typeset(PROBE, {"text": character}, 0)
    except typst.TypstError:
        return False
    return True


def _printable(data: Any) -> Any:
    """The same with □ for what the typeface can't print, without control characters.

    What is then empty is □ as well: a heading without a text breaks the standard.
    """
    if isinstance(data, str):
        return "".join(_character(one) for one in " ".join(data.split())) or (NO_GLYPH if data else "")
    if isinstance(data, list):
        return [_printable(one) for one in data]
    if isinstance(data, dict):
        return {key: _printable(one) for key, one in data.items()}
    return data


def _character(one: str) -> str:
    if " " <= one <= "~" or "\xa1" <= one <= "\xac" or "\xae" <= one <= "\xff":
        return one
    if not one.isprintable():
        return ""
    return one if _has_glyph(one) else NO_GLYPH
