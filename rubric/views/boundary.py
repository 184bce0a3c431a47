"""What separates two adjacent levels, and what changed between two versions."""

from itertools import pairwise

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rubric.boundary import boundary
from rubric.quantifiers import quantifiers_of
from rubric.reading import text_of
from rubric.versions import comparison
from rubric.views.opening import public_page, visible_version


@require_safe
@login_not_required
def boundary_page(request: HttpRequest, code: str, number: str, scale: str, level: str) -> HttpResponse:
    """The whole page; `?part=panel` gives what is shown beside other work."""
    version = visible_version(request, code, number)
    text = text_of(version)
    words = quantifiers_of(text.language)
    try:
        found = boundary(text.scale(scale), text.level(level), words)
    except KeyError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    panel = request.GET.get("part") == "panel"
    context = {"version": version, "text": text, "boundary": found}
    context |= {"steps": list(pairwise(text.levels)), "legends": [found.before.level, found.after.level]}
    template = "rubric/_boundary_panel.html" if panel else "rubric/boundary.html"
    return public_page(request, template, context, text.content_sha256)


@require_safe
@login_not_required
def compare(request: HttpRequest, code: str, number: str, other: str) -> HttpResponse:
    """From the version `number` to the version `other` of the same instrument."""
    old, new = (text_of(visible_version(request, code, each)) for each in (number, other))
    context = {"found": comparison(old, new, quantifiers_of(new.language))}
    return public_page(request, "rubric/compare.html", context, old.content_sha256 + new.content_sha256)
