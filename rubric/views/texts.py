"""The text of a scale at a level: saving the paragraph, joining and splitting its sentences."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.pages import page_with_form
from rubric.models import InstrumentVersion, Level, Scale
from rubric.paragraphs import OtherText, Sentence, fingerprint, join, paragraph_of, split, write
from rubric.reading import text_of
from rubric.views.drafts import now, of_draft, wants_json
from rubric.views.parts import KINDS, part_page, sentences_in, text_context


@require_POST
@of_draft
def save(request: HttpRequest, version: InstrumentVersion, pk: int, level: int) -> HttpResponse:
    """Saves the paragraph and the remarks; with `join`, then makes that sentence one with the next.

    JSON for the script, else the page. 409 with both texts where somebody else changed it since it was read.
    """
    row = get_object_or_404(Scale, version=version, pk=pk)
    step = get_object_or_404(Level, version=version, pk=level)
    place: dict[str, Any] = {"version_id": version.pk, "scale_id": pk, "level_id": level}
    was, typed = request.POST.get("was", ""), request.POST.get("paragraph", "")
    errata = request.POST.getlist("erratum")
    try:
        text = write(**place, was=was, paragraph=typed, errata=errata)
        if "join" in request.POST and fingerprint(text) == was:  # else the sentences are no longer those on the page
            text = join(**place, was=was, number=whole(request.POST["join"]))
    except OtherText as other:
        return collided(request, version, row, step, typed=typed, errata=errata, now=other.now)
    except ValidationError as error:
        if wants_json(request):
            return JsonResponse({"errors": error.message_dict}, status=400)
        return page_with(request, version, row, step, status=400, paragraph=typed, errors=error.messages)
    if not wants_json(request):
        return redirect(f"{address(version, row)}#text-{level}")
    context = {"version": version, "part": row, "one": text_context(step, text)}
    html = render_to_string("rubric/edit/_sentences.html", context, request)
    return JsonResponse({"sentences": html, "time": now()})


def collided(request, version, row, step, *, typed: str, errata: list[str], now: list[Sentence]) -> HttpResponse:
    """Both texts: theirs is what stands, one's own stays in the field; saving again puts it in its place."""
    context = {"version": version, "part": row, "one": text_context(step, now, theirs=paragraph_of(now))}
    if wants_json(request):
        html = render_to_string("rubric/edit/_sentences.html", context, request)
        return JsonResponse({"sentences": html, "theirs": paragraph_of(now)}, status=409)
    remarks = [remark for remark in errata if remark.strip()]
    more = {"paragraph": typed, "theirs": paragraph_of(now), "typed_errata": remarks}
    return page_with(request, version, row, step, status=409, **more)


def page_with(request, version, row, step, *, status: int, **typed: object) -> HttpResponse:
    """The page of the scale, with what was typed for one level still in its field."""
    texts = [
        text_context(one.level, sentences_in(one), **(typed if one.level.id == step.pk else {}))
        for one in text_of(version).scale(row.code).descriptors
    ]
    return part_page(request, version, KINDS["scales"], row, texts=texts, status=status)


@page_with_form
@of_draft
def cut(request: HttpRequest, version: InstrumentVersion, pk: int, level: int, sentence: int) -> HttpResponse:
    """Where a sentence becomes two: its words as buttons, each the first of the second sentence."""
    row = get_object_or_404(Scale, version=version, pk=pk)
    step = get_object_or_404(Level, version=version, pk=level)
    text = text_of(version).scale_by_id(pk).descriptor(step.code)
    one = text_context(step, sentences_in(text))
    if not 1 <= sentence <= len(text.statements):
        raise Http404
    if request.method == "POST":
        place: dict[str, Any] = {"version_id": version.pk, "scale_id": pk, "level_id": level}
        try:
            split(**place, was=request.POST.get("was", ""), number=sentence, word=whole(request.POST.get("word", "")))
        except OtherText as other:
            return collided(request, version, row, step, typed=paragraph_of(other.now), errata=[], now=other.now)
        return redirect(f"{address(version, row)}#text-{level}")
    words = list(enumerate(text.statements[sentence - 1].text.split(" ")))
    context = {"version": version, "part": row, "one": one, "words": words, "number": sentence}
    return render(request, "rubric/edit/split.html", context)


def whole(sent: str) -> int:
    """A whole number that a form sent; 0, which fits no place, where it sent none."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 6 else 0


def address(version: InstrumentVersion, row: Scale) -> str:
    return reverse("rubric:edit_part", args=[version.instrument.code, version.number, "scales", row.pk])
