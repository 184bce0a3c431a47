"""The advice, the lock, and the steps of the workflow, each with a page that says what it does."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.dossier import dossier_of
from assessments.enums import Advice, Verb
from assessments.errors import NotReady, Outdated
from assessments.events import last_deed
from assessments.forms import LockForm, ReasonForm
from assessments.locking import advise, judgement_sha256, lock, unlock
from assessments.models import Assessment
from assessments.readiness import missing, needs_of_lock
from assessments.transitions import amend, finalise, return_to_team, submit
from assessments.views.opening import (
    number,
    open_assessment,
    page_context,
    read_dossier,
    say_outdated,
    status_of,
    tell_outdated,
)
from assessments.workflow import TRANSITIONS, Action
from portal.accounts.requests import SignedIn
from portal.centres.access import outcome_readers
from portal.pages import page_with_form, refuse

STEPS: dict[Action, Callable[..., object]] = {
    Action.SUBMIT: submit,
    Action.RETURN: return_to_team,
    Action.UNLOCK: unlock,
    Action.FINALISE: finalise,
    Action.AMEND: amend,
}


@page_with_form
def advice(request: SignedIn, reference: str) -> HttpResponse:
    standing, dossier = read_dossier(request, reference)
    chosen, status = standing.assessment.advice, 200
    if request.method == "POST":
        standing.require(Action.ADVISE)
        chosen = request.POST.get("advice", "")
        try:
            advise(reference=reference, advice=chosen, seen=number(request, "seen"), actor=request.user)
        except Outdated:
            standing, dossier = read_dossier(request, reference)
            messages.warning(request, _advice_now(standing.assessment))
            status = 409
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            status = 400
        else:
            messages.success(request, _("The advice is saved."))
            return redirect("assessments:advice", reference)
    context = {**page_context(standing, dossier), "choices": Advice.choices, "chosen": chosen}
    context["refusal"] = standing.refusal(Action.ADVISE)
    return render(request, "assessments/advice.html", context, status=status)


def _advice_now(assessment: Assessment) -> str:
    """What stands, and whose choice it is, to whoever was too late with another one."""
    deed = last_deed(assessment, Verb.ADVISED)
    if deed is None:
        return _(
            "Not saved: somebody else changed this assessment in the meantime. No advice is chosen yet. Your choice is "
            "kept below."
        )
    words = _(
        "Not saved: somebody else changed this assessment in the meantime. The advice is now “%(advice)s”, chosen by "
        "%(name)s. Your choice is kept below."
    )
    return words % {"advice": assessment.get_advice_display(), "name": deed.actor.name}


@page_with_form
def lock_judgement(request: SignedIn, reference: str) -> HttpResponse:
    standing = open_assessment(request, reference, Action.LOCK)
    # Before what the page shows is read: what changes in between is then newer than what is locked, never older.
    seen = judgement_sha256(standing.assessment)
    dossier = dossier_of(standing.assessment)
    form = LockForm(request.POST or None, initial={"seen": seen, "synthesis_on": timezone.localdate()})
    if form.is_valid():
        try:
            lock(reference=reference, actor=request.user, **form.cleaned_data)
        except NotReady:
            form.add_error(None, _("Something is still missing; see the list."))
        except Outdated:
            words = _("A rating or the advice changed since you opened this page. Look again.")
            tell_outdated(form, words, seen=seen)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The judgement is locked."))
            return redirect(standing.assessment)
    needs = needs_of_lock(dossier)
    # Whoever typed already keeps the form: something came to be missing while they did.
    lacks = not form.is_bound and not all(need.met for need in needs)
    context = {**page_context(standing, dossier), "form": form, "needs": needs, "lacks": lacks}
    return render(request, "assessments/lock.html", context, status=status_of(form))


@page_with_form
def step(request: SignedIn, reference: str, action: str) -> HttpResponse:
    """Asks to confirm, then takes the step. While something is missing it lists that, with links, and no button."""
    if action not in STEPS:
        raise Http404
    row = TRANSITIONS[Action(action)]
    standing = open_assessment(request, reference, row.action)
    form = ReasonForm(request.POST or None) if row.needs_reason else None
    needs = [] if request.method == "POST" else missing(row.action, standing.assessment)
    status = 200
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data if form else {}
        try:
            STEPS[row.action](reference=reference, seen=number(request, "seen"), actor=request.user, **reason)
        except NotReady as refusal:
            needs, status = refusal.needs, 409
        except Outdated:
            say_outdated(request)
            status = 409
        except ValidationError as error:
            if form is None:
                raise
            refuse(form, error)
        else:
            messages.success(request, str(row.done))
            return redirect(standing.assessment)
    context = {**page_context(standing), "row": row, "form": form, "needs": needs}
    if row.action == Action.FINALISE and not needs:
        context["readers"] = outcome_readers(standing.assessment.centre_id, timezone.localdate())
    return render(request, "assessments/step.html", context, status=400 if form and form.errors else status)
