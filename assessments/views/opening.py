"""What the views share: finding the assessment that a page is about, and wording what went wrong."""

from functools import cache
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.access import Standing
from assessments.dossier import Dossier, dossier_of
from assessments.models import Assessment
from assessments.workflow import Action
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.requests import SignedIn
from portal.prepared import Prepared
from portal.texts import whole_number


def open_assessment(request: SignedIn, reference: str, action: Action = Action.VIEW) -> Standing:
    """What the person is to the assessment. 404 where they may not see it, Refused (403) where they may not do this."""
    user = request.user
    found = _visible_to(Role(user.role))(user.pk, reference) if user.is_active else []
    if not found:
        raise Http404
    standing = Standing(user, found[0])
    standing.require(action)
    return standing


@cache
def _visible_to(role: Role) -> Prepared[Assessment]:
    """Takes the key of an active person of this role, and a reference."""

    def build(user: int, reference: str) -> QuerySet:
        person = User(pk=user, role=role)
        rows = Assessment.objects.visible_to(person).with_standing(person).with_moves()
        return rows.select_related("centre").filter(reference=reference)

    return Prepared(build)


class May(dict[str, bool]):
    """`may.rate` in a template: whether the person may do it now. A page asks for a few, and often for the same."""

    def __init__(self, standing: Standing):
        super().__init__()
        self.standing = standing

    def __missing__(self, action: str) -> bool:
        self[action] = self.standing.may(Action(action))
        return self[action]


def page_context(standing: Standing, dossier: Dossier | None = None) -> dict[str, object]:
    """What each page of an assessment shows: itself, what one may do, the work."""
    assessment = standing.assessment
    return {
        "assessment": assessment,
        "standing": standing,
        "may": May(standing),
        "dossier": dossier,
    }


def read_dossier(request: SignedIn, reference: str) -> tuple[Standing, Dossier]:
    """The work, for somebody who may read ratings and texts."""
    standing = open_assessment(request, reference, Action.READ)
    return standing, dossier_of(standing.assessment)


def number(request: SignedIn, name: str) -> int:
    """The whole number that a form sent, -1 (which fits no revision and no key) where it sent none."""
    return whole_number(request.POST.get(name, ""), -1)


def kept_at() -> str:
    """The time of the day now, where the portal is; a page says it whatever the reader's clock tells."""
    return date_format(timezone.localtime(), "H:i")


def tell_outdated(form: BaseForm, words: str, *, seen: int | str) -> None:
    """Somebody was faster: the form keeps what was typed, and its next try counts against what stands now (`seen`).

    `words` tell what that is: else the next click would overwrite what nobody saw.
    """
    form.add_error(None, words)
    form.data = cast(QueryDict, form.data).copy()
    form.data["seen"] = str(seen)
    form.is_outdated = True  # type: ignore[attr-defined] # for status_of


def status_of(form: BaseForm) -> int:
    """Of the page with this form: 409 where somebody was faster, 400 where something else is wrong."""
    if not form.errors:
        return 200
    return 409 if getattr(form, "is_outdated", False) else 400


def say_outdated(request: SignedIn) -> None:
    messages.warning(request, _("Somebody else changed this in the meantime. Look at how it stands now and try again."))
