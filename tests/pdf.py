"""What a PDF says, read with a wheel: the tests need no program of the machine."""

from contextlib import closing
from pathlib import Path

import pypdfium2


def text_of(pdf: bytes | Path) -> str:
    """Its words in the order of its content, with one space between them."""
    return " ".join(pages_of(pdf))


def pages_of(pdf: bytes | Path) -> list[str]:
    """The same, page by page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def page_count(pdf: bytes | Path) -> int:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def places_of(pdf: bytes | Path, words: str) -> list[tuple[float, float]]:
    """How far from the left and from the foot of the first page these words begin, each time, in points."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        text = document[0].get_textpage()
        found = text.search(words)
        return [text.get_charbox(index, loose=True)[:2] for index, _count in iter(found.get_next, None)]
