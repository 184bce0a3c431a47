"""The list of assessments, one assessment at a glance, its history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.declaring import declare, may_correct
from assessments.dossier import dossier_of
from assessments.enums import State
from assessments.forms import DeclarationForm
from assessments.history import tell_levels
from assessments.issued import links_of
from assessments.listing import Filter, assessment_page, visit_days
from assessments.moving import newer_versions
from assessments.readiness import needs_of_finalise, needs_of_submit, scale_url
from assessments.reminding import moves_to_look_at
from assessments.views.opening import open_assessment, page_context
from assessments.workflow import TRANSITIONS, Action
from portal.accounts.requests import SignedIn
from portal.pages import page_with_form, refuse
from portal.paging import page_number, page_of

EVENTS_PER_PAGE = 100


@require_safe
def listing(request: SignedIn) -> HttpResponse:
    wanted = Filter.from_query(request.GET, request.user)
    page = assessment_page(request.user, wanted)
    return render(request, "assessments/list.html", {"page": page, "wanted": wanted, "states": State.choices})


@require_safe
def detail(request: SignedIn, reference: str, declaration: DeclarationForm | None = None) -> HttpResponse:
    """Planning for everybody who may see it; the work and what is still needed for those who may read it."""
    standing = open_assessment(request, reference)
    dossier = dossier_of(standing.assessment)
    context = page_context(standing, dossier)
    if standing.may(Action.READ):
        context["needs"] = _needs(standing, dossier)
        context["moves"] = moves_to_look_at(dossier)
        context["works"] = [(work, scale_url(dossier, work)) for work in dossier.scales]
    context["newer"] = list(newer_versions(standing.assessment)) if standing.may(Action.MOVE) else []
    context["issued"] = links_of(standing)
    context["visit"] = visit_days(standing.assessment)
    context["declaration"] = declaration or _declared(standing, dossier)
    context["may_correct"] = standing.may(Action.DECLARE) and may_correct(standing.assessment)
    context["transitions"] = [row for row in TRANSITIONS.values() if standing.may(row.action)]
    return render(request, "assessments/detail.html", context, status=400 if declaration else 200)


def _declared(standing, dossier) -> DeclarationForm:
    """The form of the declaration, with what the person declared before."""
    own = next((member for member in dossier.memberships if member.user_id == standing.user.pk), None)
    if own is None or own.conflict_declared_at is None:
        return DeclarationForm()
    return DeclarationForm(
        initial={"conflict": "yes" if own.conflict else "no", "declaration": own.conflict_declaration}
    )


def _needs(standing, dossier):
    """What the next step needs: in draft to submit, in review to finalise, of which the lock is a part."""
    if standing.assessment.state == State.DRAFT:
        return needs_of_submit(dossier)
    if standing.assessment.state == State.REVIEW:
        return needs_of_finalise(dossier)
    return []


@page_with_form
def declaration(request: SignedIn, reference: str) -> HttpResponse:
    if request.method != "POST":  # the address that a refused declaration leaves in the browser
        return redirect("assessments:detail", reference)
    standing = open_assessment(request, reference, Action.DECLARE)
    form = DeclarationForm(request.POST)
    if form.is_valid():
        try:
            declare(reference=reference, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _recorded(form.cleaned_data["conflict"]))
            return redirect(standing.assessment)
    request.method = "GET"
    return detail(request, reference, declaration=form)


def _recorded(conflict: bool) -> str:
    if conflict:
        return _("Your declaration is recorded. The administrators see that they must replace you.")
    return _("Your declaration is recorded.")


@require_safe
def history(request: SignedIn, reference: str) -> HttpResponse:
    """Who did what and when, newest first. Who may not trace the texts sees the deeds alone."""
    standing = open_assessment(request, reference)
    events = standing.assessment.events.select_related("actor").order_by("-sequence")
    page = page_of(events, page_number(request.GET.get("page", "")), EVENTS_PER_PAGE)
    several = tell_levels(standing.assessment, page.rows)
    context = {**page_context(standing), "page": page, "several": several, "with_payload": standing.may(Action.TRACE)}
    return render(request, "assessments/history.html", context)
