"""What somebody typed, shown back where it could not be saved: no sign-in and no stale form may cost a text."""

from typing import NamedTuple

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

HIDDEN_WORDS = ("password", "csrf", "token")
NOT_TYPED = {"next", "language"}


class Field(NamedTuple):
    name: str
    value: str


def readable_form(request: HttpRequest) -> QueryDict:
    """The form that was sent; empty where it can't be taken apart: a page that refuses is no place to fail."""
    try:
        return request.POST
    except (MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError):
        return QueryDict()


def sent_fields(request: HttpRequest) -> list[Field]:
    """All fields of the form that was sent, but for secrets."""
    return [
        Field(name, value)
        for name, values in readable_form(request).lists()
        if not any(word in name.lower() for word in HIDDEN_WORDS)
        for value in values
    ]


def typed_fields(request: HttpRequest) -> list[Field]:
    """Those of them that hold words: no empty ones, no numbers of records and revisions."""
    return [
        field
        for field in sent_fields(request)
        if field.name not in NOT_TYPED and any(letter.isalpha() for letter in field.value)
    ]
