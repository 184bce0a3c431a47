"""Texts that people write together: saved against the revision that was read, merged, or kept beside it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.access import hold
from assessments.merging import merged
from assessments.models import Passage, PassageRevision, Proposal
from assessments.typed import normalised
from assessments.workflow import Action
from portal.accounts.models import User

MAX_LENGTH = 100_000


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    MERGED = "merged"  # somebody else changed another place of it meanwhile: both changes stand
    CONFLICT = "conflict"  # somebody else changed the same place: the text waits as a proposal


@dataclass(frozen=True)
class Saved:
    """What became of a text: the passage as it stands now, and the proposal where the two could not be joined."""

    outcome: Outcome
    passage: Passage
    proposal: Proposal | None = None


@transaction.atomic
def save_passage(*, reference: str, passage_id: int, base: int, text: str, actor: User, page: str = "") -> Saved:
    """Saves what the actor made of revision `base`; nobody's words are lost. White space at the end is no difference.

    `page` names the opened page that saves: its own earlier saves, whose answer it may have missed, are no collision.
    A base that never was counts as the empty beginning. Words that stand in the actor's own later text aren't asked
    about again.

    Raises Assessment.DoesNotExist or Passage.DoesNotExist for what the actor may not see, Refused for what they may
    not do.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.WRITE)
    passage = Passage.objects.select_related("changed_by").get(pk=passage_id, assessment=assessment)
    text, page = normalised(text), normalised(page)
    base = base if 0 <= base <= passage.revision else 0
    if text.rstrip() == passage.text.rstrip():
        return Saved(Outcome.ACCEPTED, passage)
    if base == passage.revision or _only_from(passage, base, actor, page):
        return _accept(passage=passage, text=text, actor=actor, page=page, outcome=Outcome.ACCEPTED)
    together = merged(base=_text_at(passage, base).rstrip(), mine=text.rstrip(), theirs=passage.text.rstrip())
    if together is None and passage.changed_by == actor and text.strip() in passage.text:
        return Saved(Outcome.ACCEPTED, passage)
    if together is None:
        return Saved(Outcome.CONFLICT, passage, _keep_beside(passage, base, text, actor))
    return _accept(passage=passage, text=together, actor=actor, page=page, outcome=Outcome.MERGED)


@transaction.atomic
def decide(*, reference: str, passage_id: int, proposal_id: int, base: int, text: str, actor: User) -> Saved:
    """Settles a conflict: `text` is what its author, or anybody of the team, made of the two texts.

    The proposal stays on record. Where yet another change came in between, the answer is again what save_passage gives
    and the proposal stays open.
    """
    saved = save_passage(reference=reference, passage_id=passage_id, base=base, text=text, actor=actor)
    if saved.outcome != Outcome.CONFLICT:
        Proposal.objects.filter(pk=proposal_id, passage=passage_id, decided_at=None).update(decided_at=timezone.now())
    return saved


def _only_from(passage: Passage, base: int, actor: User, page: str) -> bool:
    """Whether everything after `base` came from this very page."""
    if not page:
        return False
    since = passage.revisions.filter(number__gt=base).values_list("author", "page")
    return set(since) == {(actor.pk, page)}


def _accept(*, passage: Passage, text: str, actor: User, page: str, outcome: Outcome) -> Saved:
    """Makes the text the passage's next revision. The condition guards against a forgotten lock: it must hold."""
    now, seen = timezone.now(), passage.revision
    updated = Passage.objects.filter(pk=passage.pk, revision=seen).update(
        text=text, revision=F("revision") + 1, changed_by=actor, changed_at=now
    )
    if updated != 1:
        raise RuntimeError(f"passage {passage.pk} changed under its lock")
    passage.text, passage.revision, passage.changed_by, passage.changed_at = text, seen + 1, actor, now
    PassageRevision.objects.create(passage=passage, number=passage.revision, text=text, author=actor, page=page, at=now)
    return Saved(outcome, passage)


def _keep_beside(passage: Passage, base: int, text: str, actor: User) -> Proposal:
    """The text as an open proposal, instead of an earlier one of the same beginning that it holds in itself.

    The same one where it is sent again, because its answer was lost.
    """
    sent, now = {"passage": passage, "base": base, "author": actor}, timezone.now()
    waiting = list(Proposal.objects.filter(decided_at=None, **sent))
    same = next((one for one in waiting if one.text.rstrip() == text.rstrip()), None)
    if same is not None:
        return same
    held = [one.pk for one in waiting if text.startswith(one.text.rstrip())]
    Proposal.objects.filter(pk__in=held).update(decided_at=now)
    return Proposal.objects.create(text=text, at=now, **sent)


def _text_at(passage: Passage, number: int) -> str:
    """The text of a revision; empty for revision 0, with which nothing merges."""
    revision = passage.revisions.filter(number=number).first()
    return revision.text if revision else ""
