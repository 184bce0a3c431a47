"""Handing an office over to a successor, in one step: by administrators, and by a director their own."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.inviting import normal_address
from portal.accounts.models import User
from portal.centres import changes
from portal.centres.enums import CentreStatus, Function
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import invite, put_in_office
from portal.centres.models import Appointment
from portal.centres.offices import Office, hold_term, require_near, unseat


def refusal_to_hand_over(user: User, term: Appointment, today: date) -> str:
    """Why somebody may not hand this office over, or "": for its button, its page and the deed alike.

    The term is read `with_succession`, with its centre.
    """
    if not user.is_administrator and (term.user_id != user.pk or not user.is_active):
        return _("Only administrators and whoever is in office hand an office over.")
    if term.end and term.end < today:
        return _("This term is over already.")
    if term.centre.status != CentreStatus.ACTIVE:
        return _("This centre is closed or merged.")
    if user.is_administrator:
        return _refusal_of_second(user, term)
    return _refusal_of_own(term, today) or _refusal_of_second(user, term) or _refusal_of_nothing_left(term, today)


def handed_over_by(user: User, today: date) -> set[int]:
    """The keys of the centres where somebody may hand over an office of their own, by the same rule; 2 queries."""
    terms = Appointment.objects.in_office(today).filter(user=user.pk).with_succession().select_related("centre")
    return {term.centre_id for term in terms if not refusal_to_hand_over(user, term, today)}


def _refusal_of_own(term: Appointment, today: date) -> str:
    if term.function != Function.DIRECTOR:
        return _("Only directors hand over themselves. Ask an administrator.")
    if term.start > today:
        return _("Your term has not begun yet.")
    return ""


def _refusal_of_nothing_left(term: Appointment, today: date) -> str:
    if _end_before(term) == today:
        return _("Your term ends today: nothing is left to hand over. Ask an administrator.")
    return ""


def _refusal_of_second(user: User, term: Appointment) -> str:
    """One office, one successor. What was accepted is for administrators to undo."""
    if successor := getattr(term, "successor", None):
        names = {"name": successor.user.name, "day": date_format(successor.start)}
        return _("%(name)s succeeds from %(day)s on. An administrator puts somebody else in office.") % names
    invitation = next((one.invitation for one in term.successions.all() if one.invitation.is_unanswered), None)
    if invitation is None:
        return ""
    if not user.is_administrator and invitation.invited_by_id != user.pk:
        return _("An administrator handed over this office already. Ask an administrator.")
    text = _("%(address)s is invited as successor already. Withdraw that invitation first.")
    return text % {"address": invitation.email}


@transaction.atomic
def hand_over(
    *,
    appointment: Appointment,
    last_day: date,
    email: str,
    start: date | None,
    seen: int,
    actor: User,
) -> Appointment | CentreInvitation:
    """Ends a term and appoints or invites the successor, from `start` (None: the day after) on.

    Raises PermissionDenied, Stale where the term changed since `seen`, and ValidationError bound to the fields.
    A director invites, whoever it is: so nobody learns from it who has an account. And nobody passes on more than they
    have: a director's successor is in office until their own term would have ended, an administrator's without an end.
    """
    today, email = timezone.localdate(), normal_address(email)
    require_near(last_day=last_day, start=start)
    # Of two at once one comes first. Accounts are held before centres, everywhere: so nobody waits in a circle.
    these = Q(email__iexact=email) | Q(pk=actor.pk)
    list(User.objects.select_for_update(no_key=True).filter(these).order_by("pk"))
    term = hold_term(appointment, seen)
    if refusal := refusal_to_hand_over(actor, term, today):
        raise PermissionDenied(refusal)
    start = start or last_day + timedelta(days=1)
    _require_in_order(term, last_day=last_day, start=start, email=email)
    end = None
    if not actor.is_administrator:
        end = _end_before(term)
        _require_own(term, last_day=last_day, start=start, end=end, today=today)
    unseat(appointment=term, end=last_day, actor=actor, reason=changes.HAND_OVER, field="last_day")
    office: Office = {"centre": term.centre, "function": term.function, "start": start, "end": end}
    let_in = put_in_office if actor.is_administrator else invite
    return let_in(email=email, actor=actor, hands_over=term, **office)


def _end_before(term: Any) -> date | None:
    """The end of a term before whoever holds it handed it over: what they pass on, however often they do.

    It stands in what they invited to. What somebody else set as the end counts as such, be it the very same day.
    """
    newest = next(iter(term.successions.all()), None)
    if newest and newest.last_day == term.end and term.changed_by == term.user_id:
        return newest.end
    return term.end


def _require_in_order(term: Appointment, *, last_day: date, start: date, email: str) -> None:
    if start <= last_day:
        raise ValidationError({"start": _("The successor begins after the last day.")})
    if email == term.user.email.lower():
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
