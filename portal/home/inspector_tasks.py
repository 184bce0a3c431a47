"""What an inspector's assessments ask for next, from rows that were read; nothing here reads the database."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import State
from assessments.models import Assessment
from assessments.workflow import Action
from portal.home.glance import Glance, ScaleGlance
from portal.home.waiting import Task, due_day, in_order, joined


def tasks(found: Iterable[Glance], today: date) -> list[Task]:
    """At most one task per assessment: what comes first for this person."""
    return in_order(task for glance in found if (task := task_of(glance, today)))


class Step(NamedTuple):
    """The next step on an assessment; `scale`: the one that it is about, where it is about one."""

    title: str
    soft: Sequence[str]
    button: str
    url: str
    scale: ScaleGlance | None = None


def task_of(glance: Glance, today: date) -> Task | None:
    step = _step(glance, today)
    if step is None:
        return None
    day = due_day(glance.assessment, today)
    scale = step.scale or glance.discussed_scale or glance.next_scale
    return Task(
        title=f"{glance.assessment.centre.name}: {step.title}",
        soft=joined([capfirst(glance.assessment.get_state_display()), *step.soft]),
        button=step.button,
        url=step.url,
        day=day,
        mark=glance.mark_of(scale) if scale else None,
        overdue=day < today,
    )


def _step(glance: Glance, today: date) -> Step | None:
    if glance.standing.must_declare:
        return _declare(glance, today)
    in_draft = glance.assessment.state == State.DRAFT
    if glance.standing.in_team:
        if glance.assessment.declared_conflict:
            return None  # the administrator's turn
        return _draft(glance, today) if in_draft else _answer(glance)
    return None if in_draft else _review(glance)


def _declare(glance: Glance, today: date) -> Step:
    days = (glance.assessment.visit_start - today).days
    title = _("your declaration on conflicts of interest")
    if days == 0:
        title = _("the visit begins today")
    elif days > 0:
        title = ngettext("visit tomorrow", "visit in %(days)d days", days) % {"days": days}
    soft = [_("your declaration on conflicts of interest is still missing")]
    return Step(title, soft, _("Declare"), glance.assessment.get_absolute_url() + "#declaration")


def _draft(glance: Glance, today: date) -> Step | None:
    assessment = glance.assessment
    if assessment.returned_reason:
        soft = [f"“{Truncator(assessment.returned_reason).chars(90)}”", _open_threads(glance)]
        title = _("a new edition is to be made") if assessment.is_amended else _("returned to the team")
        return Step(title, soft, _("Look"), _page("review", assessment))
    scale = glance.next_scale
    if scale is None:
        return _submit(glance)
    if today < assessment.visit_start and not any(each.level for each in glance.scales):
        return None  # nothing to work on before the visit
    counts = {"complete": glance.complete, "total": len(glance.scales)}
    soft = [_("%(complete)d of %(total)d scales complete") % counts, _undeclared(glance)]
    missing, anchor = _missing(scale)
    args = [assessment.reference, scale.version.instrument_code, scale.scale.code]
    url = reverse("assessments:scale", args=args) + anchor
    return Step(missing % {"code": glance.name_of(scale)}, soft, _("Go on"), url, scale)


def _missing(scale: ScaleGlance) -> tuple[str, str]:
    if scale.level is None:
        return _("rate %(code)s"), "#levels"
    if not scale.is_written:
        return _("write the text of %(code)s"), "#narrative"
    if not scale.is_motivated:
        return _("motivation at %(code)s"), "#motivation"
    return _("write the text of a finding at %(code)s"), "#findings"


def _submit(glance: Glance) -> Step | None:
    if not glance.standing.may(Action.SUBMIT):
        return None
    title = _("submit for review") if glance.is_ready_to_submit else _("see what the review still needs")
    soft = [_("every scale is complete"), *_gaps(glance)]
    return Step(title, soft, _("Look"), glance.assessment.get_absolute_url())


def _answer(glance: Glance) -> Step | None:
    """In review: comments that wait for the team, then for the coordinator the advice and the lock.

    The motivation of the advice can be emptied after the lock.
    """
    assessment, number = glance.assessment, glance.waits_for_team
    if number:
        title = ngettext("answer one comment", "answer %(number)d comments", number) % {"number": number}
        return Step(title, [_locked(assessment)], _("Answer"), _page("review", assessment))
    if not assessment.may_coordinate:
        return None
    if not glance.has_advice:
        soft = [_("the advice or its motivation is missing")]
        return Step(_("advice of the team"), soft, _("Go on"), _page("advice", assessment))
    if not glance.standing.may(Action.LOCK):
        return None
    soft = [_("after the synthesis meeting")]
    return Step(_("lock the judgement"), soft, _("Lock"), _page("lock", assessment))


def _review(glance: Glance) -> Step | None:
    assessment, answered = glance.assessment, glance.waits_for_reviewer
    if answered:
        title = ngettext("one comment was answered", "%(number)d comments were answered", answered)
        soft = [_waiting(glance), _locked(assessment)]
        url = _page("review", assessment)
        return Step(title % {"number": answered}, soft, _("Look"), url)
    if glance.waits_for_team:
        return None  # the team's turn
    if glance.is_ready_to_finalise:
        url = reverse("assessments:step", args=[assessment.reference, Action.FINALISE])
        soft = [_locked(assessment), _("no open comment")]
        return Step(_("ready to finalise"), soft, _("Finalise"), url)
    if glance.has_threads:
        soft = [_("every comment is closed"), _locked(assessment), *_gaps(glance)]
        return Step(_("read along"), soft, _("Look"), _page("review", assessment))
    return Step(
        _("to review"), [_locked(assessment), *_gaps(glance)], _("Start the review"), _page("review", assessment)
    )


def _page(name: str, assessment: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[assessment.reference])


def _open_threads(glance: Glance) -> str:
    number = glance.waits_for_team + glance.waits_for_reviewer
    return ngettext("one open comment", "%(number)d open comments", number) % {"number": number} if number else ""


def _waiting(glance: Glance) -> str:
    number = glance.waits_for_team
    waiting = ngettext("one waits for the team", "%(number)d wait for the team", number)
    return waiting % {"number": number} if number else ""


def _undeclared(glance: Glance) -> str:
    number = glance.assessment.undeclared
    missing = ngettext("one declaration is missing", "%(number)d declarations are missing", number)
    return missing % {"number": number} if number else ""


def _gaps(glance: Glance) -> list[str]:
    """What is missing beside the work on the scales."""
    read = glance.assessment
    conflict = ngettext(
        "one person of the team declared a conflict of interest",
        "%(number)d people of the team declared a conflict of interest",
        read.conflicts,
    )
    texts = ngettext("one text waits beside another", "%(number)d texts wait beside another", read.waiting_texts)
    return [
        _undeclared(glance),
        conflict % {"number": read.conflicts} if read.conflicts else "",
        texts % {"number": read.waiting_texts} if read.waiting_texts else "",
        "" if read.reviewer_id else _("no reviewer named yet"),
    ]


def _locked(assessment: Assessment) -> str:
    return _("judgement locked") if assessment.is_locked else _("judgement not locked yet")
