"""What is refused before any page, or any other middleware, reads a request: pages then need not fear it."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_header_parameters

UNKNOWN = "text/plain; charset=unknown"


class OnlyWhatIsTaken:
    """Words in UTF-8 only (400), and no more at once than the largest file that any page takes (413).

    A browser answers pages in UTF-8 in UTF-8. Another charset comes from elsewhere, and with it addresses and forms
    would be read with codecs that fail, or give characters that no database stores.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "")
        if charset:
            request.encoding = "utf-8"  # the refusal itself must be able to read the address; "utf8" is no other
            if not is_utf_8(charset):
                raise BadRequest(f"charset {charset[:40]!r}")
        if length_of(request) > settings.MAX_REQUEST_BYTES:
            megabytes = settings.MAX_REQUEST_BYTES // 1_000_000
            return render(request, "413.html", {"megabytes": megabytes}, status=413)
        return self.get_response(request)


def with_readable_types(application: Callable) -> Callable:
    """The application, which gets `UNKNOWN` for each type that Django can't read an address with, or can't read at all.

    Django's request fails on them as it is made, before any middleware and any page for it; what can't be read of the
    types that are asked for, it fails on in the page that looks. Whoever asks so takes anything.
    """

    def guarded(asked, start_response):
        if not is_readable(asked.get("CONTENT_TYPE", "")):
            asked["CONTENT_TYPE"] = UNKNOWN
        if not all(map(is_parsable, asked.get("HTTP_ACCEPT", "").split(","))):
            del asked["HTTP_ACCEPT"]
        return application(asked, start_response)

    return guarded


def is_readable(content_type: str) -> bool:
    return is_parsable(content_type) and is_utf_8(parse_header_parameters(content_type)[1].get("charset") or "utf-8")


def is_parsable(media_type: str) -> bool:
    try:
        parse_header_parameters(media_type)
    except (ValueError, LookupError):  # a parameter may name a codec of its own
        return False
    return True


def is_utf_8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def length_of(request: HttpRequest) -> int:
    """How long the body says that it is. More is never read, and without a length nothing of it."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0
