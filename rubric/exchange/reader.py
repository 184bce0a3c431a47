"""Any file that may hold an instrument: recognised by its name and its content, read, and looked over."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from rubric.completeness import gaps
from rubric.exchange.from_case import from_case
from rubric.exchange.from_document import from_document
from rubric.exchange.from_yaml import manuscript_in
from rubric.exchange.nodes import MAX_BYTES, RefusedFile
from rubric.exchange.recognised import LeftOver, Recognised
from rubric.exchange.slips import suspected
from rubric.manuscript import Manuscript

YAML_NAMES = (".yaml", ".yml")
CASE_NAMES = (".json",)
# Signs of a file that is no text at all, whatever its name: zip (docx, xlsx), PDF, old Office, gzip, pictures.
BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def recognise(raw: bytes, name: str, *, quantifiers: Collection[str] = ()) -> Recognised:
    """What the bytes of a file called `name` hold. Raises RefusedFile with the line and the reason.

    `quantifiers`: the words by which levels are meant to differ, which are therefore no slips.
    """
    require_text(raw, name)
    form, content, left_over = _read(raw.removeprefix(b"\xef\xbb\xbf"), name)
    return Recognised(form, content, left_over, suspected(content, quantifiers=quantifiers), gaps(content))


def require_text(raw: bytes, name: str) -> None:
    """Raises RefusedFile for what is too large, empty, binary or in another encoding: before anything is parsed."""
    if len(raw) > MAX_BYTES:
        raise too_large(name)
    if not raw.strip():
        raise RefusedFile(name, 1, _("the file is empty"))
    if raw.startswith(BINARY) or b"\x00" in raw:
        line = raw[: max(raw.find(b"\x00"), 0)].count(b"\n") + 1
        raise RefusedFile(name, line, _("this is no text file; give the Markdown, YAML or CASE JSON of an instrument"))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = _("the file is not UTF-8 text: byte %(byte)s doesn't belong there")
        raise RefusedFile(name, line, reason % {"byte": f"{raw[error.start]:#04x}"}) from error


def too_large(name: str) -> RefusedFile:
    reason = _("the file is larger than %(size)s MB, which no instrument is") % {"size": MAX_BYTES // 1_000_000}
    return RefusedFile(name, 1, reason)


def _read(raw: bytes, name: str) -> tuple[str, Manuscript, list[LeftOver]]:
    lower = name.lower()
    if lower.endswith(CASE_NAMES) or (not lower.endswith(YAML_NAMES) and raw.lstrip().startswith(b"{")):
        return "case", *from_case(raw, name)
    if lower.endswith(YAML_NAMES):
        return "yaml", manuscript_in(raw, name), []
    return "document", *from_document(raw, name)
