"""The public source `instellingsgegevens/instelling/v2`: read page by page into the table that an import knows.

Its answers are somebody else's: each is bounded in time and size, and looked at before it is used.
"""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from portal.centres.importing.columns import NUMBER
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import MAX_BYTES, MAX_ROWS, MEGABYTE

SIZE = 200  # institutions a page
MAX_PAGE_BYTES = 5 * MEGABYTE
MAX_PAGES = 1_000
MOST_WAITS = 5  # times that the source may ask to come back later, for one page
LONGEST_WAIT = 60  # seconds
WITHIN = 240  # seconds for all pages, below the broker's visibility timeout

# Path in the answer → what it tells.
FIELDS = {
    "instelling_nummer": NUMBER,
    "instelling_naam": "name",
    "instelling_volledige_naam": "full_name",
    "instelling_net.omschrijving": "network",
    "instelling_hoofdstructuur.code": "main_structure",
    "instelling_bestuur.instellingsnummer": "board.number",
    "instelling_bestuur.naam": "board.name",
    "instelling_straatnaam": "street",
    "instelling_huisnummer": "house",
    "instelling_postcode": "postcode",
    "instelling_gemeente": "municipality",
    "instelling_telefoon": "phone",
    "instelling_email": "email",
    "instelling_website": "website",
    "instelling_status_erkenning.code": "recognition_status",
    "instelling_begindatum": "begins_on",
    "instelling_einddatum": "ends_on",
}


class NoRedirects(HTTPRedirectHandler):
    """The key goes to the source that was set, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = build_opener(NoRedirects)


def fetched(
    *, url: str, key: str, since: date | None, timeout: float, sleep: Callable[[float], None] = time.sleep
) -> bytes:
    """All institutions (changed since a day) as a CSV file with the columns FIELDS. Raises Refused."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Refused(Reason.SOURCE_ODD, what="URL")
    written = io.StringIO(newline="")
    rows = csv.writer(written, delimiter=";")
    rows.writerow(FIELDS)
    for count, one in enumerate(institutions(url, key, since, timeout, sleep), 1):
        if written.tell() > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE, limit=MAX_BYTES // MEGABYTE)
        if count > MAX_ROWS:
            raise Refused(Reason.TOO_MANY_ROWS, limit=MAX_ROWS)
        rows.writerow([value_at(one, path) for path in FIELDS])
    return written.getvalue().encode()


def institutions(
    url: str, key: str, since: date | None, timeout: float, sleep: Callable[[float], None]
) -> Iterator[dict[str, Any]]:
    until = time.monotonic() + WITHIN
    page, pages = 1, 1
    while page <= pages:
        asked: dict[str, object] = {"page": page, "size": SIZE} | (
            {"changed-since": since.isoformat()} if since else {}
        )
        answer = answer_of(f"{url}?{urlencode(asked)}", key, timeout, until, sleep)
        data, meta = answer.get("data"), answer.get("meta")
        total = meta.get("total_pages") if isinstance(meta, dict) else None
        if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
            raise Refused(Reason.SOURCE_ODD, what="data")
        if type(total) is not int or not 0 <= total <= MAX_PAGES:
            raise Refused(Reason.SOURCE_ODD, what="meta.total_pages")
        yield from data
        page, pages = page + 1, total


def answer_of(address: str, key: str, timeout: float, until: float, sleep: Callable[[float], None]) -> dict[str, Any]:
    """What the source says at this address; asked to come back later, it waits as long as it was told to."""
    for _wait in range(MOST_WAITS + 1):
        if time.monotonic() > until:
            raise Refused(Reason.SOURCE_BUSY)
        request = Request(address, headers={"x-api-key": key, "Accept": "application/json"})  # noqa: S310 -- http(s) only
        try:
            with _opener.open(request, timeout=timeout) as response:
                raw = response.read(MAX_PAGE_BYTES + 1)
        except HTTPError as error:
            error.close()
            if error.code not in {429, 503}:
                raise Refused(Reason.SOURCE_REFUSES, status=error.code) from error
            sleep(min(seconds(error.headers.get("Retry-After", "")), LONGEST_WAIT))
            continue
        except (OSError, HTTPException) as error:
            raise Refused(Reason.SOURCE_SILENT, error=type(error).__name__) from error
        return parsed(raw)
    raise Refused(Reason.SOURCE_BUSY)


def seconds(retry_after: str) -> int:
    """Retry-After in seconds; a minute where it is a date, five seconds where nothing is said."""
    if retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 6:
        return int(retry_after)
    return LONGEST_WAIT if retry_after else 5


def parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_PAGE_BYTES:
        raise Refused(Reason.SOURCE_ODD, what=f"> {MAX_PAGE_BYTES // MEGABYTE} MB")
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(Reason.SOURCE_ODD, what="JSON") from error
    if not isinstance(answer, dict):
        raise Refused(Reason.SOURCE_ODD, what="JSON")
    return answer


def value_at(one: dict[str, Any], path: str) -> str:
    """The plain value at this path; "" where there is none."""
    found: Any = one
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""
