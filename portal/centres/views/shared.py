"""What the pages on centre records share. Whoever may not see a centre gets 404; whoever may not change it, 403."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.accounts.requests import SignedIn
from portal.centres.access import require_change
from portal.centres.models import Centre


def visible_centre(request: SignedIn, number: str) -> Centre:
    centres = Centre.objects.visible_to(request.user).select_related("board", "merged_into")
    return get_object_or_404(centres, institution_number=number)


def centre_to_change(request: SignedIn, number: str) -> Centre:
    centre = visible_centre(request, number)
    require_change(request.user)
    return centre


def form_page(request: SignedIn, form, heading: str, button: str, **more) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, **more}
    return render(request, "centres/form.html", context)
