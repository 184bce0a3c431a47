"""The page on which somebody gets the private address of their calendar, and the calendar itself."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.calendar.addresses import address_of, owner_of, renew, require_inspector, switch_off
from assessments.calendar.models import CalendarFeed
from assessments.calendar.visits import calendar_of
from portal.accounts.requests import SignedIn

PRIVATE = {
    "Cache-Control": "private, no-cache",  # kept, but asked for again each time: with its ETag that costs little
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def page(request: SignedIn) -> HttpResponse:
    require_inspector(request.user)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = address_of(feed) if feed else ""
    context = {"feed": feed, "address": address, "webcal": f"webcal:{address.partition(':')[2]}"}
    return render(request, "assessments/calendar.html", context)


@require_POST
def new_address(request: SignedIn) -> HttpResponse:
    had_one = CalendarFeed.objects.filter(user=request.user).exists()
    renew(actor=request.user)
    told = _("Your calendar has a new address. The one before no longer works.")
    messages.success(request, told if had_one else _("Your calendar has an address."))
    return redirect("calendar:page")


@require_POST
def off(request: SignedIn) -> HttpResponse:
    switch_off(actor=request.user)
    messages.success(request, _("Your calendar is switched off. Its address no longer works."))
    return redirect("calendar:page")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, for who has its address; nothing but 404 for any other. Looks at no cookie and sets none."""
    user = owner_of(token)
    if user is None:
        return HttpResponseNotFound("404", content_type="text/plain", headers=PRIVATE)
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        body = calendar_of(user, timezone.localdate())
    headers = {**PRIVATE, "ETag": f'"{hashlib.sha256(body).hexdigest()}"', "Content-Language": language}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    response["Content-Disposition"] = 'inline; filename="doorlichtingen.ics"'
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response
