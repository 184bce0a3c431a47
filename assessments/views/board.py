"""The planning board, and moving a visit to another week of it."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.board import board_of, remarks_of
from assessments.board_filter import Wanted
from assessments.enums import State
from assessments.errors import Outdated, Refused
from assessments.models import Assessment
from assessments.planning import move_visit
from assessments.planning_forms import WeekForm
from assessments.views.opening import open_assessment, page_context, status_of, tell_outdated
from assessments.weeks import span_with_weekdays, weeks_of
from assessments.workflow import Action
from portal.accounts.enums import Role
from portal.accounts.requests import SignedIn
from portal.holidays import monday_of
from portal.pages import page_with_form, refuse


@require_safe
def board(request: SignedIn) -> HttpResponse:
    if request.user.role == Role.CENTRE:
        raise Refused(_("The planning board is for the inspectorate."))
    today = timezone.localdate()
    wanted = Wanted.from_query(request.GET, today)
    shown = board_of(request.user, wanted, today)
    weeks, back = weeks_of(wanted.year), request.GET.get("back", "")
    context = {
        "wanted": wanted,
        "board": shown,
        **_split(list(messages.get_messages(request)), shown.references),
        "weeks": weeks,
        "back": back if back in {week.monday.isoformat() for week in weeks} else "",
        "states": State.choices,
    }
    return render(request, "assessments/board.html", context)


@page_with_form
def week(request: SignedIn, reference: str) -> HttpResponse:
    """Asks for the week, or takes the visit there; on a collision it tells so and keeps the choice."""
    standing = open_assessment(request, reference, Action.PLAN)
    assessment = standing.assessment
    wanted = Wanted.from_query(request.GET, timezone.localdate())
    form = WeekForm(request.POST or None, assessment=assessment)
    if form.is_valid():
        try:
            moved = move_visit(reference=reference, actor=request.user, **form.cleaned_data)
        except Outdated:
            standing = open_assessment(request, reference, Action.PLAN)
            assessment = standing.assessment
            tell_outdated(form, _outdated(assessment), seen=assessment.revision)
        except ValidationError as error:
            refuse(form, error)
        else:
            _tell(request, moved)
            back = monday_of(assessment.visit_start)
            return redirect(f"{reverse('assessments:board')}?{wanted.query}&back={back}#visit-{reference}")
    context = {**page_context(standing), "form": form, "wanted": wanted, "days": _days(assessment)}
    context["remarks"] = remarks_of(assessment)
    return render(request, "assessments/week.html", context, status=status_of(form))


def _days(assessment: Assessment) -> str:
    return span_with_weekdays(assessment.visit_start, assessment.visit_end)


def _outdated(assessment: Assessment) -> str:
    words = _(
        "Somebody else changed the planning in the meantime. The visit is now on %(days)s. Your choice is kept below."
    )
    return words % {"days": _days(assessment)}


def _split(told: list[Message], references: list[str]) -> dict[str, object]:
    """What is told about a card that the board shows stands on that card, to which the page goes; the rest above."""
    moved = next((message.extra_tags for message in told if message.extra_tags in references), "")
    of_card = [message for message in told if moved and message.extra_tags == moved]
    return {"moved": moved, "of_card": of_card, "messages": [one for one in told if one not in of_card]}


def _tell(request: SignedIn, moved: Assessment) -> None:
    """What happened, and what asks for attention there."""
    words = _("%(centre)s, %(reference)s: the visit is now in week %(number)d, on %(days)s.")
    of_visit = {"centre": moved.centre.name, "reference": moved.reference, "days": _days(moved)}
    number = moved.visit_start.isocalendar().week
    messages.success(request, words % {**of_visit, "number": number}, extra_tags=moved.reference)
    for remark in remarks_of(moved):
        messages.warning(request, remark, extra_tags=moved.reference)
