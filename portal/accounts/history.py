"""What changed in somebody's account: who, when, from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.paging import Page, page_of

SHOWN = 100  # changes on a page


@dataclass(frozen=True)
class Change:
    """`actor` None: the person themselves (by accepting an invitation), or the portal."""

    at: datetime
    actor: User | None
    lines: list[str]


def history_of(person: User, number: int = 1) -> Page[Change]:
    """A page of it, the newest first; 2 queries at most."""
    rows = User.history.filter(id=person.pk).select_related("history_user").order_by("-history_id")
    page = page_of(rows, number, SHOWN)
    before = rows.filter(history_id__lt=page.rows[-1].history_id).first() if page.has_next else None
    return page.turned(lambda found: list(_told(found, [*found[1:], before])))


def _told(rows: list, earlier: list) -> Iterable[Change]:
    for row, before in zip(rows, earlier, strict=False):
        lines = [_("account made")] if row.history_type == "+" else _differences(row, before)
        if lines:
            yield Change(row.history_date, row.history_user, lines)


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
