"""An instrument version out of its YAML file, checked against the rules before anything is stored."""

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rubric.enums import FindingKind, Weight
from rubric.exchange.nodes import Part, part_of, read
from rubric.manuscript import CriterionPart, ExpectationPart, LevelPart, Manuscript, ScalePart, StatementPart
from rubric.sentences import ended

CODE = r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*"
A_CODE = gettext_lazy("letters and digits, with single - or _ between them")
SHA256 = r"[0-9a-f]{64}"
LANGUAGES = ["nl", "en", "fr", "de"]


def manuscript(path: Path) -> Manuscript:
    """The content of an instrument file; raises RefusedFile with the line where it breaks a rule."""
    return manuscript_from(read(path))


def manuscript_in(raw: bytes, name: str) -> Manuscript:
    """The same of the bytes of a file that was called `name`."""
    return manuscript_from(part_of(raw, name))


def manuscript_from(root: Part) -> Manuscript:
    """The same of the whole of a file as a part."""
    parts = root.keys(
        *("instrument", "version", "language", "title", "quality_area", "scope", "introduction"),
        *("target_explanation", "levels", "scales"),
        optional=("source", "good_practice", "valid_from", "without_target"),
    )
    source, source_sha256 = _source(parts.get("source"))
    definition, criteria = _good_practice(parts.get("good_practice"))
    without_target = parts["without_target"].flag() if "without_target" in parts else False
    levels = _levels(parts["levels"], has_criteria=bool(criteria), without_target=without_target)
    return Manuscript(
        instrument=parts["instrument"].matching(CODE, A_CODE, longest=40),
        version=parts["version"].matching(CODE, A_CODE, longest=20),
        language=parts["language"].one_of(LANGUAGES),
        title=parts["title"].text(longest=300),
        quality_area=parts["quality_area"].text(longest=200),
        scope=parts["scope"].text(),
        introduction=parts["introduction"].text(),
        target_explanation=parts["target_explanation"].text(),
        good_practice_definition=definition,
        valid_from=_day(parts["valid_from"]) if "valid_from" in parts else "",
        source=source,
        source_sha256=source_sha256,
        criteria=criteria,
        levels=levels,
        scales=_scales(parts["scales"], [level.code for level in levels]),
        without_target=without_target,
    )


def _source(part: Part | None) -> tuple[str, str]:
    """The name of the document and its SHA-256; what was written in the portal itself has no document."""
    if part is None:
        return "", ""
    keys = part.keys("name", optional=("sha256",))
    sha256 = keys["sha256"].matching(SHA256, _("a SHA-256 in 64 hexadecimal digits")) if "sha256" in keys else ""
    return keys["name"].text(longest=300), sha256


def _day(part: Part) -> str:
    text = part.matching(r"\d{4}-\d{2}-\d{2}", _("a day such as '2026-09-01', between quotes"))
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        part.refuse(_("%(name)s %(text)s is no day of the calendar"), text=repr(text))


def _new_code(part: Part, seen: set[str], *, longest: int) -> str:
    """A code that didn't stand in this list before."""
    code = part.matching(CODE, A_CODE, longest=longest)
    if code in seen:
        part.refuse(_("the code %(code)s stands twice"), code=repr(code))
    seen.add(code)
    return code


def _good_practice(part: Part | None) -> tuple[str, list[CriterionPart]]:
    if part is None:
        return "", []
    keys = part.keys("definition", "criteria")
    seen: set[str] = set()
    criteria = []
    for item in keys["criteria"].items():
        own = item.keys("code", "text")
        criteria.append(CriterionPart(_new_code(own["code"], seen, longest=40), own["text"].text(longest=300)))
    return keys["definition"].text(), criteria


def _levels(part: Part, *, has_criteria: bool, without_target: bool) -> list[LevelPart]:
    seen: set[str] = set()
    items = part.items()
    levels: list[LevelPart] = []
    for item in items:
        keys = item.keys(
            *("code", "title", "short_title", "legend"),
            optional=("title_en", "short_title_en", "target", "expectations"),
        )
        target = keys["target"].flag() if "target" in keys else False
        if target and any(level.target for level in levels):
            keys["target"].refuse(_("a second level is marked as the target; there is one"))
        rules = keys["expectations"].items() if "expectations" in keys else []
        levels.append(
            LevelPart(
                code=_new_code(keys["code"], seen, longest=40),
                title=keys["title"].text(longest=100),
                short_title=keys["short_title"].text(longest=40),
                title_en=keys["title_en"].text(longest=100) if "title_en" in keys else "",
                short_title_en=keys["short_title_en"].text(longest=40) if "short_title_en" in keys else "",
                legend=keys["legend"].text(),
                target=target,
                expectations=[_expectation(rule, has_criteria=has_criteria) for rule in rules],
            )
        )
    if len(levels) < 2:
        part.refuse(_("a scale needs at least two levels"))
    if any(level.target for level in levels) == without_target:
        part.refuse(
            _("a level is marked as the target although without_target says that there is none")
            if without_target
            else _("no level is marked as the target (target: true), and the file doesn't say without_target: true")
        )
    return levels


def _expectation(part: Part, *, has_criteria: bool) -> ExpectationPart:
    keys = part.keys("kind", optional=("weights", "all_criteria", "at_least", "at_most"))
    kind = keys["kind"].one_of(FindingKind.values)
    weights = [item.one_of(Weight.values) for item in keys["weights"].items()] if "weights" in keys else []
    if weights and kind != FindingKind.IMPROVEMENT:
        keys["weights"].refuse(_("only improvement points have weights"))
    if len(set(weights)) < len(weights):
        keys["weights"].refuse(_("a weight stands twice"))
    all_criteria = keys["all_criteria"].flag() if "all_criteria" in keys else False
    if all_criteria and (kind != FindingKind.GOOD_PRACTICE or not has_criteria):
        keys["all_criteria"].refuse(_("only a good practice can meet criteria, and good_practice must list them"))
    at_least = keys["at_least"].number(least=1) if "at_least" in keys else 0
    at_most = keys["at_most"].number(least=0) if "at_most" in keys else None
    if not at_least and at_most is None:
        part.refuse(_("the expectation says neither at_least nor at_most"))
    if at_most is not None and at_most < at_least:
        keys["at_most"].refuse(_("at_most is smaller than at_least"))
    return ExpectationPart(kind, weights, all_criteria, at_least, at_most)


def _scales(part: Part, level_codes: list[str]) -> list[ScalePart]:
    seen: set[str] = set()
    scales = []
    for item in part.items():
        keys = item.keys("code", "title", "levels")
        code = _new_code(keys["code"], seen, longest=20)
        descriptors = keys["levels"].mapping()
        for level, descriptor in descriptors.items():
            if level not in level_codes:
                reason = _("unknown level %(level)s in scale %(scale)s; known are %(known)s")
                descriptor.refuse(reason, level=repr(level), scale=code, known=", ".join(level_codes))
        for level in level_codes:
            if level not in descriptors:
                reason = _("scale %(scale)s lacks its descriptor at the level %(level)s")
                keys["levels"].refuse(reason, scale=code, level=repr(level))
        statements = {level: [_statement(one) for one in descriptors[level].items()] for level in level_codes}
        scales.append(ScalePart(code, keys["title"].text(longest=200), statements))
    return scales


def _statement(part: Part) -> StatementPart:
    """A sentence: the text alone, or `text` with the `erratum` that it calls for."""
    keys = part.keys("text", "erratum") if part.holds_keys() else {"text": part}
    text = keys["text"].text()
    if not ended(text):
        keys["text"].refuse(_("the sentence has no end: %(text)s"), text=repr(text[-30:]))
    return StatementPart(text, keys["erratum"].text() if "erratum" in keys else "")
