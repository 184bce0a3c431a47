"""A manuscript as its YAML file: folded lines, one sentence per item; reading it gives the manuscript back."""

import re
import textwrap
from collections.abc import Iterator

import yaml

from rubric.manuscript import ExpectationPart, LevelPart, Manuscript, ScalePart, StatementPart

WIDTH = 110
# What a folded block holds without a difference: words one space apart, all of them printable.
FOLDS = re.compile(
    r"[\x21-\x7e\xa1-\ud7ff\ue000-\ufefe\uff00-\ufffd]+(?: [\x21-\x7e\xa1-\ud7ff\ue000-\ufefe\uff00-\ufffd]+)*"
)
BREAKS = re.compile("[\u2028\u2029]")


def to_yaml(content: Manuscript) -> str:
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Manuscript) -> Iterator[str]:
    yield f"instrument: {short(content.instrument)}"
    yield f"version: {quoted(content.version)}"
    yield f"language: {short(content.language)}"
    for key in ("title", "quality_area", "scope"):
        yield from _field(key, getattr(content, key), 0)
    if content.valid_from:
        yield f"valid_from: {quoted(content.valid_from)}"
    if content.without_target:
        yield "without_target: true"
    if content.source:
        yield "source:"
        yield from _field("name", content.source, 2)
        if content.source_sha256:
            yield f"  sha256: {short(content.source_sha256)}"
    for key in ("introduction", "target_explanation"):
        yield ""
        yield from _field(key, getattr(content, key), 0)
    if content.good_practice_definition or content.criteria:
        yield from _good_practice(content)
    yield from ("", "levels:" if content.levels else "levels: []")
    for number, level in enumerate(content.levels):
        yield from _level(level, first=number == 0)
    yield from ("", "scales:" if content.scales else "scales: []")
    for number, scale in enumerate(content.scales):
        yield from _scale(scale, first=number == 0)


def _good_practice(content: Manuscript) -> Iterator[str]:
    yield from ("", "good_practice:")
    yield from _field("definition", content.good_practice_definition, 2)
    yield "  criteria:" if content.criteria else "  criteria: []"
    for one in content.criteria:
        yield f"    - code: {short(one.code)}"
        yield from _field("text", one.text, 6)


def _level(level: LevelPart, *, first: bool) -> Iterator[str]:
    if not first:
        yield ""
    yield f"  - code: {short(level.code)}"
    for key in ("title", "short_title", "title_en", "short_title_en"):
        if getattr(level, key) or key in ("title", "short_title"):
            yield from _field(key, getattr(level, key), 4)
    if level.target:
        yield "    target: true"
    yield from _field("legend", level.legend, 4)
    if level.expectations:
        yield "    expectations:"
        for rule in level.expectations:
            yield from _expectation(rule)


def _expectation(rule: ExpectationPart) -> Iterator[str]:
    yield f"      - kind: {short(rule.kind)}"
    if rule.weights:
        yield f"        weights: [{', '.join(map(short, rule.weights))}]"
    if rule.all_criteria:
        yield "        all_criteria: true"
    if rule.at_least:
        yield f"        at_least: {rule.at_least}"
    if rule.at_most is not None:
        yield f"        at_most: {rule.at_most}"


def _scale(scale: ScalePart, *, first: bool) -> Iterator[str]:
    if not first:
        yield ""
    yield f"  - code: {short(scale.code)}"
    yield from _field("title", scale.title, 4)
    yield "    levels:"
    for level, statements in scale.levels.items():
        yield f"      {short(level)}:" if statements else f"      {short(level)}: []"
        for one in statements:
            yield from _statement(one)


def _statement(one: StatementPart) -> Iterator[str]:
    if one.erratum:
        yield from _text("        - text: ", one.text, 12)
        yield from _field("erratum", one.erratum, 10)
    else:
        yield from _text("        - ", one.text, 10, always=True)


def _field(key: str, text: str, indent: int) -> Iterator[str]:
    yield from _text(f"{' ' * indent}{key}: ", text, indent + 2)


def _text(lead: str, text: str, indent: int, *, always: bool = False) -> Iterator[str]:
    """The text behind `lead` on one line, or folded beneath it: where it is long, or `always`."""
    folds = FOLDS.fullmatch(text) and not BREAKS.search(text)
    if not folds or not (always or len(lead) + len(text) > WIDTH):
        yield lead + short(text)
        return
    yield lead + ">-"
    space = " " * indent
    lines = textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    yield from (space + line for line in lines)


def short(text: str) -> str:
    """A text on one line, in quotes where YAML would take it for something else."""
    return yaml.safe_dump(text, allow_unicode=True, width=10**9).removesuffix("\n").removesuffix("\n...")


def quoted(text: str) -> str:
    """A text in double quotes, because it looks like a number or a day."""
    dumped = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9)
    return dumped.removesuffix("\n").removesuffix("\n...")
