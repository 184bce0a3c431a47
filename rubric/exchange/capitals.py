"""Headings that a document prints in capitals, as sentences write them."""

import re

ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
WORD = re.compile(r"[^\W\d_]+")


class Capitals:
    """Knows the acronyms of one document: what it writes in capitals amid other words (CLB), it means so."""

    def __init__(self, text: str):
        lines = (line for line in text.split("\n") if not line.isupper())
        self._acronyms = {word.casefold(): word for line in lines for word in ACRONYM.findall(line)}

    def lowered(self, text: str) -> str:
        """A text all in capitals as a sentence: a capital first, acronyms kept. Any other text as it is."""
        if not text.isupper() or not re.search(r"[^\W\d_]{2}", text):
            return text
        words = WORD.sub(lambda word: self._acronyms.get(word[0].casefold(), word[0].lower()), text)
        return words[:1].upper() + words[1:]

    def joined(self, parts: list[str]) -> str:
        """One sentence of headings that stand beneath each other: only the first begins with a capital."""
        first, *rest = map(self.lowered, parts)
        return " ".join([first, *(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in rest)])
