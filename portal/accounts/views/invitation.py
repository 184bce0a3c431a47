"""Accepting an invitation: for whoever holds its link, signed in or not."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts import accepting
from portal.accounts.forms import AcceptForm, LoginForm
from portal.accounts.invitation_models import Invitation
from portal.accounts.requests import SignedIn
from portal.pages import page_with_form, refuse


@sensitive_post_parameters("password1", "password2")
@page_with_form
@login_not_required
def invitation(request, pk, token):
    """Looks the same whether or not the address has an account; a link that doesn't work never says why."""
    try:
        found = accepting.open_invitation(pk, token)
        if request.method == "POST" and (limited := ratelimit.consume_or_429(request, action="invitation")):
            return limited
        return _for_who_is_here(request, found) if request.user.is_authenticated else _for_somebody_new(request, found)
    except accepting.NoLongerOpen:
        return _over(request, pk)


def _over(request: SignedIn, pk: int) -> HttpResponse:
    if request.user.is_authenticated and Invitation.objects.filter(pk=pk, accepted_by=request.user.pk).exists():
        return redirect("home")
    limited = ratelimit.consume_or_429(request, action="invitation_guess", limit_get=True)  # counts apart
    return limited or render(request, "account/invitation_over.html", status=404)


def _for_somebody_new(request: SignedIn, found: Invitation) -> HttpResponse:
    """Signing in comes after it: so the answer is the same where the address has an account already."""
    form = AcceptForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("given_name", "family_name")}
        try:
            accepting.accept_as_new(invitation=found, password=form.cleaned_data["password1"], **given)
        except ValidationError as error:
            refuse(form, error)
        else:
            request.session[LoginForm.ADDRESS] = found.email
            messages.success(
                request,
                _(
                    "One more step: sign in with your e-mail address and the password that you just chose; if you had "
                    "an account before, with the password of that account."
                ),
            )
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    return render(request, "account/invitation.html", {"invitation": found, "form": form})


def _for_who_is_here(request: SignedIn, found: Invitation) -> HttpResponse:
    """Who may not accept reads why instead of a button."""
    if request.method != "POST":
        return _offer(request, found, accepting.refusals_to_accept(invitation=found, user=request.user))
    try:
        accepting.accept_as(invitation=found, user=request.user)
    except ValidationError as error:
        return _offer(request, found, error.messages, status=403)
    messages.success(request, _("You accepted the invitation."))
    return redirect("home")


def _offer(request: SignedIn, found: Invitation, refusals: list[str], *, status: int = 200) -> HttpResponse:
    context = {"invitation": found, "refusals": refusals, "is_mine": request.user.email == found.email}
    return render(request, "account/invitation_signed_in.html", context, status=status)
