"""Inviting somebody of the inspectorate, and looking after invitations of every kind."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import inviting
from portal.accounts.forms import InviteForm
from portal.accounts.invitation_models import Invitation
from portal.accounts.views.shared import administrators_only, sent_anew, withdraw_page
from portal.pages import page_with_form, refuse
from portal.paging import page_number, page_of


@require_safe
@administrators_only
def invitation_list(request):
    words = request.GET.get("q", "")[:254]
    waiting = Invitation.objects.visible_to(request.user).unanswered().matching(words).select_related("invited_by")
    page = page_of(waiting.order_by("-created_at", "-pk"), page_number(request.GET.get("page", "")))
    return render(request, "accounts/invitations.html", {"page": page, "q": words})


@page_with_form
@administrators_only
def invite(request):
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("%(address)s is invited.") % {"address": invitation.email})
            return redirect("people_invitations")
    return render(request, "accounts/invite.html", {"form": form})


@page_with_form
@administrators_only
def invitation_withdraw(request, pk):
    return withdraw_page(request, _invitation(request, pk), back=reverse("people_invitations"))


@require_POST
@administrators_only
def invitation_anew(request, pk):
    return sent_anew(request, _invitation(request, pk), back=reverse("people_invitations"))


def _invitation(request, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
