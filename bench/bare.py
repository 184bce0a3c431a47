"""What the pages are held against: the least that a Django view can be and still show as many rows.

Behind the same middleware, session and login as the pages, but without their frame (base.html), translations, access
rules and components: one query along an index and one loop in one template; or one UPDATE.
"""

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from assessments.models import Assessment, Passage, Rating


def table(request: HttpRequest, rows: int) -> HttpResponse:
    """So many assessments with their centre, the newest visit first, in six columns."""
    found = Assessment.objects.select_related("centre")[:rows]
    return render(request, "bare_table.html", {"rows": found})


def texts(request: HttpRequest, rows: int) -> HttpResponse:
    """So many texts by key, in three columns: kind, text, when it was changed."""
    found = Passage.objects.order_by("pk")[:rows]
    return render(request, "bare_texts.html", {"rows": found})


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """One UPDATE by key, conditional on the revision that was read."""
    seen = int(request.POST["revision"])
    saved = Rating.objects.filter(pk=pk, revision=seen).update(revision=F("revision") + 1)
    return JsonResponse({"saved": saved})
