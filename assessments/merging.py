"""Merging of two texts that came from the same one, sentence by sentence (diff3)."""

import re

from merge3 import Merge3

# The space between two sentences is a part of its own: changes in neighbouring sentences don't touch.
BETWEEN_SENTENCES = re.compile(r"((?<=[.!?…])\s+|\n+)")


def sentences(text: str) -> list[str]:
    """The text cut into sentences and the spaces between them; joined it is the same text."""
    return [part for part in BETWEEN_SENTENCES.split(text) if part]


def merged(*, base: str, mine: str, theirs: str) -> str | None:
    """Both changes in one text, or None where they touch each other."""
    parts: list[str] = []
    for kind, *lines in Merge3(sentences(base), sentences(mine), sentences(theirs)).merge_groups():
        if kind == "conflict":
            return None
        parts.extend(lines[0])
    return "".join(parts)
