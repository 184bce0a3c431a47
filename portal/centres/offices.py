"""Who is in office at a centre. Each change brings the grants on the centre up to date in its own transaction."""

from copy import copy
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.leading import leading_to
from portal.accounts.models import User
from portal.centres import changes
from portal.centres.access import require_change, sync_centre
from portal.centres.enums import CentreStatus
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.records import Stale
from portal.centres.terms import words_of

FIRST_YEAR, YEARS_AHEAD = 1950, 20  # further is a slip of the keyboard


class Office(TypedDict):
    """What somebody is put in or invited to, from a day to a day (both included; None: until further notice)."""

    centre: Centre
    function: str
    start: date
    end: date | None


def require_near(**days: date | None) -> None:
    """Raises ValidationError, bound to the names of the days, where one lies too far back or ahead."""
    latest = timezone.localdate().year + YEARS_AHEAD
    far = {name: day.year for name, day in days.items() if day and not FIRST_YEAR <= day.year <= latest}
    if far:
        early = _("Not before %(year)s.") % {"year": FIRST_YEAR}
        late = _("At the latest in %(year)s.") % {"year": latest}
        raise ValidationError({name: late if year > latest else early for name, year in far.items()})


def refusal_of_office(user: User) -> str:
    """Why somebody can't be in office at any centre, or ""."""
    if not user.is_active:
        return _("The account with this e-mail address is closed.")
    if user.role != Role.CENTRE:
        return _("This is somebody of the inspectorate, who can't be in office at a centre.")
    return ""


def _require_before_closing(centre: Centre, start: date) -> None:
    """Nobody comes into office after the last day of a centre that closed or merged: ValidationError bound to `start`.

    A term that began before goes on if it was left to (docs/decisions/0010), and what was forgotten is written down.
    """
    if centre.status == CentreStatus.ACTIVE or (centre.ends_on and start <= centre.ends_on):
        return
    text = _("This centre is closed or merged: nobody comes into office here.")
    if centre.ends_on:
        text = _("The last day of this centre was %(day)s: no term begins after it.")
        text %= {"day": date_format(centre.ends_on)}
    raise ValidationError({"start": text})


def require_no_overlap(term: Appointment, field: str) -> None:
    """Nobody holds one function at a centre twice on a day: ValidationError, bound to `field`, names the other term.

    Where it is called the row of the centre is held, so of two changes at once the second sees the first. It is no
    constraint: only PostgreSQL holds ranges apart, and terms from before this rule may overlap.
    """
    same = Appointment.objects.filter(user=term.user_id, centre=term.centre_id, function=term.function)
    if other := next((one for one in same.order_by("start", "pk") if stands_in_the_way(one, term)), None):
        text = _("This person is in office here on days of this term already: %(term)s.")
        raise leading_to(term.user, {field: text % {"term": words_of(other)}})


def stands_in_the_way(other: Appointment, term: Any) -> bool:
    """Whether another term of the same person and function, at the same centre, shares a day with this one.

    `term` may be a row of the history.
    """
    same = (other.user_id, other.centre_id, other.function) == (term.user_id, term.centre_id, term.function)
    if other.pk == term.id or not same:
        return False
    return other.start <= (term.end or date.max) and term.start <= (other.end or date.max)


@transaction.atomic
def appoint(*, user: User, actor: User, succeeds: Appointment | None = None, **office: Unpack[Office]) -> Appointment:
    """Put somebody in office; `succeeds`: the term that was handed over.

    Raises ValidationError bound to `email` for an account that is closed or belongs to the inspectorate (who judges
    centres doesn't lead one), and to `start` for a day after the closing of the centre.
    """
    require_change(actor)
    require_near(start=office["start"], end=office["end"])
    return seat(user=user, actor=actor, succeeds=succeeds, **office)


@transaction.atomic
def seat(
    *, user: User, actor: User, succeeds: Appointment | None = None, reason: str = "", **office: Unpack[Office]
) -> Appointment:
    """As `appoint`; whoever calls this has asked whether `actor` may. `reason` stands in the history."""
    # Held and read again: the account may close, or join the inspectorate, at this very moment.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if refusal := refusal_of_office(user):
        raise leading_to(user, {"email": refusal})
    centre_id = office["centre"].pk
    _require_before_closing(_hold(centre_id), office["start"])
    appointment = Appointment(user=user, succeeds=succeeds, **office)
    require_no_overlap(appointment, "start")
    appointment.full_clean()
    try:
        with transaction.atomic():
            appointment._history_user, appointment._change_reason = actor, reason  # type: ignore[attr-defined]
            appointment.save()
    except IntegrityError as error:
        appointment.validate_constraints()
        raise ValidationError({"start": _("This appointment could not be saved.")}) from error
    sync_centre(centre_id, timezone.localdate())
    return appointment


def seen_of(appointment: Appointment) -> int:
    """Another number after each change of the term."""
    rows = Appointment.history.filter(id=appointment.pk).order_by("-history_id")
    return rows.values_list("history_id", flat=True).first() or 0


def hold_term(appointment: Appointment, seen: int) -> Appointment:
    """The term as it is now, `with_succession` and its centre, whose row is held. Stale where it isn't what was seen.

    The centre is held before its invitations and terms, as accepting does: so nobody waits in a circle.
    """
    _hold(appointment.centre_id)
    term = Appointment.objects.with_succession().select_related("centre").filter(pk=appointment.pk).first()
    if term is None or seen_of(term) != seen:
        raise Stale
    return term


@transaction.atomic
def change_last_day(*, appointment: Appointment, end: date | None, seen: int, actor: User) -> Appointment:
    """Set the last day in office, also of a term that is over; None: until further notice.

    Raises ValidationError bound to `end` where it lies before the first day, or where a longer term would reach into
    another one of this person or into that of the successor, or bring into office who can't be. Who is invited as
    successor for after another last day no longer is.
    """
    require_change(actor)
    require_near(end=end)
    # Accounts are held before centres; read again, as the account may close or join the inspectorate at this moment.
    user = User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    term = hold_term(appointment, seen)
    if _is_longer(term, end):
        _require_free_until(term, user, end)
    CentreInvitation.objects.filter(hands_over=term).exclude(last_day=end).withdraw()
    return unseat(appointment=term, end=end, actor=actor)


def _is_longer(term: Appointment, end: date | None) -> bool:
    return term.end is not None and (end is None or end > term.end)


def _require_free_until(term: Appointment, user: User, end: date | None) -> None:
    """What stands in the way of this last day: who holds the office isn't to, or somebody else does by then."""
    is_over = end is not None and end < timezone.localdate()
    if not is_over and (refusal := refusal_of_office(user)):
        raise leading_to(user, {"end": refusal})
    successor = getattr(term, "successor", None)
    if successor and (end is None or end >= successor.start):
        text = _("%(name)s succeeds from %(day)s on. Choose a day before it, or take back that term first.")
        names = {"name": successor.user.name, "day": date_format(successor.start)}
        raise leading_to(successor.user, {"end": text % names})


@transaction.atomic
def unseat(
    *, appointment: Appointment, end: date | None, actor: User, reason: str = "", field: str = "end"
) -> Appointment:
    """Set the last day of a term that `hold_term` gave; whoever calls this has asked whether `actor` may.

    Refusals are bound to `field`.
    """
    if end and end < appointment.start:
        raise ValidationError({field: _("The last day lies before the first.")})
    if _is_longer(appointment, end):  # made shorter it can only mend an overlap
        longer = copy(appointment)
        longer.end = end
        require_no_overlap(longer, field)
    Appointment.objects.filter(pk=appointment.pk).update(end=end)
    appointment.end = end
    changes.note([appointment], kind=changes.CHANGED, actor=actor, reason=reason)
    sync_centre(appointment.centre_id, timezone.localdate())
    return appointment


@transaction.atomic
def withdraw_appointment(*, appointment: Appointment, seen: int, actor: User) -> None:
    """Take back an appointment that was a mistake: as if it had never been, and out of sight at once.

    Who is invited as its successor no longer is.
    """
    require_change(actor)
    term = hold_term(appointment, seen)
    CentreInvitation.objects.filter(hands_over=term).withdraw()
    term._history_user = actor  # type: ignore[attr-defined]
    term.delete()
    sync_centre(term.centre_id, timezone.localdate())


def _hold(centre_id: int) -> Centre:
    return Centre.objects.select_for_update(no_key=True).get(pk=centre_id)
