"""What happened to the record of a centre, and putting a change back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.centres.history import history_of
from portal.centres.putting_back import put_back
from portal.centres.views.shared import centre_to_change
from portal.pages import page_with_form
from portal.paging import page_number


@page_with_form
def history(request, number):
    centre = centre_to_change(request, number)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            put_back(centre=centre, key=request.POST.get("change", ""), actor=request.user)
        except ValidationError as error:
            refusals = error.messages
        else:
            messages.success(request, _("The change was put back."))
            centre.refresh_from_db()
            return redirect("centres:history", centre.institution_number)
    merged = centre.merged_centres.all()
    page = history_of(centre, page_number(request.GET.get("page", "")))
    context = {"centre": centre, "merged": merged, "page": page, "refusals": refusals}
    return render(request, "centres/history.html", context)
