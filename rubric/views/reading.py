"""Pages on which an instrument is read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rubric.models import InstrumentVersion
from rubric.reading import text_of


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    versions = InstrumentVersion.objects.visible_to(request.user).listed()
    return render(request, "rubric/list.html", {"versions": versions})


@require_safe
def version(request: HttpRequest, code: str, number: str) -> HttpResponse:
    visible = InstrumentVersion.objects.visible_to(request.user)
    version = get_object_or_404(visible.for_reading(), instrument__code=code, number=number)
    return render(request, "rubric/version.html", {"version": version, "text": text_of(version)})
