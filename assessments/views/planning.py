"""Making and changing the planning; administrators only."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.enums import TeamRole
from assessments.errors import Outdated, Refused
from assessments.models import Assessment
from assessments.planning import plan, replan
from assessments.planning_forms import PlanForm, ReplanForm
from assessments.views.opening import open_assessment, page_context, status_of, tell_outdated
from assessments.weeks import span_with_weekdays
from assessments.workflow import Action
from portal.accounts.requests import SignedIn
from portal.pages import page_with_form, refuse


@page_with_form
def new(request: SignedIn) -> HttpResponse:
    if not request.user.is_administrator:
        raise Refused(_("Administrators plan assessments."))
    form = PlanForm(request.POST or None, user=request.user, centre=request.GET.get("centre", ""))
    if form.is_valid():
        fields = ("reference", "centre", "school_year", "visit_start", "visit_end", "versions")
        chosen = {name: form.cleaned_data[name] for name in fields}
        try:
            assessment = plan(team=form.team, actor=request.user, **chosen)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The assessment is planned."))
            return redirect(assessment)
    return render(request, "assessments/plan.html", {"form": form}, status=400 if form.errors else 200)


@page_with_form
def edit(request: SignedIn, reference: str) -> HttpResponse:
    standing = open_assessment(request, reference, Action.PLAN)
    assessment = standing.assessment
    form = ReplanForm(request.POST or None, instance=assessment, initial=_current(assessment))
    if form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("school_year", "visit_start", "visit_end", "seen")}
        try:
            replan(reference=reference, team=form.team, actor=request.user, **days)
        except Outdated:
            standing = open_assessment(request, reference, Action.PLAN)
            tell_outdated(form, _as_it_stands(standing.assessment), seen=standing.assessment.revision)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The planning is saved."))
            return redirect("assessments:detail", reference)
    members = assessment.memberships.filter(conflict=True).exclude(role=TeamRole.REVIEWER).select_related("user")
    context = {**page_context(standing), "form": form, "conflicted": [member.user.name for member in members]}
    return render(request, "assessments/plan.html", context, status=status_of(form))


def _as_it_stands(assessment: Assessment) -> str:
    words = _(
        "Somebody else changed the planning in the meantime. The visit is now on %(days)s; taking part: %(people)s. "
        "Your choice is kept below."
    )
    members = assessment.memberships.select_related("user")
    people = ", ".join(f"{member.user.name} ({member.get_role_display()})" for member in members)
    return words % {"days": span_with_weekdays(assessment.visit_start, assessment.visit_end), "people": people}


def _current(assessment) -> dict[str, object]:
    """The team and the revision as they stand, for a fresh form."""
    by_role: dict[str, list[int]] = {role: [] for role in TeamRole.values}
    for user_id, role in assessment.memberships.values_list("user", "role"):
        by_role[role].append(user_id)
    return {
        "seen": assessment.revision,
        "coordinator": next(iter(by_role[TeamRole.COORDINATOR]), None),
        "members": by_role[TeamRole.MEMBER],
        "experts": by_role[TeamRole.EXPERT],
        "reviewer": next(iter(by_role[TeamRole.REVIEWER]), None),
    }
