"""The published document's Markdown form as blocks with line numbers: headings, paragraphs and rows of cells."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rubric.exchange.nodes import RefusedFile
from rubric.sentences import plain

HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$")
RULE = re.compile(r"\s*([-*_=])(\s*\1){2,}\s*$")
TABLE_RULE = re.compile(r"\s*\|[\s|:\-]*-[\s|:\-]*")
PARAGRAPH_TAG = re.compile(r"</?p(?:\s[^<>]*)?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that stand beside each other. `marked`: their text stood between <p> and </p>."""

    line: int
    cells: list[str] = field(default_factory=list)
    marked: bool = False


Block = Heading | Paragraph | Row


def blocks(text: str, name: str) -> list[Block]:
    """All blocks in order; the depth of a heading says nothing in these documents and is dropped.

    Raises RefusedFile where a cell is broken: an opened <p> that isn't closed, or another mark-up in it.
    """
    found: list[Block] = []
    lines: list[str] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*text.split("\n"), ""], 1):
        block = _block(line, number, name)
        plain_line = block is None and line.strip() and not RULE.fullmatch(line) and not TABLE_RULE.fullmatch(line)
        if plain_line:
            lines.append(line)
            continue
        if lines:
            found.append(Paragraph(number - len(lines), unmarked(" ".join(lines))))
            lines = []
        if block:
            found.append(block)
    return found


def unmarked(text: str) -> str:
    """The words of a text without Markdown's signs for emphasis around the whole of it, one space apart."""
    words = plain(html.unescape(BREAK.sub(" ", text)))
    while (sign := re.fullmatch(r"(\*\*|__|\*|_)(.+)\1", words)) and sign[1] not in sign[2]:
        words = sign[2].strip()
    return words


def _block(line: str, number: int, name: str) -> Block | None:
    if heading := HEADING.fullmatch(line):
        return Heading(number, unmarked(heading[2] or ""))
    if "\t" in line.strip() or PARAGRAPH_TAG.search(line):
        return _row(line.strip("\r\n ").split("\t"), number, name)
    if line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 1:
        return None if TABLE_RULE.fullmatch(line) else _row(line.strip()[1:-1].split("|"), number, name)
    return None


def _row(cells: list[str], number: int, name: str) -> Row:
    marked = any(PARAGRAPH_TAG.search(cell) for cell in cells)
    texts = list(_texts(cells, number, name))
    # Tabs at the end of a line make no cell.
    while len(texts) > 1 and not texts[-1] and not cells[len(texts) - 1].strip():
        texts.pop()
    return Row(number, texts, marked)


def _texts(cells: list[str], number: int, name: str) -> Iterator[str]:
    for column, cell in enumerate(cells, 1):
        tags = [tag.lower().startswith("</") for tag in PARAGRAPH_TAG.findall(cell)]
        if tags != [False, True] * (len(tags) // 2):
            reason = _("cell %(column)s is broken: <p> and </p> don't pair") % {"column": column}
            raise RefusedFile(name, number, reason)
        text = BREAK.sub(" ", PARAGRAPH_TAG.sub(" ", cell))
        if tag := ANY_TAG.search(text):
            reason = _("cell %(column)s holds %(tag)s, which is no text") % {"column": column, "tag": tag[0][:30]}
            raise RefusedFile(name, number, reason)
        yield unmarked(text)
