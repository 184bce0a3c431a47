"""The assessment of tests/assessments, in the states in which people may or may not do something with it."""

import pytest

from assessments.commenting import comment, resolve
from assessments.dossier import dossier_of
from assessments.models import Finding, Passage, Proposal, Thread
from assessments.transitions import finalise
from assessments.writing import decide
from tests.assessments.conftest import (  # noqa: F401 -- fixtures
    REFERENCE,
    complete,
    draft,
    fresh,
    in_review,
    locked,
    note,
    planned,
    write,
)


class Work:
    """What addresses name: a text, a finding, a thread, a text that waits."""

    def __init__(self, assessment):
        self.assessment = assessment
        self.passage = Passage.objects.get(assessment=assessment, kind="narrative", scale__code="L1")
        self.finding = Finding.objects.get(rating__assessment=assessment)
        self.thread = Thread.objects.get(assessment=assessment)
        self.proposal = Proposal.objects.get(passage=self.passage)


def settle(assessment, bram):
    """Decides on the text that waits."""
    work = Work(assessment)
    standing = work.passage
    decide(
        reference=REFERENCE,
        passage_id=standing.pk,
        proposal_id=work.proposal.pk,
        base=standing.revision,
        text=standing.text,
        actor=bram,
    )


@pytest.fixture
def worked(complete, bram, chloe, dirk):  # noqa: F811
    """A complete draft with a finding, a comment of the reviewer and two texts that wait for a decision."""
    narrative = dossier_of(complete).scales[0].narrative
    note(complete, bram, "strength")
    write(narrative, "Wat Bram ervan maakt.", bram)
    write(narrative, "Wat Chloé ervan maakt.", chloe)
    comment(reference=REFERENCE, scale_id=narrative.scale_id, thread_id=None, text="Waarom?", actor=dirk)
    return fresh(complete)


@pytest.fixture
def state(request):
    """The name of the state: parametrised by the tests."""
    return request.param


@pytest.fixture
def work(state, worked, bram, dirk, request):
    if state != "draft":
        settle(worked, bram)
    if state in ("locked", "final"):
        resolve(reference=REFERENCE, thread_id=Work(worked).thread.pk, actor=dirk)
    # the fixtures of tests/assessments build on `complete`, which `worked` changed in place
    if state in ("review", "locked", "final"):
        request.getfixturevalue("in_review")
    if state in ("locked", "final"):
        request.getfixturevalue("locked")
    if state == "final":
        finalise(reference=REFERENCE, seen=fresh(worked).revision, actor=dirk)
    return Work(fresh(worked))
