"""Plain values as parts of a file, so that one set of rules reads YAML and JSON alike."""

from typing import Any

import yaml

from rubric.exchange.nodes import THE_FILE, Part


def part_from(value: Any, name: str) -> Part:
    """A value of lists, texts and objects as a Part; an object with a `line` knows its place."""
    return Part(name, _node(value, getattr(value, "line", 1)), THE_FILE)


def _node(value: Any, line: int) -> yaml.Node:
    line = getattr(value, "line", line)
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    if isinstance(value, dict):
        pairs = [(_node(key, line), _node(one, line)) for key, one in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, mark, mark)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(one, line) for one in value], mark, mark)
    kind, text = _scalar(value)
    return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, mark, mark)


def _scalar(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    if value is None:
        return "null", ""
    if isinstance(value, str):
        return "str", value
    return ("int" if isinstance(value, int) else "float"), str(value)
