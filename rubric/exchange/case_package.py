"""The rubrics of a CFPackage as criteria with their levels in order, checked to hang together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rubric.exchange.case_fields import UUID
from rubric.exchange.json_nodes import Object
from rubric.exchange.nodes import RefusedFile
from rubric.sentences import plain


@dataclass(frozen=True, slots=True)
class Step:
    """A CFRubricCriterionLevel, with its path in the file."""

    path: str
    item: Object
    quality: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A CFRubricCriterion in its CFRubric. `alone`: the rubric has no other."""

    path: str
    item: Object
    rubric: Object
    alone: bool
    steps: list[Step]

    def title(self, name: str) -> str:
        """What the criterion is called: its own description, else its rubric's title, else its category."""
        own = text_at(self.item, "description", self.path, name, longest=200)
        rubric = text_at(self.rubric, "title", self.path, name, longest=200) if self.alone else ""
        return own or rubric or text_at(self.item, "category", self.path, name, longest=200)


def criteria_of(package: Object, name: str) -> list[Criterion]:
    """Every criterion of every rubric, in the order of their positions; at least one, each with two levels."""
    reader = _Reader(name)
    found = [
        criterion
        for path, rubric in reader.items(package, "CFRubrics", "")
        for criterion in reader.criteria(rubric, path)
    ]
    if not found:
        raise RefusedFile(name, package.line, _("the package holds no rubric with criteria (CFRubrics)"))
    return found


def text_at(item: Object, field: str, path: str, name: str, *, longest: int = 5000) -> str:
    """The text of a field, its words one space apart; "" where it isn't there."""
    value = item.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedFile(name, item.line, _("%(path)s must be text") % {"path": f"{path}.{field}"})
    text = plain(value)
    if len(text) > longest:
        reason = _("%(name)s is %(length)s characters long; at most %(longest)s fit")
        found = {"name": f"{path}.{field}", "length": len(text), "longest": longest}
        raise RefusedFile(name, item.line, reason % found)
    return text


class _Reader:
    def __init__(self, name: str):
        self.name = name
        self._seen: dict[str, str] = {}

    def items(self, parent: Object, field: str, path: str) -> list[tuple[str, Object]]:
        """The objects of a list in order of position, each with its path and an identifier of its own."""
        value = parent.get(field)
        place = f"{path}.{field}" if path else field
        if value is None:
            return []
        if not isinstance(value, list):
            raise RefusedFile(self.name, parent.line, _("%(name)s must be a list") % {"name": place})
        found: list[tuple[str, Object]] = []
        for number, item in enumerate(value):
            if not isinstance(item, Object):
                reason = _("%(path)s must be an object") % {"path": f"{place}[{number}]"}
                raise RefusedFile(self.name, parent.line, reason)
            self._identify(item, f"{place}[{number}]")
            found.append((f"{place}[{number}]", item))
        return self._ordered(found)

    def criteria(self, rubric: Object, path: str) -> Iterator[Criterion]:
        items = self.items(rubric, "CFRubricCriteria", path)
        for place, item in items:
            self._belongs(item, "rubricId", rubric, place)
            levels = self.items(item, "CFRubricCriterionLevels", place)
            if len(levels) < 2:
                reason = _("%(path)s must have two levels or more, it has %(number)s")
                raise RefusedFile(self.name, item.line, reason % {"path": place, "number": len(levels)})
            yield Criterion(place, item, rubric, len(items) == 1, [self._step(item, *level) for level in levels])

    def _step(self, criterion: Object, path: str, item: Object) -> Step:
        self._belongs(item, "rubricCriterionId", criterion, path)
        quality = text_at(item, "quality", path, self.name, longest=100)
        if not quality:
            reason = _("%(path)s lacks its quality, the name of the level") % {"path": path}
            raise RefusedFile(self.name, item.line, reason)
        return Step(path, item, quality)

    def _identify(self, item: Object, path: str) -> None:
        given = item.get("identifier")
        if not isinstance(given, str) or not UUID.fullmatch(given):
            raise RefusedFile(self.name, item.line, _("%(path)s must be a UUID") % {"path": f"{path}.identifier"})
        if (other := self._seen.setdefault(given.lower(), path)) != path:
            reason = _("%(path)s has the identifier of %(other)s") % {"path": path, "other": other}
            raise RefusedFile(self.name, item.line, reason)

    def _belongs(self, item: Object, field: str, parent: Object, path: str) -> None:
        given: Any = item.get(field)
        if given is not None and str(given).lower() != str(parent.get("identifier")).lower():
            reason = _("%(path)s names another parent than the one it stands in")
            raise RefusedFile(self.name, item.line, reason % {"path": f"{path}.{field}"})

    def _ordered(self, found: list[tuple[str, Object]]) -> list[tuple[str, Object]]:
        positions = [item.get("position") for _path, item in found]
        if all(position is None for position in positions):
            return found
        taken: dict[int, str] = {}
        for path, item in found:
            position = item.get("position")
            if not isinstance(position, int) or isinstance(position, bool):
                reason = _("%(path)s must be a whole number, as its siblings have")
                raise RefusedFile(self.name, item.line, reason % {"path": f"{path}.position"})
            if position in taken:
                reason = _("%(path)s has the position of %(other)s") % {"path": path, "other": taken[position]}
                raise RefusedFile(self.name, item.line, reason)
            taken[position] = path
        return sorted(found, key=lambda pair: pair[1]["position"])
