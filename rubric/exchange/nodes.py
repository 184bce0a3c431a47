"""YAML with line numbers: each part knows its line, and refuses what isn't expected there."""

import re
from pathlib import Path
from typing import NoReturn

import yaml
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rubric.sentences import UNWRITABLE, is_visible

MAX_BYTES = 1_000_000
DEEPEST = 20
THE_FILE = gettext_lazy("the file")
StrOrPromise = str | Promise


class RefusedFile(Exception):
    """A file that breaks a rule: the file (or its name), the line (from 1) and the reason."""

    def __init__(self, path: Path | str, line: int, reason: str):
        super().__init__(f"{path}, line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class Part:
    """One node of the file. The readers return plain values or raise RefusedFile."""

    def __init__(self, path: Path | str, node: yaml.Node, name: StrOrPromise):
        self.path, self.node, self.name = path, node, name
        self.line = node.start_mark.line + 1

    def refuse(self, reason: str, **values: object) -> NoReturn:
        """`reason` may hold %(name)s, what this part is called, and whatever is in `values`."""
        raise RefusedFile(self.path, self.line, reason % {"name": self.name, **values})

    def _is(self, kind: str) -> bool:
        return self.node.tag == f"tag:yaml.org,2002:{kind}"

    def holds_keys(self) -> bool:
        return self._is("map")

    def mapping(self) -> "dict[str, Part]":
        """The keys with their parts, whichever they are."""
        if not self._is("map"):
            self.refuse(_("%(name)s must hold keys with values"))
        parts: dict[str, Part] = {}
        for key_node, value in self.node.value:
            key = Part(self.path, key_node, format_lazy(gettext_lazy("a key of {name}"), name=self.name))
            code = key.text()
            if code in parts:
                key.refuse(_("the key %(key)s stands twice in %(parent)s"), key=repr(code), parent=self.name)
            parts[code] = Part(self.path, value, code)
            parts[code].line = key.line
        return parts

    def keys(self, *required: str, optional: tuple[str, ...] = ()) -> "dict[str, Part]":
        """The parts under exactly these keys; optional ones may be absent."""
        parts = self.mapping()
        for code, part in parts.items():
            if code not in required and code not in optional:
                known = ", ".join((*required, *optional))
                reason = _("unknown key %(key)s in %(parent)s; known are %(known)s")
                part.refuse(reason, key=repr(code), parent=self.name, known=known)
        for code in required:
            if code not in parts:
                self.refuse(_("%(name)s lacks the key %(key)s"), key=repr(code))
        return parts

    def items(self) -> "list[Part]":
        """The parts of a list that holds at least one."""
        if not self._is("seq"):
            self.refuse(_("%(name)s must be a list"))
        if not self.node.value:
            self.refuse(_("%(name)s is an empty list"))
        name = gettext_lazy("item {number} of {name}")
        return [
            Part(self.path, node, format_lazy(name, number=number, name=self.name))
            for number, node in enumerate(self.node.value, 1)
        ]

    def text(self, *, longest: int = 5000) -> str:
        if not self._is("str"):
            self.refuse(_("%(name)s must be text (put a number or date between quotes)"))
        text = self.node.value
        if UNWRITABLE.search(text):
            self.refuse(_("%(name)s holds a character that can't be printed"))
        if not is_visible(text):
            self.refuse(_("%(name)s is empty"))
        if text != " ".join(text.split()):
            self.refuse(_("%(name)s holds line breaks, double spaces, or a space at its start or end"))
        if len(text) > longest:
            self.refuse(
                _("%(name)s is %(length)s characters long; at most %(longest)s fit"), length=len(text), longest=longest
            )
        return text

    def matching(self, pattern: str, wanted: StrOrPromise, *, longest: int = 5000) -> str:
        text = self.text(longest=longest)
        if not re.fullmatch(pattern, text):
            self.refuse(_("%(name)s %(text)s must be %(wanted)s"), text=repr(text), wanted=wanted)
        return text

    def one_of(self, known: list[str]) -> str:
        text = self.text()
        if text not in known:
            self.refuse(_("unknown %(name)s %(text)s; known are %(known)s"), text=repr(text), known=", ".join(known))
        return text

    def number(self, *, least: int) -> int:
        if not self._is("int") or not re.fullmatch(r"\d{1,3}", self.node.value):
            self.refuse(_("%(name)s must be a whole number"))
        if (number := int(self.node.value)) < least:
            self.refuse(_("%(name)s must be at least %(least)s"), least=least)
        return number

    def flag(self) -> bool:
        if not self._is("bool") or self.node.value not in ("true", "false"):
            self.refuse(_("%(name)s must be true or false"))
        return self.node.value == "true"


def read(path: Path) -> Part:
    """The whole of a YAML file as a part. Refuses anchors, aliases and tags: every text stands where it is read."""
    return part_of(raw_of(path), path)


def part_of(raw: bytes, name: Path | str) -> Part:
    """The same of the bytes of a file that was called `name`."""
    text = text_of(raw, name)
    try:
        depth = 0
        for event in yaml.parse(text, yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if getattr(event, "anchor", None):
                raise RefusedFile(name, line, _("anchors and aliases are not allowed"))
            if tag := getattr(event, "tag", None):
                raise RefusedFile(name, line, _("the tag %(tag)s is not allowed") % {"tag": repr(tag)})
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                reason = _("lists and keys are nested more than %(depth)s deep")
                raise RefusedFile(name, line, reason % {"depth": DEEPEST})
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RefusedFile(name, line, _("no valid YAML: %(problem)s") % {"problem": error.problem}) from error
    except yaml.YAMLError as error:
        raise RefusedFile(name, 1, _("no valid YAML: %(problem)s") % {"problem": error}) from error
    if node is None:
        raise RefusedFile(name, 1, _("the file is empty"))
    return Part(name, node, THE_FILE)


def raw_of(path: Path) -> bytes:
    """The bytes of a file: no more than one above the most that is taken are ever read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RefusedFile(path, 1, _("can't be read: %(problem)s") % {"problem": error.strerror}) from error


def text_of(raw: bytes, name: Path | str) -> str:
    """The text of a file in UTF-8; raises RefusedFile with the line of the first byte that isn't."""
    if len(raw) > MAX_BYTES:
        raise RefusedFile(name, 1, _("the file is larger than %(size)s bytes") % {"size": MAX_BYTES})
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedFile(name, raw[: error.start].count(b"\n") + 1, _("the file is not UTF-8")) from error
