"""The people of the portal: the list, one person, and what changes in an account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import correcting, standing
from portal.accounts.enums import Role
from portal.accounts.forms import CorrectForm, RoleForm
from portal.accounts.history import history_of
from portal.accounts.invitation_models import Invitation
from portal.accounts.models import SEARCHED, User
from portal.accounts.ties import ties_of
from portal.accounts.views.shared import administrators_only, confirm_page, tried
from portal.pages import page_with_form, refuse
from portal.paging import page_number, page_of

STATES = {"active": True, "closed": False}


@require_safe
@administrators_only
def people_list(request):
    words, role, state = (request.GET.get(name, "") for name in ("q", "role", "state"))
    people = User.objects.visible_to(request.user).matching(words[:100])
    if role in Role.values:
        people = people.filter(role=role)
    if state in STATES:
        people = people.filter(is_active=STATES[state])
    page = page_of(people.order_by("family_name", "given_name", "pk"), page_number(request.GET.get("page", "")))
    chosen = {"q": words[:100], "role": role, "state": state, "roles": Role.choices}
    context = {"page": page, "total": people.count(), **chosen}
    return render(request, "accounts/people.html", context)


@require_safe
@administrators_only
def person(request, pk):
    one = _person(request, pk)
    context = {
        "one": one,
        "ties": ties_of(one),
        "invitations": Invitation.objects.about_person(one).select_related("invited_by"),
        "changes": history_of(one, page_number(request.GET.get("page", ""))),
        "form": RoleForm(initial={"role": one.role}),
    }
    return render(request, "accounts/person.html", context)


@page_with_form
@administrators_only
def person_correct(request, pk):
    seen, one = correcting.seen_of(pk), _person(request, pk)
    now = {name: getattr(one, name) for name in SEARCHED} | {"seen": seen}
    form = CorrectForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.correct(person=one, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
            if isinstance(error, correcting.Overtaken):  # what it is now is told, so that is what was seen
                form.data = request.POST.dict() | {"seen": error.seen}
        else:
            messages.success(request, _("The account was corrected."))
            return redirect("person", one.pk)
    return render(request, "accounts/correct.html", {"one": one, "form": form})


@require_POST
@administrators_only
def person_role(request, pk):
    one, role = _person(request, pk), request.POST.get("role", "")
    done = _("The role was changed; the sessions ended.")
    tried(request, done, lambda: standing.change_role(person=one, role=role, actor=request.user))
    return redirect("person", one.pk)


@page_with_form
@administrators_only
def person_close(request, pk):
    """Says first what is still theirs: a warning, as somebody who left is closed whatever waits for them."""
    one = _person(request, pk)
    if request.method == "POST":
        done = _("The account is closed; its sessions ended.")
        tried(request, done, lambda: standing.deactivate(person=one, actor=request.user))
        return redirect("person", one.pk)
    if refusals := standing.refusals_to_deactivate(person=one, actor=request.user):
        messages.error(request, " ".join(refusals))
        return redirect("person", one.pk)
    return confirm_page(
        request,
        heading=_("Close the account of %(name)s") % {"name": one.name},
        button=_("Close the account"),
        back=reverse("person", args=[one.pk]),
        text=_("All sessions end at once, and access with them. What this person made stays."),
        ties=[tie for tie in ties_of(one) if tie.holds],
        sent=Invitation.objects.open().filter(invited_by=one).count(),
    )


@require_POST
@administrators_only
def person_reopen(request, pk):
    one = _person(request, pk)
    done = _("The account is open again.")
    tried(request, done, lambda: standing.reactivate(person=one, actor=request.user))
    return redirect("person", one.pk)


def _person(request, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)
