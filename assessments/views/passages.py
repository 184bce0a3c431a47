"""Saving a text, its versions, and deciding between two texts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import Standing
from assessments.enums import PassageKind
from assessments.errors import Refused
from assessments.models import Passage, Proposal
from assessments.typed import normalised
from assessments.views.opening import kept_at, number, open_assessment, page_context
from assessments.workflow import Action
from assessments.writing import MAX_LENGTH, Outcome, Saved, decide, save_passage
from portal.accounts.requests import SignedIn


def _open_passage(request: SignedIn, reference: str, passage_id: int) -> tuple[Standing, Passage]:
    standing = open_assessment(request, reference, Action.READ)
    rows = Passage.objects.select_related("scale__version__instrument", "finding__rating__scale__version__instrument")
    passage = get_object_or_404(rows, pk=passage_id, assessment=standing.assessment)
    passage.assessment = standing.assessment
    return standing, passage


def place_of(passage: Passage) -> str:
    """The address of the page on which the passage is written."""
    if passage.kind == PassageKind.ADVICE:
        return reverse("assessments:advice", args=[passage.assessment.reference]) + "#motivation"
    scale = passage.scale or passage.finding.rating.scale  # type: ignore[union-attr] # a constraint: one of the two
    codes = [passage.assessment.reference, scale.version.instrument.code, scale.code]
    place = reverse("assessments:scale", args=codes)
    return f"{place}#finding-{passage.finding_id}" if passage.finding_id else f"{place}#{passage.kind}"


@require_POST
def save(request: SignedIn, reference: str, passage_id: int) -> HttpResponse:
    """Saves against the revision that was read. JavaScript gets JSON, a plain form the page again.

    409 with both texts where somebody else changed the same place; what was typed is then kept as a proposal.
    """
    standing, passage = _open_passage(request, reference, passage_id)
    base, text = number(request, "revision"), request.POST.get("text")
    if base < 0 or text is None or len(normalised(text)) > MAX_LENGTH:
        return _refuse_text(request, standing, passage, text or "")
    common: dict[str, Any] = {"reference": reference, "passage_id": passage_id, "text": text, "actor": request.user}
    try:
        if "proposal" in request.POST:
            saved = decide(base=base, proposal_id=number(request, "proposal"), **common)
        else:
            saved = save_passage(base=base, page=request.POST.get("page", "")[:36], **common)
    except Refused as refusal:
        return _refuse_text(request, standing, passage, text, reason=str(refusal), status=403)
    if saved.outcome == Outcome.CONFLICT:
        return _show_both(request, standing, passage, saved)
    if not request.accepts("text/html"):
        return JsonResponse(_answer(saved))
    together = _("Your text is saved, together with what a colleague wrote.")
    messages.success(request, together if saved.outcome == Outcome.MERGED else _("Your text is saved."))
    return redirect(place_of(passage))


def _answer(saved: Saved) -> dict[str, object]:
    """What the page needs to go on: the new base, and the text where it is not what was sent."""
    return {
        "outcome": saved.outcome,
        "revision": saved.passage.revision,
        "text": saved.passage.text,
        "time": kept_at(),
    }


def _show_both(request, standing, passage, saved) -> HttpResponse:
    context = {
        **page_context(standing),
        "passage": saved.passage,
        "proposal": saved.proposal,
        "back": place_of(passage),
    }
    template = "assessments/conflict.html" if request.accepts("text/html") else "assessments/_conflict.html"
    return render(request, template, context, status=409)


def _refuse_text(request, standing, passage, text, *, reason="", status=400) -> HttpResponse:
    """Shows what was typed, with the reason why it is not kept (none: it is too long, or came without its revision)."""
    context = {
        **page_context(standing),
        "passage": passage,
        "text": text,
        "reason": reason,
        "limit": MAX_LENGTH,
        "back": place_of(passage),
    }
    return render(request, "assessments/text_refused.html", context, status=status)


@require_safe
def conflict(request: SignedIn, reference: str, passage_id: int, proposal_id: int) -> HttpResponse:
    """A proposal that waits, beside the text as it stands; whoever of the team opens it may decide."""
    standing, passage = _open_passage(request, reference, passage_id)
    standing.require(Action.WRITE)
    rows = Proposal.objects.select_related("author")
    proposal = get_object_or_404(rows, pk=proposal_id, passage=passage, decided_at=None)
    context = {**page_context(standing), "passage": passage, "proposal": proposal, "back": place_of(passage)}
    return render(request, "assessments/conflict.html", context)


@require_safe
def versions(request: SignedIn, reference: str, passage_id: int) -> HttpResponse:
    """Every accepted state of the text, newest first, and what was proposed beside it."""
    standing, passage = _open_passage(request, reference, passage_id)
    standing.require(Action.TRACE)
    context = {
        **page_context(standing),
        "passage": passage,
        "revisions": passage.revisions.select_related("author").order_by("-number")[:200],
        "proposals": passage.proposals.select_related("author"),
        "back": place_of(passage),
    }
    return render(request, "assessments/versions.html", context)
