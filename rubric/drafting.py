"""Holding a draft while it changes: one at a time, and never past its publication."""

from django.core.exceptions import ValidationError

from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion


class Frozen(Exception):
    """The version is no draft any more: nothing of it may change."""


class Changed(ValidationError):
    """Somebody else changed the same text since it was read; nothing of this was saved."""


def hold(version_id: int) -> InstrumentVersion:
    """The draft with its instrument, locked until the transaction ends; raises Frozen, or DoesNotExist once deleted.

    Every change of a draft begins with this, and so does its publication: an edit comes wholly before it or not at
    all. The database's triggers alone would miss an edit that began before and ended after (PostgreSQL).
    """
    rows = InstrumentVersion.objects.select_for_update(of=("self",)).select_related("instrument")
    version = rows.get(pk=version_id)
    if version.status != VersionStatus.DRAFT:
        raise Frozen
    return version
