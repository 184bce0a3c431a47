"""What changed in somebody's account: who, when, from what to what."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.models import User

SHOWN = 100


@dataclass(frozen=True)
class Change:
    """`actor` None: the person themselves (by accepting an invitation), or the portal."""

    at: datetime
    actor: User | None
    lines: list[str]


def history_of(person: User) -> list[Change]:
    """The newest first; 1 query."""
    rows = list(User.history.filter(id=person.pk).select_related("history_user")[: SHOWN + 1])
    told = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        lines = [_("account made")] if row.history_type == "+" else _differences(row, before)
        if lines:
            told.append(Change(row.history_date, row.history_user, lines))
    return told[:SHOWN]


def _differences(row, before) -> list[str]:
    if before is None:
        return []
    lines = [
        _("%(field)s: from %(old)s to %(new)s") % {"field": field.verbose_name, "old": old, "new": new}
        for field in type(row).tracked_fields
        if field.name not in ("id", "is_active") and (old := _shown(field, before)) != (new := _shown(field, row))
    ]
    if row.is_active != before.is_active:
        lines.append(_("account opened again") if row.is_active else _("account closed"))
    return lines


def _shown(field, row) -> str:
    value = getattr(row, field.attname)
    return str(dict(field.flatchoices).get(value, value))
