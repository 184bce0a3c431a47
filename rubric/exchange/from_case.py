"""An instrument out of a CASE 1.1 CFPackage: our own exports without a difference, and others' as far as they go."""

import hashlib
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from rubric.exchange.case_fields import OURS, READ
from rubric.exchange.case_package import Criterion, Step, criteria_of, text_at
from rubric.exchange.from_yaml import LANGUAGES, manuscript_from
from rubric.exchange.json_nodes import Object, read_json
from rubric.exchange.known import known_level
from rubric.exchange.nodes import RefusedFile
from rubric.exchange.plain_nodes import part_from
from rubric.exchange.recognised import LeftOver
from rubric.manuscript import LevelPart, Manuscript, ScalePart, StatementPart
from rubric.sentences import plain, sentences


def from_case(raw: bytes, name: str) -> tuple[Manuscript, list[LeftOver]]:
    """The manuscript, and the fields of the package that a portal instrument has no place for.

    Raises RefusedFile where it is no CFPackage, or its rubrics, criteria and levels don't fit together.
    """
    package = read_json(raw, name)
    if isinstance(package, Object) and set(package) == {"CFPackage"}:
        package = package["CFPackage"]
    if not isinstance(package, Object) or not isinstance(package.get("CFDocument"), Object):
        raise RefusedFile(name, 1, _("this is no CASE package: it holds no CFDocument"))
    left_over = list(_left_over(package, "CFPackage", ""))
    found = criteria_of(package, name)
    ours = package["CFDocument"].get("extensions", {})
    if isinstance(ours, Object) and isinstance(ours.get(OURS), Object):
        return _own(package["CFDocument"], ours[OURS], found, name), left_over
    left_over += [
        LeftOver(step.item.line, f"{step.path}.extensions")
        for one in found
        for step in one.steps
        if step.item.get("extensions")
    ]
    return _foreign(package["CFDocument"], found, raw, name), left_over


def _left_over(item: Any, kind: str, path: str):
    """Fields with content that aren't read, by their path; a list counts as one."""
    children = {
        "CFDocument": "CFDocument",
        "CFRubrics": "CFRubric",
        "CFRubricCriteria": "CFRubricCriterion",
        "CFRubricCriterionLevels": "CFRubricCriterionLevel",
    }
    for field, value in item.items():
        place = f"{path}.{field}" if path else field
        if field not in READ[kind]:
            if value not in (None, [], {}, ""):
                yield LeftOver(item.line, f"{place} ({len(value)})" if isinstance(value, list) else place)
        elif field in children:
            for number, child in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(child, Object):
                    within = f"{place}[{number}]" if isinstance(value, list) else place
                    yield from _left_over(child, children[field], within)


def _own(document: Object, rest: Object, found: list[Criterion], name: str) -> Manuscript:
    """Put together as the YAML form has it, so that the same rules are checked, with the lines of the JSON."""
    fields = {
        "version": document.get("version"),
        "language": document.get("language"),
        "title": document.get("title"),
        "quality_area": _first(document, "subject", name),
        "introduction": document.get("description"),
        "target_explanation": document.get("notes"),
        "valid_from": document.get("statusStartDate"),
        "without_target": rest.get("without_target") or None,
        **{key: rest.get(key) for key in ("instrument", "scope", "source", "good_practice", "levels")},
    }
    whole = _at({key: value for key, value in fields.items() if value is not None}, document.line)
    whole["scales"] = [_own_scale(one, rest, name) for one in found]
    return manuscript_from(part_from(whole, name))


def _own_scale(one: Criterion, rest: Object, name: str) -> Object:
    extension = _extension(
        one.rubric.get("extensions"), one.rubric, _("%(path)s lacks its code (%(field)s)"), one.path, name
    )
    listed = rest["levels"] if isinstance(rest.get("levels"), list) else []
    titles = {level["code"]: level.get("title") for level in listed if isinstance(level, Object) and _coded(level)}
    levels = _at({}, one.item.line)
    for step in one.steps:
        given = _first(step.item, "extensions", name)
        own = _extension(given, step.item, _("%(path)s lacks its sentences (%(field)s)"), step.path, name)
        code = own.get("code")
        if not isinstance(code, str) or titles.get(code) != step.quality:
            reason = _("%(path)s: the level %(code)s isn't called %(quality)s")
            said = {"path": step.path, "code": repr(code), "quality": repr(step.quality)}
            raise RefusedFile(name, step.item.line, reason % said)
        if code in levels:
            reason = _("%(path)s: the level %(code)s stands twice in its criterion")
            raise RefusedFile(name, step.item.line, reason % {"path": step.path, "code": repr(code)})
        levels[code] = parts = own.get("sentences") or []
        if not isinstance(parts, list):
            reason = _("%(path)s: its sentences must be a list") % {"path": step.path}
            raise RefusedFile(name, step.item.line, reason)
        joined = " ".join(str(one.get("text") if isinstance(one, Object) else one) for one in parts)
        if joined != (step.item.get("description") or ""):
            reason = _("%(path)s: the description isn't that of its sentences") % {"path": step.path}
            raise RefusedFile(name, step.item.line, reason)
    fields = {"code": extension.get("code"), "title": one.item.get("description"), "levels": levels}
    return _at({key: value for key, value in fields.items() if value is not None}, one.rubric.line)


def _coded(level: Object) -> bool:
    return isinstance(level.get("code"), str)


def _first(item: Object, field: str, name: str) -> Any:
    """The first of a list, or None where there is none."""
    value = item.get(field)
    if not isinstance(value, list | None):
        raise RefusedFile(name, item.line, _("%(name)s must be a list") % {"name": field})
    return value[0] if value else None


def _extension(given: Any, item: Object, reason: str, path: str, name: str) -> Object:
    own = given.get(OURS) if isinstance(given, Object) else None
    if not isinstance(own, Object):
        raise RefusedFile(name, item.line, reason % {"path": path, "field": f"extensions.{OURS}"})
    return own


def _at(fields: dict[str, Any], line: int) -> Object:
    found = Object(fields)
    found.line = line
    return found


def _foreign(document: Object, found: list[Criterion], raw: bytes, name: str) -> Manuscript:
    """What a rubric of somebody else says; the rest is a gap that authors fill."""
    title = text_at(document, "title", "CFDocument", name, longest=300)
    subject = _first(document, "subject", name)
    levels = _levels(found)
    return Manuscript(
        instrument=slugify(title)[:40].strip("-") or "instrument",
        version=slugify(str(document.get("version") or "1"))[:20].strip("-") or "1",
        language=_language(document, name),
        title=title,
        quality_area=plain(subject)[:200] if isinstance(subject, str) else "",
        scope="",
        introduction=text_at(document, "description", "CFDocument", name),
        target_explanation="",
        good_practice_definition="",
        valid_from="",
        source=f"{title} ({name})"[:300],
        source_sha256=hashlib.sha256(raw).hexdigest(),
        criteria=[],
        levels=list(levels.values()),
        scales=_scales(found, levels, name),
    )


def _language(document: Object, name: str) -> str:
    language = text_at(document, "language", "CFDocument", name)[:2].lower() or "nl"
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        reason = _("unknown %(name)s %(text)s; known are %(known)s")
        said = {"name": "CFDocument.language", "text": repr(language), "known": known}
        raise RefusedFile(name, document.line, reason % said)
    return language


def _levels(found: list[Criterion]) -> dict[str, LevelPart]:
    """The levels under their qualities, in the order of the first criterion; all criteria have the same."""
    levels: dict[str, LevelPart] = {}
    for number, step in enumerate(found[0].steps, 1):
        known = known_level(step.quality)
        code = known.code if known else slugify(step.quality)[:40].strip("-") or f"level-{number}"
        if code in {level.code for level in levels.values()}:
            code = f"{code[:36]}-{number}"
        # Of a known level only the names: what its legend says isn't in the package, so nothing can be expected.
        names = (known.title_en, known.short_title_en) if known else ("", "")
        levels[step.quality] = LevelPart(code, step.quality, step.quality[:40].strip(), *names, "", False, [])
    return levels


def _scales(found: list[Criterion], levels: dict[str, LevelPart], name: str) -> list[ScalePart]:
    wanted = {quality.casefold() for quality in levels}
    scales = []
    for number, one in enumerate(found, 1):
        given = {step.quality.casefold(): step for step in one.steps}
        if missing := wanted - set(given):
            reason = _("%(path)s lacks the level %(level)s that the first one has")
            raise RefusedFile(name, one.item.line, reason % {"path": one.path, "level": repr(min(missing))})
        if unknown := set(given) - wanted:
            reason = _("%(path)s has a level %(level)s that the first one lacks")
            raise RefusedFile(name, one.item.line, reason % {"path": one.path, "level": repr(min(unknown))})
        statements = {level.code: _sentences(given[quality.casefold()], name) for quality, level in levels.items()}
        scales.append(ScalePart(f"S{number}", one.title(name) or f"S{number}", statements))
    return scales


def _sentences(step: Step, name: str) -> list[StatementPart]:
    return [
        StatementPart(one, "") for one in sentences(text_at(step.item, "description", step.path, name, longest=50_000))
    ]
