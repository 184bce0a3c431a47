"""The start page: what waits for whoever is signed in."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from assessments.listing import rows_of
from assessments.models import Assessment
from portal.accounts.models import User
from portal.accounts.requests import SignedIn
from portal.centres.terms import news_of
from portal.home import administrator_tasks, centre_cards, inspector_tasks
from portal.home.glance import glances
from portal.home.happening import changed_last, latest
from portal.home.successions import successions
from portal.home.waiting import headline
from portal.prepared import Prepared

ROWS = 10


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """At most 10 queries with those of the session, whatever the number of assessments."""
    user, today = request.user, localdate()
    page = _of_inspectorate if user.is_administrator or user.is_inspector else _of_centre
    context = page(user, today)
    return render(request, "home/home.html", context | {"headline": headline(context["tasks"], today)})


_MINE: Prepared[Assessment] = Prepared(
    lambda user: Assessment.objects.granted_to(User(pk=user)).select_related("centre")[:ROWS]
)


def _of_inspectorate(user: User, today: date) -> dict[str, Any]:
    if user.is_administrator:
        tasks = administrator_tasks.tasks(user, today)
        shown, handed_over = changed_last(user, ROWS), successions(today)
    else:
        tasks, shown, handed_over = inspector_tasks.tasks(glances(user), today), _MINE(user.pk), []
    events = latest([each.pk for each in shown], today, with_content=not user.is_administrator)
    happenings = sorted([*handed_over, *events], key=lambda each: each.at, reverse=True)
    return {"tasks": tasks, "rows": rows_of(shown, user), "happenings": happenings}


def _of_centre(user: User, today: date) -> dict[str, Any]:
    return {
        "tasks": centre_cards.tasks(user, today),
        "cards": centre_cards.cards(user),
        "news": news_of(user, today),
    }
