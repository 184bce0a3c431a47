"""The typst compiler, kept warm in each process. It reads this folder's files only, no network, no system fonts."""

import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst

HERE = Path(__file__).parent
# Printed alone in the report's typeface, to learn whether there is a glyph for it.
PROBE = b'#set document(title: "probe")\n#set text(font: "Atkinson Hyperlegible Next")\n#sys.inputs.text'

_lock = threading.Lock()  # a compiler remembers its inputs, so threads take turns
_compiler: typst.Compiler | None = None


def typeset(source: bytes, *, inputs: dict[str, str], at: datetime | None = None) -> bytes:
    """The PDF of typst markup that reads its data from `sys.inputs`. The same input gives the same bytes.

    Raises typst.TypstError where the markup, the data or a PDF standard is not met.
    """
    global _compiler  # noqa: PLW0603 -- the warm compiler is the point
    with _lock:
        if _compiler is None:
            _compiler = typst.Compiler(
                root=HERE,
                font_paths=[HERE / "fonts"],
                ignore_system_fonts=True,
                package_path=HERE / "fonts",  # holds no packages: none is ever looked for elsewhere
                package_cache_path=HERE / "fonts",
            )
        seconds = int(at.timestamp()) if at else 0
        pdf = _compiler.compile(source, sys_inputs=inputs, pdf_standards=["ua-1", "a-2a"], timestamp=seconds)
    return plain_ends(cast(bytes, pdf))


def plain_ends(pdf: bytes) -> bytes:
    """The PDF without streams whose last byte and end of line could be read as one line end.

    One stream in 256 ends in the byte CR; with the LF that typst writes after it a validator takes both for the end
    of line and finds the stream a byte too short (PDF/A-2, 6.1.7.1). A lone CR is an end of line too, and unambiguous.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")


@lru_cache(maxsize=8192)
def has_glyph(character: str) -> bool:
    """Whether the report's fonts can print this character. PDF/A forbids the empty boxes that would stand for it."""
    try:
        typeset(PROBE, inputs={"text": character})
    except typst.TypstError:
        return False
    return True
