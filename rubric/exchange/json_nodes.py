"""JSON with line numbers: each object knows its line and its path, so that a refusal can name the place."""

import json
import re
from bisect import bisect_right
from json import decoder
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any, NoReturn

from rubric.exchange.nodes import RefusedFile, text_of

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
            raise RefusedFile(self._name, line, f"objects are nested more than {DEEPEST} deep")
        pairs, end = decoder.JSONObject(s_and_end, strict, scan_once, None, list)  # type: ignore[attr-defined]
        self._depth -= 1
        found = Object()
        found.line = line
        for key, value in pairs:
            if key in found:
                raise RefusedFile(self._name, line, f"the key {key!r} stands twice in the object that begins here")
            found[key] = value
        return found, end

    def _refuse_constant(self, word: str) -> NoReturn:
        raise RefusedFile(self._name, self._reached, f"{word} is no JSON; it stands in the object that begins here")

    def _whole(self, digits: str) -> int:
        if len(digits) > 18:
            raise RefusedFile(self._name, self._reached, f"the number {digits[:18]}… is too large")
        return int(digits)

    def _fraction(self, digits: str) -> float:
        number = float(digits[:40])
        if number in (float("inf"), float("-inf")):
            raise RefusedFile(self._name, self._reached, f"the number {digits[:18]} is too large")
        return number


def read_json(raw: bytes, name: str) -> Any:
    """The value that the bytes hold; raises RefusedFile with the line where they are no JSON that can be trusted."""
    text = text_of(raw, name)
    try:
        return _Decoder(text, name).decode(text)
    except json.JSONDecodeError as error:
        raise RefusedFile(name, error.lineno, f"no valid JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise RefusedFile(name, 1, "lists are nested too deep") from error
