"""The life of an instrument version: draft, published, retired. Each function is one transaction."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rubric.completeness import Gap, gaps
from rubric.drafting import Changed, Frozen, hold
from rubric.enums import VersionStatus
from rubric.manuscript import Manuscript
from rubric.models import Instrument, InstrumentVersion
from rubric.reading import read_anew
from rubric.storing import add_draft, manuscript_of, written_out


class Incomplete(Exception):
    """The draft can't be published yet; `gaps` lists what is missing."""

    def __init__(self, missing: list[Gap]):
        super().__init__(" ".join(gap.reason for gap in missing))
        self.gaps = missing


@transaction.atomic
def new_draft(*, code: str, number: str, title: str, language: str) -> InstrumentVersion:
    """An empty draft of a new instrument."""
    instrument, created = Instrument.objects.get_or_create(code=code)
    if not created:
        reason = _("There is an instrument with this code already. Copy one of its versions, or choose another code.")
        raise ValidationError({"code": reason})
    return InstrumentVersion.objects.create(instrument=instrument, number=number, title=title, language=language)


@transaction.atomic
def copy_version(*, version: InstrumentVersion, code: str, number: str) -> InstrumentVersion:
    """A new draft that holds exactly what the version holds, under another number, or under another instrument."""
    Instrument.objects.get_or_create(code=code)
    # The lock makes a second copy wait and then find the number of the first.
    instrument = Instrument.objects.select_for_update().get(code=code)
    if instrument.versions.filter(number=number).exists():
        raise ValidationError({"number": _("There is a version with this number already.")})
    content = manuscript_of(version)
    draft = add_draft(instrument, content, number=number)
    draft.valid_to = version.valid_to if version.status == VersionStatus.DRAFT else None
    draft.save(update_fields=["valid_to"])
    return draft


@transaction.atomic
def rename(*, version_id: int, code: str, number: str) -> InstrumentVersion:
    """Gives a draft another number; and its instrument another code, as long as it has no other version."""
    draft = hold(version_id)
    # As a copy does: whoever comes second finds the number of the first.
    draft.instrument = Instrument.objects.select_for_update().get(pk=draft.instrument_id)
    others = draft.instrument.versions.exclude(pk=version_id)
    if others.filter(number=number).exists():
        raise ValidationError({"number": _("There is a version with this number already.")})
    if code != draft.instrument.code:
        if others.exists():
            raise ValidationError({"code": _("Other versions bear this code: it can't change any more.")})
        draft.instrument.code = code
        try:
            with transaction.atomic():
                draft.instrument.save(update_fields=["code"])
        except IntegrityError as error:
            raise ValidationError({"code": _("There is an instrument with this code already.")}) from error
    draft.number = number
    draft.save(update_fields=["number"])
    return draft


@transaction.atomic
def delete_draft(*, version_id: int) -> None:
    """Throws a draft away, with its instrument where that has no other version."""
    draft = hold(version_id)
    instrument = Instrument.objects.select_for_update().get(pk=draft.instrument_id)
    draft.delete()
    if not instrument.versions.exists():
        instrument.delete()


@transaction.atomic
def publish(*, version_id: int, seen: str) -> InstrumentVersion:
    """Freezes a complete draft with the fingerprint of its content; from then on the database refuses every change.

    Raises Frozen where it is no draft any more, Incomplete, or Changed where `seen` (the fingerprint that the person
    looked at) is no longer that of the content.
    """
    draft = hold(version_id)
    content = _content(draft)
    if missing := gaps(content):
        raise Incomplete(missing)
    sha256 = content.content_sha256
    if sha256 != seen:
        raise Changed(_("The text changed since you opened this page. Look at it again before you publish it."))
    _become(
        draft, VersionStatus.DRAFT, status=VersionStatus.PUBLISHED, content_sha256=sha256, published_at=timezone.now()
    )
    published = InstrumentVersion.objects.select_related("instrument").get(pk=version_id)
    if _content(published).content_sha256 != sha256:
        raise RuntimeError(f"what was published of version {version_id} differs from what was hashed")
    return published


@transaction.atomic
def retire(*, version_id: int, valid_to: date, successor_id: int | None) -> InstrumentVersion:
    """Takes a published version out of use: no new assessment may choose it. Running ones keep it.

    `successor_id`: the published version that comes after it. Raises Frozen where it isn't published (any more).
    """
    version = InstrumentVersion.objects.select_for_update().get(pk=version_id)
    if version.valid_from and valid_to < version.valid_from:
        raise ValidationError({"valid_to": _("The validity can't end before it begins.")})
    published = InstrumentVersion.objects.filter(status=VersionStatus.PUBLISHED).exclude(pk=version_id)
    if successor_id is not None and not published.filter(pk=successor_id).exists():
        raise ValidationError({"successor": _("Choose another published version.")})
    changes = {"valid_to": valid_to, "successor_id": successor_id, "retired_at": timezone.now()}
    _become(version, VersionStatus.PUBLISHED, status=VersionStatus.RETIRED, **changes)
    return InstrumentVersion.objects.select_related("instrument").get(pk=version_id)


def _become(version: InstrumentVersion, old: VersionStatus, **changes: object) -> None:
    """The step in one conditional UPDATE: only from the status that it starts from."""
    if not InstrumentVersion.objects.filter(pk=version.pk, status=old).update(**changes):
        raise Frozen


def _content(version: InstrumentVersion) -> Manuscript:
    """As the database holds it at this moment, not as this process remembers it."""
    return written_out(version, read_anew(version))
