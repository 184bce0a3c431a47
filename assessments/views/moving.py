"""Moving a draft to a newer version of an instrument: what it would change, and the button that does it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access import Standing
from assessments.errors import NotReady, Outdated
from assessments.moving import Prospect, move, prospect_of
from assessments.views.opening import number as sent_number
from assessments.views.opening import open_assessment, page_context, say_outdated
from assessments.workflow import Action
from portal.accounts.requests import SignedIn
from portal.pages import page_with_form
from rubric.comparing import Codes
from rubric.version_text import LevelText, ScaleText


@dataclass(frozen=True)
class Part:
    """What differs in one kind of part of the instrument, in its own words."""

    title: str
    codes: Codes
    before: dict[str, str]
    after: dict[str, str]

    @property
    def added(self) -> list[str]:
        return [self.after[code] for code in self.codes.added]

    @property
    def removed(self) -> list[str]:
        return [self.before[code] for code in self.codes.removed]

    @property
    def changed(self) -> list[str]:
        return [self.after[code] for code in self.codes.changed]


@page_with_form
def version(request: SignedIn, reference: str, instrument: str, number: str) -> HttpResponse:
    standing, status = open_assessment(request, reference, Action.MOVE), 200
    if request.method == "POST":
        try:
            move(
                reference=reference,
                instrument=instrument,
                number=number,
                seen=sent_number(request, "seen"),
                actor=request.user,
            )
        except NotReady:
            status = 409  # the page below says what stands in the way now
        except Outdated:
            say_outdated(request)
            status = 409
        else:
            messages.success(request, _("The assessment is moved to version %(number)s.") % {"number": number})
            return redirect(standing.assessment)
    return _preview(request, standing, instrument, number, status)


def _preview(request: SignedIn, standing: Standing, instrument: str, number: str, status: int) -> HttpResponse:
    try:
        prospect = prospect_of(standing.assessment, instrument=instrument, number=number)
    except Outdated:
        messages.info(request, _("The assessment is on version %(number)s already.") % {"number": number})
        return redirect(standing.assessment)
    context = {
        **page_context(standing),
        "prospect": prospect,
        "parts": [part for part in _parts(prospect) if part.codes],
    }
    return render(request, "assessments/version.html", context, status=status)


def _parts(prospect: Prospect) -> list[Part]:
    old, new, differ = prospect.old, prospect.new, prospect.changes
    return [
        Part(_("Development scales"), differ.scales, _named(old.scales), _named(new.scales)),
        Part(_("Levels"), differ.levels, _named(old.levels), _named(new.levels)),
        Part(
            _("Criteria of good practice"),
            differ.criteria,
            {part.code: part.text for part in old.criteria},
            {part.code: part.text for part in new.criteria},
        ),
    ]


def _named(parts: Iterable[ScaleText | LevelText]) -> dict[str, str]:
    return {part.code: str(part) for part in parts}
