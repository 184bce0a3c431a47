"""Reading forms: as a screen reader does, and as the server does."""

import re
from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.described: dict[str, list[str]] = {}
        self.texts: dict[str, str] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("aria-invalid") == "true":
            self.described[given["id"]] = given.get("aria-describedby", "").split()
        if tag not in ("input", "br", "meta", "link"):
            self.open.append(given.get("id") or "")

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        for identifier in filter(None, self.open):
            self.texts[identifier] = self.texts.get(identifier, "") + data


def errors_tied_to_fields(html: str) -> dict[str, str]:
    """Per invalid field (its id): what the elements say that describe it."""
    form = _Form()
    form.feed(html)
    return {
        field: " ".join(form.texts.get(identifier, "").strip() for identifier in identifiers)
        for field, identifiers in form.described.items()
    }


def tokens_in(html: str) -> list[int]:
    """How many CSRF tokens each form of the page holds that is sent by POST."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    return [form.count('name="csrfmiddlewaretoken"') for form in forms]
