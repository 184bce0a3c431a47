"""What the pages on centre records share. Whoever may not see a centre gets 404; whoever may not change it, 403."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.accounts.requests import SignedIn
from portal.centres.access import require_change
from portal.centres.models import Board, Centre, Site
from portal.pages import Elsewhere


def visible_centre(request: SignedIn, number: str) -> Centre:
    centres = Centre.objects.visible_to(request.user).select_related("board", "merged_into")
    return get_object_or_404(centres, institution_number=number)


def centre_to_change(request: SignedIn, number: str) -> Centre:
    centre = visible_centre(request, number)
    require_change(request.user)
    require_same(request, centre)
    return centre


def require_same(request: SignedIn, record: Board | Centre | Site) -> None:
    """Raises Elsewhere where the form was drawn on another record than the one that its address leads to by now.

    A number may be given to another while the form is open, and the revision of both may be the same.
    """
    if request.POST.get(_name_of(record), str(record.pk)) != str(record.pk):
        raise Elsewhere(
            _("What you filled in is about another record: its number was changed since. Nothing was saved.")
        )


def _name_of(record: Board | Centre | Site) -> str:
    return f"of_{record._meta.model_name}"


def form_page(request: SignedIn, form, heading: str, button: str, **more) -> HttpResponse:
    """`centre`, and `record`: what of it the form is on, if not itself. Both are sent along, for `require_same`."""
    of = [(_name_of(one), one.pk) for one in (more.get("centre"), more.get("record")) if one]
    context = {"form": form, "heading": heading, "button": button, "of": of, **more}
    return render(request, "centres/form.html", context)
