"""JSON with line numbers: each object knows its line and its path, so that a refusal can name the place."""

import json
import re
from bisect import bisect_right
from json import decoder
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from rubric.exchange.nodes import RefusedFile, text_of
from rubric.sentences import UNWRITABLE

DEEPEST = 20


class Object(dict):
    """A JSON object with the line on which it begins."""

    line = 1


class _Decoder(json.JSONDecoder):
    """Builds Objects. Refuses what JSON doesn't know (NaN), or a reader could take in two ways (a key twice)."""

    def __init__(self, text: str, name: str):
        super().__init__(parse_constant=self._refuse_constant, parse_int=self._whole, parse_float=self._fraction)
        self._name = name
        self._starts = [match.end() for match in re.finditer("\n", text)]
        self._depth = 0
        self.parse_object = self._object
        self.scan_once = py_make_scanner(self)
        self._reached = 1

    def _object(self, s_and_end, strict, scan_once, *_hooks_and_memo):
        line = self._reached = bisect_right(self._starts, s_and_end[1]) + 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise RefusedFile(self._name, line, _("objects are nested more than %(depth)s deep") % {"depth": DEEPEST})
        pairs, end = decoder.JSONObject(s_and_end, strict, scan_once, None, list)  # type: ignore[attr-defined]
        self._depth -= 1
        found = Object()
        found.line = line
        for key, value in pairs:
            if key in found:
                reason = _("the key %(key)s stands twice in the object that begins here")
                raise RefusedFile(self._name, line, reason % {"key": repr(key)})
            if any(isinstance(text, str) and UNWRITABLE.search(text) for text in (key, value, *_listed(value))):
                reason = _("%(name)s holds a character that can't be printed")
                raise RefusedFile(self._name, line, reason % {"name": repr(key)})
            found[key] = value
        return found, end

    def _refuse_constant(self, word: str) -> NoReturn:
        reason = _("%(word)s is no JSON; it stands in the object that begins here")
        raise RefusedFile(self._name, self._reached, reason % {"word": word})

    def _whole(self, digits: str) -> int:
        if len(digits) > 18:
            raise self._too_large(f"{digits[:18]}…")
        return int(digits)

    def _fraction(self, digits: str) -> float:
        number = float(digits[:40])
        if number in (float("inf"), float("-inf")):
            raise self._too_large(digits[:18])
        return number

    def _too_large(self, digits: str) -> RefusedFile:
        return RefusedFile(self._name, self._reached, _("the number %(digits)s is too large") % {"digits": digits})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def read_json(raw: bytes, name: str) -> Any:
    """The value that the bytes hold; raises RefusedFile with the line where they are no JSON that can be trusted."""
    text = text_of(raw, name)
    try:
        return _Decoder(text, name).decode(text)
    except json.JSONDecodeError as error:
        reason = _("no valid JSON: %(problem)s (column %(column)s)") % {"problem": error.msg, "column": error.colno}
        raise RefusedFile(name, error.lineno, reason) from error
    except RecursionError as error:
        raise RefusedFile(name, 1, _("lists are nested too deep")) from error
