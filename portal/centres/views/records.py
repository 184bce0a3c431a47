"""The page of a centre, and changing its record."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.requests import SignedIn
from portal.centres import records
from portal.centres.access import refusal_to_change, require_change
from portal.centres.forms import CentreForm
from portal.centres.handing_over import refusal_to_hand_over
from portal.centres.hints import hints_on
from portal.centres.models import Board, Centre
from portal.centres.terms import ending
from portal.centres.timeline import timeline_of
from portal.centres.views.shared import centre_to_change, form_page, visible_centre
from portal.pages import page_with_form


@require_safe
def detail(request, number):
    centre = visible_centre(request, number)
    today, may_change = timezone.localdate(), not refusal_to_change(request.user)
    merged = list(Centre.objects.visible_to(request.user).filter(merged_into=centre.pk))
    appointments = list(centre.appointments.shown_to(request.user, today).with_succession())
    for appointment in appointments:
        appointment.may_hand_over = not refusal_to_hand_over(request.user, appointment, today)
    context = {
        "centre": centre,
        "sites": centre.sites.all(),
        "appointments": appointments,
        "news": [told for term in appointments if term.user_id == request.user.pk and (told := ending(term))],
        "invitations": centre.invitations.shown_to(request.user),
        "merged": merged,
        "timeline": timeline_of(centre, merged, request.user),
        "hints": hints_on(centre, appointments, request.user) if may_change else [],
        "today": today,
        "may_change": may_change,
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
    form = CentreForm(request.POST or None, instance=copy(centre))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save_centre(request, form, centre)):
        messages.success(request, _("The changes were saved."))
        return redirect("centres:detail", form.cleaned_data["institution_number"])
    return form_page(request, form, _("Change the centre"), _("Save"), centre=centre)


@transaction.atomic
def _save_centre(request: SignedIn, form: CentreForm, centre: Centre | None = None) -> None:
    fields = form.record() | {"board": form.known_board}
    if form.cleaned_data["board_number"] and not form.known_board:
        fields["board"] = _new_board(request, form)
    if centre is None:
        records.add_centre(fields=fields, actor=request.user)
    else:  # a copy: where it is refused, the page is still that of the centre as it is
        records.change_centre(centre=copy(centre), fields=fields, seen=form.cleaned_data["seen"], actor=request.user)


def _new_board(request: SignedIn, form: CentreForm) -> Board:
    """What is wrong with it is told at its own fields: the centre has a number and a name, too."""
    number, name = form.cleaned_data["board_number"], form.cleaned_data["board_name"]
    try:
        return records.known_or_new_board(institution_number=number, name=name, actor=request.user)
    except ValidationError as error:
        at = {"institution_number": "board_number", "name": "board_name"}
        raise ValidationError({at.get(field, field): told for field, told in error.error_dict.items()}) from error
