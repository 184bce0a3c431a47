"""Who is in office at a centre. Each change brings the grants on the centre up to date in its own transaction."""

from copy import copy
from datetime import date
from typing import TypedDict, Unpack

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
    if other := Appointment.objects.overlapping(term).first():
        text = _("This person is in office here on days of this term already: %(term)s.")
        raise leading_to(term.user, {field: text % {"term": words_of(other)}})


@transaction.atomic
def appoint(
    *,
    user: User,
    actor: User,
    today: date | None = None,
    succeeds: Appointment | None = None,
    **office: Unpack[Office],
) -> Appointment:
    """Put somebody in office; `succeeds`: the term that was handed over.

    Raises ValidationError bound to `email` for an account that is closed or belongs to the inspectorate (who judges
    centres doesn't lead one), and to `start` for a day after the closing of the centre.
    """
    require_change(actor)
    require_near(start=office["start"], end=office["end"])
    return seat(user=user, actor=actor, today=today, succeeds=succeeds, **office)


@transaction.atomic
def seat(
    *,
    user: User,
    actor: User,
    today: date | None = None,
    succeeds: Appointment | None = None,
    reason: str = "",
    **office: Unpack[Office],
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
    sync_centre(centre_id, today or timezone.localdate())
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
def end_appointment(
    *, appointment: Appointment, end: date, seen: int, actor: User, today: date | None = None
) -> Appointment:
    """Set the last day in office; raises ValidationError bound to `end` where it lies before the first.

    Who is invited as successor for after another last day no longer is.
    """
    require_change(actor)
    require_near(end=end)
    term = hold_term(appointment, seen)
    CentreInvitation.objects.filter(hands_over=term).exclude(last_day=end).withdraw()
    return unseat(appointment=term, end=end, actor=actor, today=today)


@transaction.atomic
def unseat(
    *, appointment: Appointment, end: date, actor: User, today: date | None = None, reason: str = "", field: str = "end"
) -> Appointment:
    """As `end_appointment`; whoever calls this has asked whether `actor` may. Refusals are bound to `field`."""
    if end < appointment.start:
        raise ValidationError({field: _("The last day lies before the first.")})
    if Appointment.objects.filter(pk=appointment.pk, end__lt=end).exists():  # made shorter it can only mend an overlap
        longer = copy(appointment)
        longer.end = end
        require_no_overlap(longer, field)
    Appointment.objects.filter(pk=appointment.pk).update(end=end)
    appointment.end = end
    changes.note([appointment], kind=changes.CHANGED, actor=actor, reason=reason)
    sync_centre(appointment.centre_id, today or timezone.localdate())
    return appointment


@transaction.atomic
def withdraw_appointment(*, appointment: Appointment, seen: int, actor: User, today: date | None = None) -> None:
    """Take back an appointment that was a mistake: as if it had never been, and out of sight at once.

    Who is invited as its successor no longer is.
    """
    require_change(actor)
    term = hold_term(appointment, seen)
    CentreInvitation.objects.filter(hands_over=term).withdraw()
    term._history_user = actor  # type: ignore[attr-defined]
    term.delete()
    sync_centre(term.centre_id, today or timezone.localdate())


def _hold(centre_id: int) -> Centre:
    return Centre.objects.select_for_update(no_key=True).get(pk=centre_id)
