"""The forms in which a version leaves the house, by the ending of their address."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from rubric.exchange.to_case import Publication, to_case
from rubric.exchange.to_json import to_json
from rubric.exchange.to_pdf import to_pdf
from rubric.exchange.to_xlsx import to_xlsx
from rubric.exchange.to_yaml import to_yaml
from rubric.manuscript import Manuscript
from rubric.models import InstrumentVersion

# Counts up with every change of what a form looks like, so that nobody keeps the old one.
EDITION = 1
# Versions published before the moment was kept have none, and a moment of today would change every second.
UNKNOWN_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Form:
    media_type: str
    make: Callable[[Manuscript, Publication], bytes]


def _as_json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


FORMS = {
    "json": Form("application/json", lambda content, publication: _as_json(to_json(content, publication))),
    "case.json": Form("application/json", lambda content, publication: _as_json(to_case(content, publication))),
    "yaml": Form("application/yaml", lambda content, _publication: to_yaml(content).encode()),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "pdf": Form("application/pdf", to_pdf),
}


def publication_of(version: InstrumentVersion) -> Publication:
    """What the forms say of a version besides its text; its address is the public one, whatever host was asked."""
    page = reverse("rubric:version", args=[version.instrument.code, version.number])
    return Publication(
        page=settings.PUBLIC_BASE_URL + page,
        status=version.status,
        changed_at=(version.retired_at or version.published_at or UNKNOWN_MOMENT).astimezone(UTC),
        valid_to=version.valid_to.isoformat() if version.valid_to else "",
    )


def tag_of(version: InstrumentVersion, ending: str) -> str:
    """The ETag of a published version in one form: another one as soon as anything of it is another."""
    return f'"{version.content_sha256[:32]}-{version.status}-{version.valid_to or 0}-{ending}-{EDITION}"'
