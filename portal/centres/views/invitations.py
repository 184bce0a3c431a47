"""The invitations of one centre: for administrators, and for a director the ones that they sent."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.requests import SignedIn
from portal.accounts.views.shared import sent_anew, withdraw_page
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Centre
from portal.centres.views.shared import visible_centre
from portal.pages import page_with_form


@page_with_form
def withdraw(request, number, pk):
    centre, found = _found(request, number, pk)
    more = {"section": "centres", **_last_day_that_stays(request, centre, found)}
    return withdraw_page(request, found.invitation, back=centre.get_absolute_url(), **more)


@require_POST
def send_anew(request, number, pk):
    centre, found = _found(request, number, pk)
    return sent_anew(request, found.invitation, back=centre.get_absolute_url())


def _last_day_that_stays(request: SignedIn, centre: Centre, found: CentreInvitation) -> dict[str, Any]:
    """Of who leaves without a successor, for the page; and the way to another one, for who may change it."""
    term = found.hands_over
    if term is None or term.end is None:
        return {}
    day = date_format(term.end)
    if not request.user.is_administrator:
        text = _("Your last day in office stays %(day)s. Hand over again, or ask an administrator to change that day.")
        return {"notice": text % {"day": day}}
    text = _("The last day in office of %(name)s stays %(day)s.") % {"name": term.user.name, "day": day}
    url = reverse("centres:appointment_end", args=[centre.institution_number, term.pk])
    return {"notice": text, "way": (url, _("Change the last day"))}


def _found(request: SignedIn, number: str, pk: int) -> tuple[Centre, CentreInvitation]:
    """404 for the invitation of another centre, and for one that somebody else sent."""
    centre = visible_centre(request, number)
    waiting = CentreInvitation.objects.shown_to(request.user).filter(centre=centre)
    return centre, get_object_or_404(waiting, invitation__pk=pk)
