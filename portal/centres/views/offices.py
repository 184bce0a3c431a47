"""Putting somebody in office at a centre, handing an office over, and the last day of a term."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.requests import SignedIn
from portal.centres import handing_over, inviting, offices
from portal.centres.hints import notice_on_last_day, notice_on_office
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.office_forms import AppointmentForm, HandOverForm, LastDayForm
from portal.centres.views.shared import centre_to_change, form_page, visible_centre
from portal.pages import page_with_form


@page_with_form
def appointment_add(request, number):
    centre = centre_to_change(request, number)
    form = AppointmentForm(request.POST or None, initial={"start": timezone.localdate()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(lambda: _put_in_office(request, centre, form.cleaned_data))
    ):
        return redirect(centre)
    return form_page(
        request, form, _("Put somebody in office"), _("Save"), centre=centre, notice=notice_on_office(centre)
    )


def _put_in_office(request: SignedIn, centre: Centre, typed: dict) -> None:
    _tell(request, inviting.put_in_office(centre=centre, actor=request.user, **typed), _("The appointment was saved."))


@page_with_form
def hand_over(request, number, pk):
    """For administrators, and for a director whose own office it is."""
    appointment = _appointment(request, visible_centre(request, number), pk)
    if refusal := handing_over.refusal_to_hand_over(request.user, appointment, timezone.localdate()):
        raise PermissionDenied(refusal)
    last_day = appointment.end or timezone.localdate()
    initial = {"last_day": last_day, "seen": offices.seen_of(appointment)}
    form = HandOverForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _hand_over(request, appointment, form)):
        return redirect(appointment.centre if request.user.is_administrator else "home")
    more = {"centre": appointment.centre, "appointment": appointment}
    return form_page(request, form, _("Hand over the office"), _("Hand over"), **more)


def _hand_over(request: SignedIn, appointment: Appointment, form: HandOverForm) -> None:
    found = handing_over.hand_over(appointment=appointment, actor=request.user, **form.cleaned_data)
    _tell(request, found, _("The office was handed over."))


def _tell(request: SignedIn, found: Appointment | CentreInvitation, appointed: str) -> None:
    if isinstance(found, Appointment):
        messages.success(request, appointed)
        return
    told = _("An invitation goes to %(address)s.") % {"address": found.invitation.email}
    if found.last_day:
        is_own = found.hands_over is not None and found.hands_over.user_id == request.user.pk
        text = _("The last day in office of who hands over is %(day)s.")
        text = _("Your last day in office is %(day)s.") if is_own else text
        told = " ".join([told, text % {"day": date_format(found.last_day)}])
    messages.success(request, told)


@page_with_form
def appointment_end(request, number, pk):
    centre = centre_to_change(request, number)
    appointment = _appointment(request, centre, pk)
    form = LastDayForm(request.POST or None, term=appointment, seen=offices.seen_of(appointment))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _end(request, appointment, form)):
        return redirect(centre)
    heading = _("Change the last day of a term") if appointment.end else _("End a term of office")
    more = {"centre": centre, "appointment": appointment, "notice": notice_on_last_day(appointment)}
    return form_page(request, form, heading, _("Save"), remove=_("Take back: it was a mistake"), **more)


def _end(request: SignedIn, appointment: Appointment, form: LastDayForm) -> None:
    given = {"appointment": appointment, "seen": form.cleaned_data["seen"], "actor": request.user}
    if form.removes:
        offices.withdraw_appointment(**given)
        messages.success(request, _("The appointment was taken back."))
    else:
        changed = offices.change_last_day(**given, end=form.cleaned_data["end"])
        kept, none = _("The last day in office was saved."), _("The term goes on until further notice.")
        messages.success(request, kept if changed.end else none)


def _appointment(request: SignedIn, centre: Centre, pk: int) -> Appointment:
    """404 for a term that somebody else holds and that isn't shown: it is as if it were not there."""
    terms = centre.appointments.reached_by(request.user, timezone.localdate())
    return get_object_or_404(terms.with_succession(), pk=pk)
