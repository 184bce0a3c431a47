"""What a draft still lacks before it can be published: also all that the reader of instrument files would refuse."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rubric.exchange.from_yaml import CODE, LANGUAGES, SHA256
from rubric.manuscript import LevelPart, Manuscript, ScalePart
from rubric.sentences import UNWRITABLE, ended, is_visible, plain

LONGEST = 5000  # characters of a text without a limit of its own


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: `kind` (facts, level, criterion or scale) and `code` name its place, `level` the
    level of a scale, `field` the field."""

    kind: str
    reason: str
    code: str = ""
    level: str = ""
    field: str = ""


def gaps(content: Manuscript) -> list[Gap]:
    """Everything that keeps this content from being published, in the order of the pages; empty: it is complete."""
    return [*_facts(content), *_criteria(content), *_levels(content), *_scales(content)]


def _facts(content: Manuscript) -> Iterator[Gap]:
    for field, name, text in (
        ("title", _("the title"), content.title),
        ("quality_area", _("the quality area"), content.quality_area),
        ("scope", _("the scope"), content.scope),
        ("introduction", _("the introduction"), content.introduction),
        ("target_explanation", _("the explanation of the target"), content.target_explanation),
    ):
        yield from (Gap("facts", reason, field=field) for reason in faults(name, text))
    optional = (
        ("good_practice_definition", _("the definition of good practice"), content.good_practice_definition),
        ("source", _("the source"), content.source),
    )
    for field, name, text in optional:
        yield from (Gap("facts", reason, field=field) for reason in (faults(name, text) if text else ()))
    if content.source_sha256 and not (content.source and re.fullmatch(SHA256, content.source_sha256)):
        yield Gap("facts", _("The SHA-256 of the source needs its name and 64 hexadecimal digits."), field="source")
    if content.language not in LANGUAGES:
        yield Gap("facts", _("The language isn't known."), field="language")
    if bool(content.criteria) != bool(content.good_practice_definition):
        yield Gap(
            "facts",
            _("The criteria of good practice have no definition.")
            if content.criteria
            else _("The definition of good practice has no criteria."),
            field="good_practice_definition",
        )


def _criteria(content: Manuscript) -> Iterator[Gap]:
    yield from _codes("criterion", [part.code for part in content.criteria])
    for part in content.criteria:
        for reason in faults(_("the criterion “%(code)s”") % {"code": part.code}, part.text):
            yield Gap("criterion", reason, part.code)


def _levels(content: Manuscript) -> Iterator[Gap]:
    levels = content.levels
    if len(levels) < 2:
        yield Gap("facts", _("There must be at least two levels."), field="levels")
    targets = sum(level.target for level in levels)
    if targets > 1:
        yield Gap("facts", _("More than one level is the target."), field="target")
    if targets and content.without_target:
        yield Gap("facts", _("A level is the target although it says that there is none."), field="target")
    if levels and not targets and not content.without_target:
        yield Gap("facts", _("Choose the level that is the target, or say that there is none."), field="target")
    yield from _codes("level", [level.code for level in levels])
    for level in levels:
        yield from _level(level, has_criteria=bool(content.criteria))


def _level(level: LevelPart, *, has_criteria: bool) -> Iterator[Gap]:
    name = level.title or level.code
    for field, what, text in (
        ("title", _("the title of the level %(level)s") % {"level": name}, level.title),
        ("short_title", _("the short title of the level %(level)s") % {"level": name}, level.short_title),
        ("legend", _("the legend of the level %(level)s") % {"level": name}, level.legend),
    ):
        yield from (Gap("level", reason, level.code, field=field) for reason in faults(what, text))
    if not has_criteria and any(rule.all_criteria for rule in level.expectations):
        reason = _("%(level)s expects a good practice that meets all criteria, but there are none.")
        yield Gap("level", reason % {"level": name}, level.code, field="expectations")


def _scales(content: Manuscript) -> Iterator[Gap]:
    if not content.scales:
        yield Gap("facts", _("There is no scale yet."), field="scales")
    yield from _codes("scale", [scale.code for scale in content.scales])
    for scale in content.scales:
        name = _("the title of the scale %(scale)s") % {"scale": scale.code}
        yield from (Gap("scale", reason, scale.code, field="title") for reason in faults(name, scale.title))
        for level in content.levels:
            yield from _descriptor(scale, level)


def _descriptor(scale: ScalePart, level: LevelPart) -> Iterator[Gap]:
    place = {"scale": scale.code, "level": level.title or level.code}
    statements = scale.levels.get(level.code, [])
    if not statements:
        yield Gap("scale", _("%(scale)s has no text at %(level)s.") % place, scale.code, level.code)
    for number, statement in enumerate(statements, 1):
        what = _("sentence %(number)s of %(scale)s at %(level)s") % {**place, "number": number}
        reasons = [
            *faults(what, statement.text),
            *(faults(_("the remark on %(what)s") % {"what": what}, statement.erratum) if statement.erratum else ()),
        ]
        if statement.text and not ended(statement.text):
            reasons.append(
                _("%(what)s has no end (a point, question mark or exclamation mark).") % {"what": _upper(what)}
            )
        yield from (Gap("scale", reason, scale.code, level.code) for reason in reasons)


def faults(what: str, text: str) -> Iterator[str]:
    """What is wrong with a text, told with its name: empty, unprintable, too long, or laid out over lines."""
    name = {"what": _upper(what), "longest": LONGEST}
    if not is_visible(text):
        yield _("%(what)s is empty.") % name
    elif UNWRITABLE.search(text):
        yield _("%(what)s holds a character that can't be printed.") % name
    elif text != plain(text):
        yield _("%(what)s holds line breaks or double spaces.") % name
    if len(text) > LONGEST:
        yield _("%(what)s is longer than %(longest)s characters.") % name


def _codes(kind: str, codes: Iterable[str]) -> Iterator[Gap]:
    for code in codes:
        if not re.fullmatch(CODE, code):
            yield Gap(kind, _("The code “%(code)s” doesn't fit.") % {"code": code}, code, field="code")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
