"""Closing, reopening and merging a centre."""

from copy import copy

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.requests import SignedIn
from portal.centres import status
from portal.centres.consequences import consequences_of
from portal.centres.models import Centre
from portal.centres.status_form import StatusForm
from portal.centres.views.shared import centre_to_change, form_page
from portal.pages import page_with_form

DONE = {
    "close": gettext_lazy("%(name)s is closed."),
    "merge": gettext_lazy("%(name)s is merged into %(into)s."),
    "reopen": gettext_lazy("%(name)s is open again."),
}


@page_with_form
def change_status(request, number):
    centre = centre_to_change(request, number)
    form = StatusForm(request.POST or None, centre=centre, user=request.user)
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _take_step(request, form, centre)):
        names = {"name": centre.name, "into": form.cleaned_data.get("into")}
        messages.success(request, DONE[form.cleaned_data["step"]] % names)
        return redirect(centre)
    more = {"centre": centre, "consequences": consequences_of(centre, request.user)}
    return form_page(request, form, _("Close, merge or reopen"), _("Save"), **more)


def _take_step(request: SignedIn, form: StatusForm, centre: Centre) -> None:
    cleaned = form.cleaned_data
    # A copy: where it is refused, the page shows the centre as it is.
    given = {"centre": copy(centre), "seen": cleaned["seen"], "reason": cleaned["reason"], "actor": request.user}
    if cleaned["step"] == "reopen":
        status.reopen(**given)
        return
    given |= {"day": cleaned["day"], "end_terms": cleaned["end_terms"]}
    if cleaned["step"] == "merge":
        status.merge(into=cleaned["into"], **given)
    else:
        status.close(**given)
