"""What an action still needs, with the place where it can be mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.dossier import Dossier, ScaleWork, dossier_of
from assessments.errors import NotReady
from assessments.models import Assessment
from assessments.workflow import Action
from portal.texts import is_seen


@dataclass(frozen=True)
class Need:
    """One thing that an action needs: in words, whether it is there, and the address of its place.

    `action`: what somebody must do for it; the table says who may.
    """

    text: str
    met: bool
    url: str
    action: Action | None = None


def scale_url(dossier: Dossier, work: ScaleWork) -> str:
    return _scale_url(dossier.assessment.reference, work.version.instrument_code, work.scale.code)


@lru_cache(maxsize=4096)
def _scale_url(reference: str, instrument_code: str, scale_code: str) -> str:
    """A page names each scale up to four times, and its address never changes."""
    return reverse("assessments:scale", args=[reference, instrument_code, scale_code])


def needs_of_submit(dossier: Dossier) -> list[Need]:
    """Every scale rated, with a narrative; legend check passed or answered; declarations; a reviewer.

    And no finding without its text: it would stand empty in the report.
    """
    overview = dossier.assessment.get_absolute_url()
    needs = [need for work in dossier.scales for need in _needs_of_scale(dossier, work)]
    for member in dossier.team:
        name = {"name": member.user.name}
        if member.conflict:
            needs.append(
                Need(
                    _("%(name)s declared a conflict of interest: replace") % name,
                    False,
                    overview + "#team",
                    Action.PLAN,
                )
            )
        else:
            done = member.conflict_declared_at is not None
            needs.append(Need(_("Declaration of %(name)s") % name, done, overview + "#team", Action.DECLARE))
    reviewed = dossier.reviewer is not None
    needs.append(Need(_("A reviewer who is not on the team"), reviewed, overview + "#team", Action.PLAN))
    if dossier.proposals:
        needs.append(_decide(dossier))
    return needs


def _needs_of_scale(dossier: Dossier, work: ScaleWork) -> Iterator[Need]:
    url, code = scale_url(dossier, work), {"code": dossier.name_of(work)}
    yield Need(_("Rate %(code)s") % code, work.is_rated, url + "#levels", Action.RATE)
    yield Need(_("Write the text of %(code)s") % code, work.is_written, url + "#narrative", Action.WRITE)
    if work.contradictions:
        yield Need(_("Motivation at %(code)s") % code, work.is_motivated, url + "#motivation", Action.WRITE)
    for found in work.findings:
        if not found.is_written:
            words = _("Write the text of %(finding)s at %(code)s") % {"finding": found.name, **code}
            yield Need(words, False, f"{url}#finding-{found.finding.pk}", Action.WRITE)


def needs_of_lock(dossier: Dossier) -> list[Need]:
    """Ratings and advice complete, with the advice's motivation."""
    return [
        *(
            Need(
                _("Rate %(code)s") % {"code": dossier.name_of(work)},
                work.is_rated,
                scale_url(dossier, work) + "#levels",
                Action.RATE,
            )
            for work in dossier.scales
        ),
        *needs_of_advice(dossier),
    ]


def needs_of_advice(dossier: Dossier) -> list[Need]:
    """The advice, and its motivation: that can still be changed, so emptied, after the lock."""
    url, written = reverse("assessments:advice", args=[dossier.assessment.reference]), is_seen(dossier.advice.text)
    return [
        Need(_("Choose the advice"), bool(dossier.assessment.advice), url, Action.ADVISE),
        Need(_("Write the motivation of the advice"), written, url + "#motivation", Action.WRITE),
    ]


def needs_of_finalise(dossier: Dossier) -> list[Need]:
    """What submitting needed must still hold; advice, locked judgement, no thread open. Source: workflow."""
    review = reverse("assessments:review", args=[dossier.assessment.reference])
    lock = dossier.assessment.get_absolute_url() + "#steps"  # its button is there, for the coordinator alone
    return [
        *needs_of_submit(dossier),
        *needs_of_advice(dossier),
        Need(_("Lock the judgement after the synthesis meeting"), dossier.assessment.is_locked, lock, Action.LOCK),
        Need(_("Close every comment thread"), dossier.open_threads == 0, review, Action.RESOLVE),
    ]


NEEDS: dict[Action, Callable[[Dossier], list[Need]]] = {
    Action.SUBMIT: needs_of_submit,
    Action.LOCK: needs_of_lock,
    Action.FINALISE: needs_of_finalise,
}


def missing(action: Action, assessment: Assessment) -> list[Need]:
    """What the action can't do without and isn't there yet: asked by its page and by its guard."""
    if action not in NEEDS:
        return []
    return [need for need in NEEDS[action](dossier_of(assessment)) if not need.met]


def require_all(action: Action, assessment: Assessment) -> None:
    """Raises NotReady with what is missing."""
    if needs := missing(action, assessment):
        raise NotReady(needs)


def _decide(dossier: Dossier) -> Need:
    """A text that waits beside another: the link leads to the first one."""
    first = dossier.proposals[0]
    url = reverse("assessments:proposal", args=[dossier.assessment.reference, first.passage_id, first.pk])
    return Need(_("Decide on texts that wait beside each other"), False, url, Action.WRITE)
