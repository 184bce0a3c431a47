"""Findings, ratings and comments: what fits together, and what happens when two people do it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.commenting import comment, resolve
from assessments.dossier import dossier_of
from assessments.errors import Outdated, Refused
from assessments.models import Assessment, Comment, CriterionMet, Finding, Membership, Passage, Rating, Thread
from assessments.noting import change_finding, remove_finding
from rubric.models import PracticeCriterion
from tests.assessments.conftest import REFERENCE, give, note, write


@pytest.fixture
def criteria(version):
    return list(version.practice_criteria.values_list("pk", flat=True))


def work(assessment, number=0):
    return dossier_of(assessment).scales[number]


def change(finding, actor, *, kind="strength", weight="", criteria=(), seen=0):
    change_finding(
        reference=REFERENCE,
        finding_id=finding.pk,
        kind=kind,
        weight=weight,
        criteria=criteria,
        seen=seen,
        actor=actor,
    )


def test_findings_stand_in_the_order_of_adding(draft, bram, chloe, criteria):
    note(draft, bram, "strength", text="Eerst.")
    note(draft, chloe, "improvement_point", "minor", text="Dan.")
    note(draft, bram, "good_practice", text="Ten slotte.", criteria=criteria)
    found = [(each.finding.kind, each.finding.weight, each.passage.text) for each in work(draft).findings]
    assert found == [
        ("strength", "", "Eerst."),
        ("improvement_point", "minor", "Dan."),
        ("good_practice", "", "Ten slotte."),
    ]
    assert work(draft).findings[2].criteria == frozenset(criteria)
    assert len(criteria) == 5


@pytest.mark.parametrize(
    ("kind", "weight", "with_criteria"),
    [
        ("strength", "minor", False),
        ("improvement_point", "", False),
        ("improvement_point", "heavy", False),
        ("praise", "", False),
        ("strength", "", True),
    ],
)
def test_what_does_not_fit_together_is_refused(draft, bram, criteria, kind, weight, with_criteria):
    chosen = criteria if with_criteria else []
    with pytest.raises(ValidationError), transaction.atomic():
        note(draft, bram, kind, weight, criteria=chosen)
    finding = note(draft, bram, "strength")
    with pytest.raises(ValidationError):
        change(finding, bram, kind=kind, weight=weight, criteria=chosen)
    finding.refresh_from_db()
    assert (Finding.objects.count(), finding.kind, finding.revision) == (1, "strength", 0)


def test_a_criterion_of_another_instrument_is_refused(draft, bram):
    with pytest.raises(ValidationError) as refused:
        note(draft, bram, "good_practice", criteria=[10**9])
    assert list(refused.value.error_dict) == ["criteria"]
    assert (Finding.objects.count(), PracticeCriterion.objects.filter(pk=10**9).exists()) == (0, False)


def test_changing_a_finding(draft, bram, chloe, criteria):
    finding = note(draft, bram, "strength")
    change(finding, chloe, kind="good_practice", criteria=criteria[:2])
    change(finding, bram, kind="good_practice", criteria=criteria[1:], seen=1)
    assert work(draft).findings[0].criteria == frozenset(criteria[1:])
    with pytest.raises(Outdated):
        change(finding, chloe, seen=1)
    change(finding, bram, kind="improvement_point", weight="essential", seen=2)
    found = work(draft).findings[0]
    assert (found.finding.weight, found.finding.revision, found.criteria) == ("essential", 3, frozenset())


def test_removing_keeps_the_last_text_in_the_history(draft, bram):
    finding = note(draft, bram, "strength", text="Sterk.")
    write(work(draft).findings[0].passage, "Heel sterk.", bram)
    with pytest.raises(Outdated):
        remove_finding(reference=REFERENCE, finding_id=finding.pk, seen=1, actor=bram)
    remove_finding(reference=REFERENCE, finding_id=finding.pk, seen=2, actor=bram)
    assert work(draft).findings == []
    assert draft.events.last().payload["text"] == "Heel sterk."


def test_a_finding_beside_which_a_text_waits_is_not_removed(draft, bram, chloe):
    finding = note(draft, bram, "strength")
    passage = work(draft).findings[0].passage
    write(passage, "Van Bram.", bram)
    write(passage, "Van Chloé.", chloe)
    with pytest.raises(ValidationError):
        remove_finding(reference=REFERENCE, finding_id=finding.pk, seen=2, actor=bram)
    assert Finding.objects.count() == 1


def test_rating_counts_revisions_and_can_be_taken_back(draft, bram, chloe):
    assert [give("L1", "below", bram), give("L1", "meets", chloe, seen=1), give("L1", "", bram, seen=2)] == [1, 2, 3]
    rating = Rating.objects.get(assessment=draft, scale__code="L1")
    assert (rating.level, rating.rated_by) == (None, bram)
    assert [event.payload["level"] for event in draft.events.filter(verb="rated")] == ["below", "meets", ""]


@pytest.mark.parametrize("seen", [-1, 1, 10**14])
def test_a_stale_rating_changes_nothing(draft, bram, seen):
    with pytest.raises(Outdated):
        give("L1", "below", bram, seen=seen)
    assert (work(draft).level, draft.events.filter(verb="rated").count()) == (None, 0)


@pytest.mark.parametrize(("scale", "level"), [("L9", "meets"), ("L1", "prima")])
def test_rating_what_is_not_there(draft, bram, scale, level):
    with pytest.raises(Rating.DoesNotExist):
        give(scale, level, bram)


def test_a_conversation(draft, bram, dirk):
    scale = work(draft).scale.id
    thread = comment(reference=REFERENCE, scale_id=scale, thread_id=None, text=" Waarom?\r\n", actor=dirk).thread
    comment(reference=REFERENCE, scale_id=None, thread_id=thread.pk, text="Daarom.\x00", actor=bram)
    assert [each.text for each in work(draft).threads[0].comments] == ["Waarom?", "Daarom."]
    assert (work(draft).open_threads, dossier_of(draft).open_threads) == (1, 1)
    with pytest.raises(Refused):
        resolve(reference=REFERENCE, thread_id=thread.pk, actor=bram)
    for _ in range(2):
        resolve(reference=REFERENCE, thread_id=thread.pk, actor=dirk)
    assert dossier_of(draft).open_threads == 0
    assert draft.events.filter(verb="resolved").count() == 1
    with pytest.raises(ValidationError):
        comment(reference=REFERENCE, scale_id=None, thread_id=thread.pk, text="Nog iets.", actor=bram)


@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_a_comment_says_something(draft, dirk, text):
    with pytest.raises(ValidationError):
        comment(reference=REFERENCE, scale_id=None, thread_id=None, text=text, actor=dirk)
    assert Thread.objects.count() == 0


@pytest.mark.parametrize("scale", [0, -1, 10**12])
def test_a_comment_on_a_scale_out_of_scope(draft, dirk, scale):
    with pytest.raises(Rating.DoesNotExist):
        comment(reference=REFERENCE, scale_id=scale, thread_id=None, text="Waarom?", actor=dirk)
    with pytest.raises(Thread.DoesNotExist):
        comment(reference=REFERENCE, scale_id=None, thread_id=scale, text="Waarom?", actor=dirk)


NOW = "2026-11-20T10:00Z"


def wrong_rows(assessment, bram, finding, thread):
    """Rows that no code path makes, each of which the database must refuse by itself."""
    scale = Rating.objects.filter(assessment=assessment).first().scale
    of_assessment = Assessment.objects.filter(pk=assessment.pk).update
    return {
        "reviewer on the team": lambda: Membership.objects.create(assessment=assessment, user=bram, role="reviewer"),
        "second coordinator": lambda: Membership.objects.filter(role="member").update(role="coordinator"),
        "second reviewer": lambda: Membership.objects.filter(role="member").update(role="reviewer"),
        "unknown part": lambda: Membership.objects.filter(user=bram).update(role="boss"),
        "unknown state": lambda: of_assessment(state="lost"),
        "unknown advice": lambda: of_assessment(advice="fine"),
        "final without lock": lambda: of_assessment(state="final", finalised_at=NOW),
        "lock without hash": lambda: of_assessment(judgement_locked_at=NOW, synthesis_on="2026-11-20"),
        "days the wrong way round": lambda: of_assessment(visit_end="2026-11-01"),
        "edition 0": lambda: of_assessment(edition=0),
        "scale rated twice": lambda: Rating.objects.create(assessment=assessment, scale=scale),
        "weight of a strength": lambda: Finding.objects.update(weight="minor"),
        "point without weight": lambda: Finding.objects.update(kind="improvement_point"),
        "two narratives": lambda: Passage.objects.create(assessment=assessment, kind="narrative", scale=scale),
        "two advices": lambda: Passage.objects.create(assessment=assessment, kind="advice"),
        "narrative of nothing": lambda: Passage.objects.create(assessment=assessment, kind="narrative"),
        "chapter without name": lambda: Passage.objects.create(assessment=assessment, kind="chapter"),
        "empty comment": lambda: Comment.objects.create(thread=thread, author=bram, text="", at=NOW),
        "closed by nobody": lambda: Thread.objects.update(resolved_at=NOW),
        "criterion twice": lambda: CriterionMet.objects.bulk_create(
            CriterionMet(finding=finding, criterion=PracticeCriterion.objects.first()) for _ in range(2)
        ),
    }


def test_what_is_always_true_is_true_in_the_database(draft, bram, dirk):
    finding = note(draft, bram, "strength")
    thread = comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarom?", actor=dirk).thread
    accepted = []
    for name, make in wrong_rows(draft, bram, finding, thread).items():
        try:
            with transaction.atomic():
                make()
        except IntegrityError:
            continue
        accepted.append(name)
    assert accepted == []
