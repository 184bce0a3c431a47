"""Pages on which an instrument is read. What is published is there for everybody, drafts for administrators."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rubric.models import InstrumentVersion
from rubric.reading import text_of
from rubric.searching import search
from rubric.succession import newest_of_each, pairs, with_previous
from rubric.views.opening import public_page, version_among_others


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    versions = InstrumentVersion.objects.visible_to(request.user).listed()
    return render(request, "rubric/list.html", {"rows": with_previous(versions)})


@require_safe
@login_not_required
def version(request: HttpRequest, code: str, number: str) -> HttpResponse:
    version, versions = version_among_others(request, code, number)
    text = text_of(version)
    context = {"version": version, "text": text, "pairs": pairs(version, versions)}
    return public_page(request, "rubric/version.html", context, text.content_sha256)


@require_safe
@login_not_required
def find(request: HttpRequest) -> HttpResponse:
    """`?q=`: words; `?in=code/number`: within that version alone; `?all=1`: in older versions and drafts too."""
    words, within = request.GET.get("q", "").replace("\0", "")[:200], request.GET.get("in", "")
    code, _slash, number = within.partition("/")
    versions, everywhere = InstrumentVersion.objects.visible_to(request.user).listed(), "all" in request.GET
    searched = versions.named(code, number) if number else versions if everywhere else newest_of_each(versions)
    hits, more = search(searched, words)
    context = {"words": words, "within": within, "number": number, "hits": hits, "more": more}
    return public_page(request, "rubric/search.html", {**context, "everywhere": everywhere})
