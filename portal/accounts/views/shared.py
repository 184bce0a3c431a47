"""What the pages about people share. Administrators only; everybody else gets 403 with the reason."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from portal.accounts import inviting
from portal.accounts.access import require_administrator
from portal.accounts.invitation_models import Invitation
from portal.accounts.requests import SignedIn
from portal.pages import asking_first

administrators_only = asking_first(require_administrator)


def tried(request: SignedIn, done: str, action: Callable[[], object]) -> bool:
    """Whether the action went through; a message tells that, or the reason why not."""
    try:
        action()
    except ValidationError as error:
        messages.error(request, format_html_join(" ", "{}", ((each,) for each in error.messages)))  # keeps its links
        return False
    messages.success(request, done)
    return True


def confirm_page(request: SignedIn, *, heading: str, button: str, back: str, **more) -> HttpResponse:
    """Asks once more; its button posts to the address of the page itself."""
    context = {"heading": heading, "button": button, "back": back, **more}
    return render(request, "accounts/confirm.html", context)


def withdraw_page(request: SignedIn, invitation: Invitation, *, back: str, **more) -> HttpResponse:
    """Asks once more and withdraws an invitation; `back`: where one goes then. `more`: for the page that asks."""
    if request.method == "POST":
        done = _("The invitation was withdrawn.")
        tried(request, done, lambda: inviting.withdraw(invitation=invitation, actor=request.user))
        return redirect(back)
    heading = _("Withdraw the invitation of %(address)s") % {"address": invitation.email}
    text = _("The link that was mailed stops working at once.")
    return confirm_page(request, heading=heading, button=_("Withdraw the invitation"), back=back, text=text, **more)


def sent_anew(request: SignedIn, invitation: Invitation, *, back: str) -> HttpResponse:
    """Sends an invitation anew, or says why not, and goes back."""
    done = _("The invitation was sent anew; the link before it no longer works.")
    tried(request, done, lambda: inviting.send_anew(invitation=invitation, actor=request.user))
    return redirect(back)
