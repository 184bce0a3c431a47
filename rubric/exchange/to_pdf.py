"""A version on paper: one file for eyes and screen readers (PDF/UA-1). Data goes to typst as JSON, never as markup."""

import json
import re
import threading
import unicodedata
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
ASKED_AT_MOST = 300  # different rare characters in one version; asking for each takes about 2 ms
POINTLESS = {"\ufe0e", "\ufe0f"}  # they choose the picture of an emoji, which isn't there

_rare = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\xff]")
_long_word = re.compile(r"\S{30}(?=\S)")

_lock = threading.Lock()  # a compiler remembers its inputs, so threads take turns


def to_pdf(content: Manuscript, publication: Publication) -> bytes:
    """The same content gives the same bytes; raises typst.TypstError where the standard isn't met."""
    document = _document(content, publication)
    data = _printable(document, _stand_ins(json.dumps(document, ensure_ascii=False)))
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


def _printable(data: Any, stand_ins: dict[int, str]) -> Any:
    """The same without control characters, with □ for what the typeface can't print and breaks in very long words.

    What is then empty is □ as well: a heading without a text breaks the standard.
    """
    if isinstance(data, str):
        text = " ".join(data.split()).translate(stand_ins)
        return _long_word.sub("\\g<0>\u200b", text) or (NO_GLYPH if data else "")
    if isinstance(data, list):
        return [_printable(one, stand_ins) for one in data]
    if isinstance(data, dict):
        return {key: _printable(one, stand_ins) for key, one in data.items()}
    return data


def _stand_ins(text: str) -> dict[int, str]:
    """What is printed instead of each rare character of a text: not all are asked for, as others wait for the lock.

    In JSON control characters are escaped, so these are named apart.
    """
    rare = enumerate(sorted(set(_rare.findall(text))))
    found = {ord(one): _stand_in(one, asked=number < ASKED_AT_MOST) for number, one in rare}
    return dict.fromkeys(range(32), "") | found


def _stand_in(one: str, *, asked: bool) -> str:
    kind = unicodedata.category(one)
    if one in POINTLESS or kind in ("Cc", "Cf"):
        return ""
    return one if asked and kind not in ("Cs", "Co", "Cn") and _has_glyph(one) else NO_GLYPH
