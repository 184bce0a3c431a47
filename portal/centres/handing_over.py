"""Handing an office over to a successor, in one step: by administrators, and by a director their own."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.inviting import normal_address
from portal.accounts.models import User
from portal.centres import changes
from portal.centres.enums import CentreStatus, Function
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import invite, put_in_office
from portal.centres.models import Appointment
from portal.centres.offices import history_of_term, hold_term, require_near, unseat


def refusal_to_hand_over(user: User, appointment: Appointment, today: date) -> str:
    """Why somebody may not hand this office over, or "". The appointment is read with its user and centre."""
    if appointment.end and appointment.end < today:
        return _("This term is over already.")
    if appointment.centre.status != CentreStatus.ACTIVE:
        return _("This centre is closed or merged.")
    return "" if user.is_administrator else _refusal_of_own(user, appointment, today)


def _refusal_of_own(user: User, appointment: Appointment, today: date) -> str:
    if appointment.user_id != user.pk or not user.is_active:
        return _("Only administrators and whoever is in office hand an office over.")
    if appointment.function != Function.DIRECTOR:
        return _("Only directors hand over themselves. Ask an administrator.")
    if appointment.start > today:
        return _("Your term has not begun yet.")
    return ""


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
    """Ends a term and appoints or invites the successor, from `start` (None: the day after) on.

    Raises PermissionDenied, Stale where the term changed since `seen`, and ValidationError bound to the fields.
    A director invites, whoever it is: so nobody learns from it who has an account. And nobody passes on more than they
    have: a director's successor is in office until their own term would have ended, an administrator's without an end.
    """
    today, email = today or timezone.localdate(), normal_address(email)
    require_near(last_day=last_day, start=start)
    # Of two at once one comes first. Accounts are held before centres, everywhere: so nobody waits in a circle.
    these = Q(email__iexact=email) | Q(pk=actor.pk)
    list(User.objects.select_for_update(no_key=True).filter(these).order_by("pk"))
    term = hold_term(appointment, seen)
    if refusal := refusal_to_hand_over(actor, term, today):
        raise PermissionDenied(refusal)
    start = start or last_day + timedelta(days=1)
    _require_nobody_yet(term, actor)
    _require_in_order(term, last_day=last_day, start=start, email=email)
    end = None
    if not actor.is_administrator:
        end = _end_before(term)
        _require_own(term, last_day=last_day, start=start, end=end, today=today)
    unseat(appointment=term, end=last_day, actor=actor, today=today, reason=changes.HAND_OVER, field="last_day")
    given: dict[str, Any] = {"centre": term.centre, "email": email, "function": term.function, "start": start}
    let_in = put_in_office if actor.is_administrator else invite
    return let_in(**given, end=end, actor=actor, hands_over=term)


def _require_nobody_yet(term: Appointment, actor: User) -> None:
    """One office, one successor; the row of the centre is held. What was accepted is for administrators to undo."""
    found = CentreInvitation.objects.not_withdrawn().filter(hands_over=term).first()
    if found and found.invitation.is_unanswered:
        text = _("%(address)s is invited as successor already. Withdraw that invitation first.")
        raise ValidationError(text % {"address": found.invitation.email})
    if found:
        text = _("%(address)s accepted as successor already. An administrator puts somebody else in office.")
        raise ValidationError(text % {"address": found.invitation.email})
    row = history_of_term(term).first()
    by_another = row and row.history_change_reason == changes.HAND_OVER and row.history_user_id != actor.pk
    if by_another and not actor.is_administrator:
        raise ValidationError(_("An administrator handed over this office already. Ask an administrator."))


def _end_before(term: Appointment) -> date | None:
    """The end of a term before it was handed over: handing over, withdrawing and handing over again changes nothing."""
    row = history_of_term(term).exclude(history_change_reason=changes.HAND_OVER).first()
    return row.end if row else term.end


def _require_in_order(term: Appointment, *, last_day: date, start: date, email: str) -> None:
    if start <= last_day:
        raise ValidationError({"start": _("The successor begins after the last day.")})
    if email == normal_address(term.user.email):
        raise ValidationError({"email": _("This is the address of who hands over.")})


def _require_own(term: Appointment, *, last_day: date, start: date, end: date | None, today: date) -> None:
    """What a director may pass on; `end`: of the own term."""
    if last_day < today:
        raise ValidationError({"last_day": _("This day is past already.")})
    if term.end and last_day > term.end:
        raise ValidationError({"last_day": _("Your term ends before that day. Ask an administrator to extend it.")})
    if end and last_day >= end:
        text = _("Your term ends on that day, and there is nothing left to hand over. Ask an administrator.")
        raise ValidationError({"last_day": text})
    if end and start > end:
        raise ValidationError({"start": _("Your term ends before that day. Ask an administrator to extend it.")})
