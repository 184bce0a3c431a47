"""The reviewer's page: everything in one reading, comments per scale."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.commenting import comment, resolve
from assessments.models import Thread
from assessments.readiness import needs_of_finalise, scale_url
from assessments.views.opening import number, open_assessment, page_context, read_dossier
from assessments.workflow import TRANSITIONS, Action
from portal.accounts.requests import SignedIn
from rubric.models import Scale


@require_safe
def review(request: SignedIn, reference: str, typed: dict[str, object] | None = None) -> HttpResponse:
    """`typed`: a comment that was refused, shown again where it was written."""
    standing, dossier = read_dossier(request, reference)
    context = {
        **page_context(standing, dossier),
        "works": [(work, scale_url(dossier, work)) for work in dossier.scales],
        "needs": needs_of_finalise(dossier),
        "transitions": [row for row in TRANSITIONS.values() if standing.may(row.action)],
        "typed": typed,
    }
    return render(request, "assessments/review.html", context, status=400 if typed is not None else 200)


@require_POST
def add_comment(request: SignedIn, reference: str) -> HttpResponse:
    open_assessment(request, reference, Action.READ)
    try:
        made = comment(
            reference=reference,
            scale_id=number(request, "scale") if request.POST.get("scale") else None,
            thread_id=number(request, "thread") if request.POST.get("thread") else None,
            text=request.POST.get("text", ""),
            actor=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        typed = _typed(request, reference)
        request.method = "GET"
        return review(request, reference, typed=typed)
    messages.success(request, _("Your comment is placed."))
    return redirect(_where_it_was(request, reference, made.thread))


def _where_it_was(request: SignedIn, reference: str, thread: Thread) -> str:
    """The address of the page that a thread was on: that of its scale, or of the whole work."""
    if request.POST.get("place") == "scale" and thread.scale_id:
        scale = Scale.objects.select_related("version__instrument").get(pk=thread.scale_id)
        return reverse("assessments:scale", args=[reference, scale.version.instrument.code, scale.code])
    return reverse("assessments:review", args=[reference]) + f"#thread-{thread.pk}"


def _typed(request: SignedIn, reference: str) -> dict[str, object]:
    """A refused comment and its field: an answer to a thread that is closed now goes into that for a new one."""
    text, scale = request.POST.get("text", ""), request.POST.get("scale") and number(request, "scale")
    thread = Thread.objects.filter(assessment__reference=reference, pk=number(request, "thread")).first()
    if thread is None:
        return {"text": text, "scale": scale or ""}
    if thread.resolved_at is not None:
        return {"text": text, "scale": thread.scale_id or ""}
    return {"text": text, "thread": thread.pk}


@require_POST
def close_thread(request: SignedIn, reference: str, thread_id: int) -> HttpResponse:
    open_assessment(request, reference, Action.READ)
    thread = resolve(reference=reference, thread_id=thread_id, actor=request.user)
    messages.success(request, _("The thread is closed."))
    return redirect(_where_it_was(request, reference, thread))
