"""What the pages share on which an instrument is written: who may, and what a published version answers."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rubric.drafting import Frozen
from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion
from rubric.saving_forms import SavesItself


def require_administrator(request: HttpRequest) -> None:
    if not request.user.is_administrator:  # type: ignore[union-attr] # everybody here has signed in
        raise PermissionDenied(_("Administrators keep the instruments."))


def kept_version(request: HttpRequest, code: str, number: str) -> InstrumentVersion:
    """404 where the person may not see the version, 403 with the reason where they may not keep instruments."""
    rows = InstrumentVersion.objects.visible_to(request.user).select_related("instrument")
    version = get_object_or_404(rows, instrument__code=code, number=number)
    require_administrator(request)
    return version


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the draft that the address names; of what is no draft (any more) it says so, and loses nothing."""

    @wraps(view)
    def with_draft(request: HttpRequest, code: str, number: str, **rest) -> HttpResponse:
        version = kept_version(request, code, number)
        try:
            if version.status != VersionStatus.DRAFT:
                raise Frozen
            return view(request, version, **rest)
        except Frozen:
            return frozen(request, InstrumentVersion.objects.select_related("instrument").get(pk=version.pk))

    return with_draft


def frozen(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    """It never changes; a copy may. What was typed stands on the page."""
    status = 409 if request.method == "POST" else 200
    if wants_json(request):
        reason = _("This version is published: it never changes. Nothing of this was saved.")
        return JsonResponse({"errors": {"": [reason]}}, status=status)
    hidden = ("csrfmiddlewaretoken", "was", "seen")
    typed = [
        {"value": value}
        for name, values in request.POST.lists()
        for value in map(str, values)
        if name not in hidden and not name.startswith("was-") and any(letter.isalpha() for letter in value)
    ]
    return render(request, "rubric/edit/frozen.html", {"version": version, "typed": typed}, status=status)


def wants_json(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def now() -> str:
    return date_format(timezone.localtime(), "H:i")


def answered(request: HttpRequest, form: SavesItself, *, page: Callable[[int], HttpResponse], done: HttpResponse):
    """What a form that saves itself gets back: JSON for the script, else the page again or where to go on."""
    status = 409 if form.clashes else 400
    if not wants_json(request):
        return page(status) if form.errors else done
    if form.errors:
        theirs = {name: "" if value is None else str(value) for name, value in form.clashes.items()}
        return JsonResponse({"errors": form.errors, "now": theirs}, status=status)
    return JsonResponse({"was": dict(form.was_values), "time": now()})
