"""Rating one scale: its levels side by side, the text, the findings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import Standing
from assessments.columns import columns
from assessments.dossier import Dossier, FindingWork, ScaleWork
from assessments.enums import Verb
from assessments.errors import Outdated
from assessments.events import last_deed
from assessments.forms import FindingForm, NewFindingForm
from assessments.models import Finding
from assessments.noting import add_finding, change_finding, remove_finding
from assessments.rating import rate
from assessments.readiness import needs_of_submit, scale_url
from assessments.reminding import moves_to_look_at
from assessments.views.opening import (
    kept_at,
    number,
    page_context,
    read_dossier,
    say_outdated,
    status_of,
    tell_outdated,
)
from assessments.workflow import Action
from portal.accounts.requests import SignedIn
from portal.pages import page_with_form, refuse
from rubric.enums import FindingKind


def _open_scale(request: SignedIn, reference: str, instrument: str, code: str) -> tuple[Standing, Dossier, ScaleWork]:
    standing, dossier = read_dossier(request, reference)
    work = dossier.scale(instrument, code)
    if work is None:
        raise Http404
    return standing, dossier, work


@require_safe
def scale(request: SignedIn, reference: str, instrument: str, code: str) -> HttpResponse:
    """The page; `?part=help` gives only what a new rating changes: the tabs and the narrow column."""
    standing, dossier, work = _open_scale(request, reference, instrument, code)
    index = dossier.scales.index(work)
    context = {
        **page_context(standing, dossier),
        "work": work,
        "columns": columns(work.version, work.scale, chosen=work.rating.level_id, may_rate=standing.may(Action.RATE)),
        "tabs": [(each, scale_url(dossier, each)) for each in dossier.scales],
        "next_url": scale_url(dossier, dossier.scales[index + 1]) if index + 1 < len(dossier.scales) else "",
        "needs": needs_of_submit(dossier),
        "waiting": work.waiting(dossier.proposals) if standing.may(Action.WRITE) else [],
        "moves": moves_to_look_at(dossier, only=work),
        "rate_refusal": standing.refusal(Action.RATE),
        "rate_url": request.path + "rate/",
    }
    template = "assessments/_scale_help.html" if request.GET.get("part") == "help" else "assessments/scale.html"
    return render(request, template, context)


@require_POST
def rate_scale(request: SignedIn, reference: str, instrument: str, code: str) -> HttpResponse:
    """One click or key. JavaScript gets JSON, a plain form the page again."""
    level = request.POST.get("level", "")
    by_script = not request.accepts("text/html")
    try:
        revision = rate(
            reference=reference,
            instrument=instrument,
            scale=code,
            level=level,
            seen=number(request, "revision"),
            actor=request.user,
        )
    except Outdated:
        if by_script:
            return JsonResponse({"outdated": True}, status=409)
        say_outdated(request)
        return redirect("assessments:scale", reference, instrument, code)
    if by_script:
        return JsonResponse({"revision": revision, "level": level, "time": kept_at()})
    return redirect("assessments:scale", reference, instrument, code)


@page_with_form
def new_finding(request: SignedIn, reference: str, instrument: str, code: str) -> HttpResponse:
    standing, dossier, work = _open_scale(request, reference, instrument, code)
    standing.require(Action.NOTE)
    form = NewFindingForm(request.POST or None, criteria=work.version.criteria)
    if form.is_valid():
        try:
            made = add_finding(reference=reference, scale_id=work.scale.id, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(f"{scale_url(dossier, work)}#finding-{made.pk}")
    context = {**page_context(standing, dossier), "work": work, "form": form, "back": scale_url(dossier, work)}
    template = "assessments/_finding_form.html" if request.htmx else "assessments/finding_form.html"
    return render(request, template, context, status=status_of(form))


def _open_finding(request: SignedIn, reference: str, finding_id: int):
    """The finding with its scale, for somebody of the team who may change it; 404 for one of another assessment."""
    standing, dossier = read_dossier(request, reference)
    for work in dossier.scales:
        for found in work.findings:
            if found.finding.pk == finding_id:
                standing.require(Action.NOTE)
                return standing, dossier, work, found
    raise Http404


@page_with_form
def edit_finding(request: SignedIn, reference: str, finding_id: int) -> HttpResponse:
    """What the finding is; its text is edited on the page of the scale."""
    standing, dossier, work, found = _open_finding(request, reference, finding_id)
    finding = found.finding
    initial = {"kind": finding.kind, "weight": finding.weight, "criteria": list(found.criteria)}
    form = FindingForm(request.POST or None, criteria=work.version.criteria, initial=initial)
    if form.is_valid():
        try:
            change_finding(
                reference=reference,
                finding_id=finding_id,
                seen=number(request, "seen"),
                actor=request.user,
                **form.cleaned_data,
            )
        except Outdated:
            standing, dossier, work, found = _open_finding(request, reference, finding_id)
            tell_outdated(form, _finding_now(work, found), seen=found.finding.revision)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(f"{scale_url(dossier, work)}#finding-{finding_id}")
    context = {**page_context(standing, dossier), "work": work, "found": found, "form": form}
    context["back"] = scale_url(dossier, work)
    return render(request, "assessments/finding_form.html", context, status=status_of(form))


def _finding_now(work: ScaleWork, found: FindingWork) -> str:
    """What the finding is by now, and who made it so, to whoever was too late."""
    finding, met = found.finding, ""
    if finding.kind == FindingKind.GOOD_PRACTICE:
        met = _("%(met)s of %(total)s criteria") % {"met": len(found.criteria), "total": len(work.version.criteria)}
    what = [finding.get_kind_display(), finding.get_weight_display(), met]
    deed = last_deed(work.rating.assessment, Verb.FINDING_ADDED, Verb.FINDING_CHANGED, finding=finding.pk)
    words = _(
        "Not saved: somebody else changed this finding in the meantime. It is now “%(what)s”, chosen by %(name)s. Your "
        "choice is kept below."
    )
    return words % {"what": ", ".join(filter(None, map(str, what))), "name": deed.actor.name if deed else ""}


@require_POST
def delete_finding(request: SignedIn, reference: str, finding_id: int) -> HttpResponse:
    _standing, dossier, work, _found = _open_finding(request, reference, finding_id)
    try:
        remove_finding(reference=reference, finding_id=finding_id, seen=number(request, "seen"), actor=request.user)
    except (Outdated, Finding.DoesNotExist):
        say_outdated(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The finding is removed; its text stays in the history."))
    return redirect(scale_url(dossier, work) + "#new-finding")
