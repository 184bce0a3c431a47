"""What happened to the record of a centre, and putting a change back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.centres.history import history_of
from portal.centres.putting_back import put_back, rehearse, row_of
from portal.centres.views.shared import centre_to_change
from portal.pages import page_with_form
from portal.paging import page_number


@require_safe
def history(request, number):
    centre = centre_to_change(request, number)
    page = history_of(centre, page_number(request.GET.get("page", "")))
    context = {"centre": centre, "merged": centre.merged_centres.all(), "page": page}
    return render(request, "centres/history.html", context)


@page_with_form
def put_back_change(request, number, change):
    """Shows first what becomes what."""
    centre = centre_to_change(request, number)
    if row_of(centre, change) is None:
        raise Http404
    given = {"centre": centre, "key": change, "actor": request.user}
    context: dict[str, Any] = {"centre": centre}
    try:
        if request.method == "POST":
            put_back(**given)
            messages.success(request, _("The change was put back."))
            centre.refresh_from_db()
            return redirect("centres:history", centre.institution_number)
        context["rehearsal"] = rehearse(**given)
    except ValidationError as error:
        context["refusals"] = error.messages
    return render(request, "centres/put_back.html", context)
