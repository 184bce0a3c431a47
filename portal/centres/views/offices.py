"""Putting somebody in office at a centre, and ending a term."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.centres import offices
from portal.centres.forms import AppointmentForm, EndForm
from portal.centres.models import Appointment
from portal.centres.views.shared import centre_to_change, form_page, page_with_form


@page_with_form
def appointment_add(request, number):
    centre = centre_to_change(request, number)
    form = AppointmentForm(request.POST or None, initial={"start": timezone.localdate()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(lambda: offices.appoint_person(centre=centre, actor=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("The appointment was saved."))
        return redirect(centre)
    return form_page(request, form, _("Put somebody in office"), _("Save"), centre=centre)


@page_with_form
def appointment_end(request, number, pk):
    centre = centre_to_change(request, number)
    appointment = get_object_or_404(Appointment.objects.select_related("user"), centre=centre, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        offices.withdraw_appointment(appointment=appointment, actor=request.user)
        messages.success(request, _("The appointment was taken back."))
        return redirect(centre)
    form = EndForm(request.POST or None, initial={"end": appointment.end or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        end = form.cleaned_data["end"]
        if form.saved(lambda: offices.end_appointment(appointment=appointment, end=end, actor=request.user)):
            messages.success(request, _("The last day in office was saved."))
            return redirect(centre)
    more = {"centre": centre, "appointment": appointment, "remove": _("Take back: it was a mistake")}
    return form_page(request, form, _("End a term of office"), _("Save"), **more)
