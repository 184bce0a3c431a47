"""What the pages about people share. Administrators only; everybody else gets 403 with the reason."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join

from portal.accounts.access import require_administrator
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
