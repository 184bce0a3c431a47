"""An instrument out of its published document, in Markdown: what the inspectorate publishes, read as it stands."""

import hashlib
import re
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from rubric.exchange.blocks import blocks
from rubric.exchange.capitals import Capitals
from rubric.exchange.known import known_criteria, known_level
from rubric.exchange.layout import Layout, Table, key, layout
from rubric.exchange.nodes import THE_FILE, RefusedFile, text_of
from rubric.exchange.recognised import LeftOver
from rubric.manuscript import CriterionPart, LevelPart, Manuscript, ScalePart, StatementPart
from rubric.sentences import UNWRITABLE, sentences

SCALE = re.compile(
    r"(?P<code>[A-Za-z]{0,4}\d{1,3}(?:[.-]\d{1,3})*[a-z]?|[A-Z](?=[.):]))[.):]?\s*[–—-]?\s+(?P<title>\S.*)"
)
PRACTICE = "een voorbeeld van goede praktijk"
TARGET = "streefdoel"
QUALITY_AREA = re.compile(r"kwaliteitsgebied\s+(\S.*)", re.IGNORECASE)


def from_document(raw: bytes, name: str) -> tuple[Manuscript, list[LeftOver]]:
    """The manuscript with what no part of it came from. Its code and number are proposals: the document has none.

    Raises RefusedFile where there is no instrument in the document or a cell of it is broken.
    """
    text = text_of(raw, name)
    if found := UNWRITABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedFile(name, line, _("%(name)s holds a character that can't be printed") % {"name": THE_FILE})
    laid = layout(blocks(text, name), name)
    if not laid.tables:
        raise RefusedFile(name, 1, _("there is no line of level names with their texts beneath it: no instrument"))
    capitals = Capitals(text)
    title, area = _title(laid, capitals)
    explanation, definition = _explanation(laid)
    criteria = known_criteria(definition)
    levels = _levels(laid, explanation, criteria, capitals)
    content = Manuscript(
        instrument=slugify(area or title)[:40].strip("-") or "instrument",
        version="1",
        language="nl",
        title=_fitting(title, 300, laid.headings[0].line if laid.headings else 1, name),
        quality_area=_fitting(area, 200, laid.headings[-1].line if laid.headings else 1, name),
        scope=capitals.lowered(" ".join(laid.scope)),
        introduction=" ".join(laid.introduction),
        target_explanation=explanation,
        good_practice_definition=definition,
        valid_from="",
        source=f"{title} ({name})"[:300] if title else name[:300],
        source_sha256=hashlib.sha256(raw).hexdigest(),
        criteria=criteria,
        levels=levels,
        scales=_scales(laid.tables, levels, capitals, name),
    )
    return content, laid.left_over


def _title(laid: Layout, capitals: Capitals) -> tuple[str, str]:
    """The title and the quality area, which stands in a heading of its own or at the end of the title."""
    words = [heading.text for heading in laid.headings]
    if len(words) > 1:
        return capitals.joined(words), capitals.lowered(words[-1])
    title = capitals.lowered(words[0]) if words else ""
    named = QUALITY_AREA.search(title)
    return title, named[1][:1].upper() + named[1][1:] if named else ""


def _explanation(laid: Layout) -> tuple[str, str]:
    """What follows the last legend: about the target, and from its first sentence on, what a good practice is."""
    last = list(laid.legends.values())[-1] if laid.legends else []
    found = sentences(" ".join(last[1:]))
    split = next((n for n, one in enumerate(found) if one.casefold().startswith(PRACTICE)), len(found))
    return " ".join(found[:split]), " ".join(found[split:])


def _levels(laid: Layout, explanation: str, criteria: list[CriterionPart], capitals: Capitals) -> list[LevelPart]:
    """In the order of the legends, then in that of the tables."""
    names = {key(name): name for name in (*laid.legends, *(name for table in laid.tables for name in table.names))}
    legends = {key(name): paragraphs for name, paragraphs in laid.legends.items()}
    last = list(legends)[-1] if legends else ""
    levels: list[LevelPart] = []
    for number, (found, name) in enumerate(names.items(), 1):
        paragraphs = legends.get(found, [])
        legend = " ".join(paragraphs[:1] if found == last else paragraphs)
        level = known_level(found) or _new_level(capitals.lowered(name), number, {one.code for one in levels})
        levels.append(replace(level, legend=legend, expectations=_rules(level, criteria)))
    target = _target(explanation, levels)
    return [replace(level, target=level.code == target) for level in levels]


def _new_level(title: str, number: int, taken: set[str]) -> LevelPart:
    code = slugify(title)[:40].strip("-") or f"level-{number}"
    if code in taken:
        code = f"{code[:36]}-{number}"
    short = title if len(title) <= 40 else title[:40].rsplit(" ", 1)[0]
    return LevelPart(code, title[:100], short, "", "", "", target=False, expectations=[])


def _rules(level: LevelPart, criteria: list[CriterionPart]) -> list:
    """What the legend expects; nobody can meet all criteria where there are none."""
    return [replace(rule, all_criteria=rule.all_criteria and bool(criteria)) for rule in level.expectations]


def _target(explanation: str, levels: list[LevelPart]) -> str:
    """The code of the level that the explanation names last before it says "streefdoel"; else the known target's."""
    before, says, _after = explanation.casefold().partition(TARGET)
    named = {before.rfind(level.title.casefold()): level.code for level in levels} if says else {}
    if named and max(named) >= 0:
        return named[max(named)]
    return next((level.code for level in levels if level.target), "")


def _scales(tables: list[Table], levels: list[LevelPart], capitals: Capitals, name: str) -> list[ScalePart]:
    codes = {key(level.title): level.code for level in levels}
    texts: dict[int, dict[str, tuple[str, int]]] = {}
    for table in tables:
        cells = texts.setdefault(table.heading.line, {})
        for level, text in zip(table.names, table.texts, strict=True):
            code = codes[key(level)]
            if code in cells:
                reason = _("the scale has a text for “%(level)s” on line %(line)s already")
                raise RefusedFile(name, table.line, reason % {"level": level, "line": cells[code][1]})
            cells[code] = (text, table.line)
    scales: dict[str, tuple[ScalePart, int]] = {}
    for number, (line, cells) in enumerate(texts.items(), 1):
        heading = next(table.heading for table in tables if table.heading.line == line)
        code, title = _named(heading.text, number, capitals)
        if code in scales:
            reason = _("the scale code %(code)s stands on line %(line)s already")
            raise RefusedFile(name, line, reason % {"code": code, "line": scales[code][1]})
        statements = {
            level.code: [
                StatementPart(_fitting(one, 5000, cells[level.code][1], name), "")
                for one in sentences(cells[level.code][0])
            ]
            if level.code in cells
            else []
            for level in levels
        }
        scales[code] = (ScalePart(code, _fitting(title, 200, line, name), statements), line)
    return [scale for scale, _line in scales.values()]


def _named(heading: str, number: int, capitals: Capitals) -> tuple[str, str]:
    """Code and title of a scale: "L1. Brede basiszorg"; a scale without a code gets one from its place."""
    if match := SCALE.fullmatch(heading):
        return match["code"].replace(".", "-")[:20], capitals.lowered(match["title"])
    return f"S{number}", capitals.lowered(heading)


def _fitting(text: str, longest: int, line: int, name: str) -> str:
    if len(text) > longest:
        reason = _("a text of %(length)s characters stands where at most %(longest)s fit: “%(text)s…”")
        raise RefusedFile(name, line, reason % {"length": len(text), "longest": longest, "text": text[:30]})
    return text
