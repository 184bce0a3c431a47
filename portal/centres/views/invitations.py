"""The invitations of one centre: for administrators, and for a director the ones that they sent."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts import inviting
from portal.accounts.models import Invitation
from portal.accounts.requests import SignedIn
from portal.accounts.views.shared import confirm_page, tried
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Centre
from portal.centres.views.shared import visible_centre
from portal.pages import page_with_form


@page_with_form
def withdraw(request, number, pk):
    centre, invitation = _found(request, number, pk)
    if request.method == "POST":
        done = _("The invitation was withdrawn.")
        tried(request, done, lambda: inviting.withdraw(invitation=invitation, actor=request.user))
        return redirect(centre)
    return confirm_page(
        request,
        section="centres",
        heading=_("Withdraw the invitation of %(address)s") % {"address": invitation.email},
        button=_("Withdraw the invitation"),
        back=centre.get_absolute_url(),
        text=_("The link that was mailed stops working at once."),
    )


@require_POST
def send_anew(request, number, pk):
    centre, invitation = _found(request, number, pk)
    done = _("The invitation was sent anew; the link before it no longer works.")
    tried(request, done, lambda: inviting.send_anew(invitation=invitation, actor=request.user))
    return redirect(centre)


def _found(request: SignedIn, number: str, pk: int) -> tuple[Centre, Invitation]:
    """404 for the invitation of another centre, and for one that somebody else sent."""
    centre = visible_centre(request, number)
    waiting = CentreInvitation.objects.shown_to(request.user).filter(centre=centre)
    return centre, get_object_or_404(waiting, invitation__pk=pk).invitation
