"""Pages on centre records. Whoever may not see a centre gets 404; whoever may not change it, 403 with the reason."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.requests import SignedIn
from portal.centres import offices, records
from portal.centres.access import refusal_to_change, require_change
from portal.centres.forms import AppointmentForm, CentreForm, EndForm, SearchForm, SiteForm
from portal.centres.models import Appointment, Centre, Site
from portal.paging import page_number, page_of

page_with_form = require_http_methods(["GET", "HEAD", "POST"])


def visible_centre(request: SignedIn, number: str) -> Centre:
    centres = Centre.objects.visible_to(request.user).select_related("board", "merged_into")
    return get_object_or_404(centres, institution_number=number)


def centre_to_change(request: SignedIn, number: str) -> Centre:
    centre = visible_centre(request, number)
    require_change(request.user)
    return centre


def form_page(request: SignedIn, form, heading: str, button: str, **more) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, **more}
    return render(request, "centres/form.html", context)


@require_GET
def centre_list(request):
    form = SearchForm(request.GET)
    words, status = form.wanted()
    centres = Centre.objects.visible_to(request.user).matching(words).in_status(status)
    page = page_of(centres.order_by("name", "institution_number"), page_number(request.GET.get("page", "")))
    may_change = not refusal_to_change(request.user)
    return render(request, "centres/list.html", {"form": form, "page": page, "may_change": may_change})


@require_GET
def detail(request, number):
    centre = visible_centre(request, number)
    today = timezone.localdate()
    context = {
        "centre": centre,
        "sites": centre.sites.all(),
        "appointments": centre.appointments.shown_to(request.user, today),
        "may_change": not refusal_to_change(request.user),
    }
    return render(request, "centres/detail.html", context)


@page_with_form
def add(request):
    require_change(request.user)
    form = CentreForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save_centre(request, form)):
        messages.success(request, _("The centre was added."))
        return redirect("centres:detail", form.cleaned_data["institution_number"])
    return form_page(request, form, _("Add a centre"), _("Add the centre"))


@page_with_form
def edit(request, number):
    centre = centre_to_change(request, number)
    form = CentreForm(request.POST or None, instance=visible_centre(request, number))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save_centre(request, form, centre)):
        messages.success(request, _("The changes were saved."))
        return redirect("centres:detail", form.cleaned_data["institution_number"])
    return form_page(request, form, _("Change the centre"), _("Save"), centre=centre)


@transaction.atomic
def _save_centre(request: SignedIn, form: CentreForm, centre: Centre | None = None) -> None:
    fields = form.record() | {"board": form.known_board}
    if form.cleaned_data["board_number"] and not form.known_board:
        number, name = form.cleaned_data["board_number"], form.cleaned_data["board_name"]
        fields["board"] = records.known_or_new_board(institution_number=number, name=name, actor=request.user)
    if centre is None:
        records.add_centre(fields=fields, actor=request.user)
    else:
        records.change_centre(centre=centre, fields=fields, seen=form.cleaned_data["seen"], actor=request.user)


@page_with_form
def site_add(request, number):
    centre = centre_to_change(request, number)
    form = SiteForm(request.POST or None, instance=Site(centre=centre))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(lambda: records.add_site(centre=centre, fields=form.record(), actor=request.user))
    ):
        messages.success(request, _("The site was added."))
        return redirect(centre)
    return form_page(request, form, _("Add a site"), _("Add the site"), centre=centre)


@page_with_form
def site_edit(request, number, site_number):
    centre = centre_to_change(request, number)
    site = get_object_or_404(Site, centre=centre, number=site_number)
    form = SiteForm(request.POST or None, instance=Site.objects.get(pk=site.pk))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save_site(request, form, site)):
        messages.success(
            request, _("The site was removed.") if "remove" in request.POST else _("The changes were saved.")
        )
        return redirect(centre)
    return form_page(request, form, _("Change the site"), _("Save"), centre=centre, remove=_("Remove the site"))


def _save_site(request: SignedIn, form: SiteForm, site: Site) -> None:
    seen = form.cleaned_data["seen"]
    if "remove" in request.POST:
        records.remove_site(site=site, seen=seen, actor=request.user)
    else:
        records.change_site(site=site, fields=form.record(), seen=seen, actor=request.user)


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
