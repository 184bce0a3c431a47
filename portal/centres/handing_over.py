"""Handing an office over to a successor, in one step: by administrators, and by a director their own."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.enums import Function
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import invite, put_in_office
from portal.centres.models import Appointment, Centre
from portal.centres.offices import unseat
from portal.centres.records import Stale


def refusal_to_hand_over(user: User, appointment: Appointment, today: date) -> str:
    """Why somebody may not hand this office over, or "". The appointment is read with its user."""
    if appointment.end and appointment.end < today:
        return _("This term is over already.")
    if user.is_administrator:
        return ""
    if appointment.user_id != user.pk or not user.is_active:
        return _("Only administrators and whoever is in office hand an office over.")
    if appointment.function != Function.DIRECTOR:
        return _("Only directors hand over themselves. Ask an administrator.")
    if appointment.start > today:
        return _("Your term has not begun yet.")
    return ""


def seen_of(appointment: Appointment) -> int:
    """Another number after each change of the term."""
    return (
        Appointment.history.filter(id=appointment.pk)
        .order_by("-history_id")
        .values_list("history_id", flat=True)
        .first()
        or 0
    )


@transaction.atomic
def hand_over(
    *,
    appointment: Appointment,
    last_day: date,
    email: str,
    start: date | None,
    seen: int,
    actor: User,
    today: date | None = None,
) -> Appointment | CentreInvitation:
    """Ends a term and appoints or invites the successor, from `start` (None: the day after) on, without an end.

    Raises PermissionDenied, Stale where the term changed since `seen`, and ValidationError bound to the fields.
    A director invites, whoever it is: so nobody learns from it who has an account.
    """
    today = today or timezone.localdate()
    # Of two at once one comes first. Accounts are held before centres, everywhere: so nobody waits in a circle.
    list(User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()))
    Centre.objects.select_for_update(no_key=True).get(pk=appointment.centre_id)
    term = Appointment.objects.select_related("user", "centre").filter(pk=appointment.pk).first()
    if term is None or seen_of(term) != seen:
        raise Stale
    if refusal := refusal_to_hand_over(actor, term, today):
        raise PermissionDenied(refusal)
    start = start or last_day + timedelta(days=1)
    _require_in_order(term, last_day=last_day, start=start, email=email, actor=actor, today=today)
    unseat(appointment=term, end=last_day, actor=actor, today=today, reason=changes.HAND_OVER)
    given: dict[str, Any] = {"centre": term.centre, "email": email, "function": term.function, "start": start}
    let_in = put_in_office if actor.is_administrator else invite
    return let_in(**given, end=None, actor=actor, hands_over=term)


def _require_in_order(term: Appointment, *, last_day: date, start: date, email: str, actor: User, today: date) -> None:
    waiting = CentreInvitation.objects.open().filter(hands_over=term).select_related("invitation").first()
    if waiting:
        text = _("%(address)s is invited as successor already. Withdraw that invitation first.")
        raise ValidationError(text % {"address": waiting.invitation.email})
    if start <= last_day:
        raise ValidationError({"start": _("The successor begins after the last day.")})
    if email.strip().lower() == term.user.email:
        raise ValidationError({"email": _("This is the address of who hands over.")})
    if actor.is_administrator:
        return
    if last_day < today:
        raise ValidationError({"last_day": _("This day is past already.")})
    if term.end and last_day > term.end:
        raise ValidationError({"last_day": _("Your term ends before that day. Ask an administrator to extend it.")})
