"""Names and reasons of what history tells: its rows hold numbers and short words."""

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.accounts.models import Invitation, User
from portal.centres import changes
from portal.centres.models import Board, Centre
from portal.centres.status import step_of

NOTHING = "–"
Found = dict[str, dict[int, tuple[Any, Any]]]  # kind, number of the row: the row and the one before it


class Names:
    """The names of what rows of history point to; 5 queries at most."""

    def __init__(self, found: Found):
        reasons = {row.history_change_reason or "" for rows in found.values() for row, _before in rows.values()}
        self.steps = _steps(reasons)
        self.invitations = _invitations(reasons)
        centres = [row for pair in found["centre"].values() for row in pair if row]
        into = {row.merged_into_id for row in [*centres, *self.steps.values()] if row.merged_into_id}
        appointments = [row for row, _before in found["appointment"].values()]
        self.boards = Board.objects.in_bulk({row.board_id for row in centres if row.board_id})
        self.centres = Centre.objects.in_bulk(into)
        self.users = User.objects.in_bulk({row.user_id for row in appointments})

    def of(self, kind: str, row) -> str:
        if kind == "site":
            return _("Site %(number)s") % {"number": row.number}
        if kind == "board":
            return _("Board %(number)s, for all of its centres") % {"number": row.institution_number}
        if kind == "appointment":
            user = self.users.get(row.user_id)
            return f"{row.get_function_display()}: {user.name if user else NOTHING}"
        return _("Record of %(name)s") % {"name": row.name}

    def shown(self, one: models.Field, row) -> str:
        value = getattr(row, one.attname)
        if value in (None, ""):
            return NOTHING
        if one.name in ("board", "merged_into"):
            known = (self.boards if one.name == "board" else self.centres).get(value)
            return f"{known.name} ({known.institution_number})" if known else str(value)
        if isinstance(one, models.DateField):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(capfirst(dict(one.flatchoices).get(value, value)) if one.choices else value)


def reason_of(row, names: Names) -> str:
    """Why a row was written, in words; of the record that a step was about "", as its fields tell it."""
    reason = row.history_change_reason or ""
    if reason.startswith(changes.PUT_BACK):
        return _("put back")
    if step := names.steps.get(reason):
        return "" if (type(row), row.pk) == (type(step), step.pk) else _step_in_words(step, names)
    if invitation := names.invitations.get(reason):
        return _("by accepting an invitation of %(name)s") % {"name": invitation.invited_by.name}
    words = {
        changes.INVITATION: _("by accepting an invitation"),
        changes.HAND_OVER: _("handed over"),
        changes.CLEANED: _("invisible characters taken out"),
    }
    return "" if _is_step(reason) else words.get(reason, reason)


def _step_in_words(step, names: Names) -> str:
    given = {"name": step.name, "reason": step.status_reason}
    if into := names.centres.get(step.merged_into_id):
        return _("%(name)s was merged into %(into)s: %(reason)s") % {**given, "into": into.name}
    return _("%(name)s was closed: %(reason)s") % given


def _is_step(reason: str) -> bool:
    return reason.startswith(f"{changes.STEP} ")


def _invitations(reasons: set[str]) -> dict[str, Invitation]:
    """The invitation that was accepted, by reason; 1 query, none where there is none."""
    keys = {int(one.split()[1]) for one in reasons if one.startswith(f"{changes.INVITATION} ")}
    rows = Invitation.objects.select_related("invited_by").in_bulk(keys)
    return {changes.by_invitation(key): row for key, row in rows.items()}


def _steps(reasons: set[str]) -> dict[str, Any]:
    """The row of history of the centre that each step was about; 1 query, none where there is no step."""
    wanted = {reason for reason in reasons if _is_step(reason)}
    if not wanted:
        return {}
    rows = Centre.history.filter(id__in={int(one.split()[1]) for one in wanted}, history_change_reason__in=wanted)
    return {
        row.history_change_reason: row for row in rows if row.history_change_reason == step_of(row.id, row.revision)
    }
