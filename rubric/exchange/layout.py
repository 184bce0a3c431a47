"""Which block of a published document is what: the title, an explanation, a level's legend, the table of a scale.

Found by what stands where, not by the depth of headings, the number of columns or the names of scales.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rubric.exchange.blocks import Block, Heading, Paragraph, Row
from rubric.exchange.known import known_level
from rubric.exchange.nodes import RefusedFile
from rubric.exchange.recognised import LeftOver
from rubric.sentences import plain

NUMBERED = re.compile(r"\d{1,2}[.)]?\s+\S")


@dataclass(frozen=True, slots=True)
class Table:
    """A line of level names with the line of their texts beneath it, under the heading of a scale."""

    heading: Heading
    names: list[str]
    texts: list[str]
    line: int


@dataclass(slots=True)
class Layout:
    headings: list[Heading] = field(default_factory=list)
    scope: list[str] = field(default_factory=list)
    introduction: list[str] = field(default_factory=list)
    legends: dict[str, list[str]] = field(default_factory=dict)
    """Level names, as they stand above their legends, with the paragraphs beneath."""
    tables: list[Table] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)


def layout(found: list[Block], name: str) -> Layout:
    """Raises RefusedFile where cells and level names don't pair, or no scale's heading stands above them."""
    tables, used = _tables(found, name)
    laid = Layout(tables=tables)
    names = {key(one) for table in tables for one in table.names}
    scales = {table.heading.line for table in tables}
    place, level = "title", ""
    for number, block in enumerate(found):
        if number in used:
            place = "table"
        elif isinstance(block, Heading) and block.line in scales:
            place = "scale"
        elif not isinstance(block, Row) and _names_level(block.text, names):
            place, level = "legend", block.text
            laid.legends.setdefault(level, [])
        elif isinstance(block, Heading):
            place = _heading(laid, block, place)
        elif isinstance(block, Paragraph):
            place = _paragraph(laid, block, place, level)
        else:
            laid.left_over.append(LeftOver(block.line, " | ".join(block.cells)))
    return laid


def key(text: str) -> str:
    """By this two level names are the same."""
    return plain(text).casefold().rstrip(":.")


def _names_level(text: str, names: set[str]) -> bool:
    return key(text) in names or known_level(key(text)) is not None


def _heading(laid: Layout, block: Heading, place: str) -> str:
    """Where the document is after this heading, which is neither a scale's nor a level's."""
    if place == "title" and not NUMBERED.match(block.text):
        if block.text:
            laid.headings.append(block)
        return "title"
    if NUMBERED.match(block.text):  # the heading of a chapter: it only says what comes
        return "introduction" if place in ("title", "scope", "introduction") and not laid.legends else "between"
    if place == "scope":
        return "introduction"
    laid.left_over.append(LeftOver(block.line, block.text))
    return "between"


def _paragraph(laid: Layout, block: Paragraph, place: str, level: str) -> str:
    if place in ("title", "scope"):
        laid.scope.append(block.text)
        return "scope"
    if place == "introduction":
        laid.introduction.append(block.text)
    elif place == "legend":
        laid.legends[level].append(block.text)
    else:
        laid.left_over.append(LeftOver(block.line, block.text))
    return place


def _tables(found: list[Block], name: str) -> tuple[list[Table], set[int]]:
    """The tables, and the numbers of the blocks that they are made of."""
    tables: list[Table] = []
    used: set[int] = set()
    for number, block in enumerate(found):
        above = found[number - 1] if number and number - 1 not in used else None
        if not isinstance(block, Row) or not (block.marked or isinstance(above, Row)):
            continue
        if above is None:
            raise RefusedFile(name, block.line, _("the cells have no line with the names of their levels above them"))
        names = above.cells if isinstance(above, Row) else [above.text]
        if len(names) != len(block.cells):
            reason = _("the line has %(cells)s cells, but line %(line)s above it names %(names)s levels") % {
                "cells": len(block.cells),
                "line": above.line,
                "names": len(names),
            }
            raise RefusedFile(name, block.line, reason)
        if not all(names):
            raise RefusedFile(name, above.line, _("a level has no name here"))
        used |= {number - 1, number}
        tables.append(Table(_heading_above(found, number - 1, used, name), names, block.cells, block.line))
    return tables, used


def _heading_above(found: list[Block], number: int, used: set[int], name: str) -> Heading:
    for earlier in range(number - 1, -1, -1):
        block = found[earlier]
        if isinstance(block, Heading) and earlier not in used:
            return block
    raise RefusedFile(name, found[number].line, _("no heading of a scale stands above these levels"))
