"""What the start page says of an assessment is what its own pages say: whether it is ready, how a scale is called."""

from datetime import date

import pytest
from django.utils import timezone, translation

from assessments.commenting import comment
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import TeamRole
from assessments.models import Assessment, Membership, Rating
from assessments.planning import plan, replan
from assessments.readiness import missing
from assessments.transitions import amend, finalise, return_to_team, submit
from assessments.workflow import Action
from portal.home.glance import glances
from portal.home.inspector_tasks import tasks
from tests.assessments.conftest import REFERENCE, fresh, note, write
from tests.conftest import TODAY
from tests.instruments import an_instrument, published


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def nothing(_one, _cast):
    pass


def unrate(one, _cast):
    Rating.objects.filter(assessment=one, scale__code="L2").update(level=None)


def unwrite(one, cast):
    write(dossier_of(one).scales[1].narrative, "", cast["bram"])


def contradict(one, cast):
    note(one, cast["bram"], "improvement_point", "important")


def answer_a_contradiction(one, cast):
    contradict(one, cast)
    write(dossier_of(one).scales[0].motivation, "Toch volgens.", cast["bram"])


def empty_a_finding(one, cast):
    note(one, cast["bram"], "strength", text="Sterk.")
    note(one, cast["bram"], "strength")
    write(dossier_of(one).scales[0].findings[1].passage, "\u200b", cast["bram"])


def unmotivate_the_advice(one, cast):
    write(dossier_of(one).advice, "", cast["bram"])


def add_who_has_not_declared(one, cast):
    team = {cast["bram"]: "coordinator", cast["chloe"]: "member", cast["gust"]: "member", cast["dirk"]: "reviewer"}
    days = {"school_year": 2026, "visit_start": one.visit_start, "visit_end": one.visit_end}
    replan(reference=REFERENCE, team=team, seen=fresh(one).revision, actor=cast["amina"], **days)


def declare_a_conflict(_one, cast):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn zus werkt er.", actor=cast["chloe"])


def lose_the_reviewer(one, _cast):
    Membership.objects.filter(assessment=one, role=TeamRole.REVIEWER).delete()


def two_texts(one, cast):
    narrative = dossier_of(one).scales[0].narrative
    write(narrative, "Van Bram.", cast["bram"])
    write(narrative, "Van Chloé.", cast["chloe"])


def a_question(_one, cast):
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarom?", actor=cast["dirk"])


def an_answer(_one, cast):
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Daarom.", actor=cast["chloe"])


@pytest.fixture
def cast(amina, bram, chloe, dirk, gust):
    return {"amina": amina, "bram": bram, "chloe": chloe, "dirk": dirk, "gust": gust}


@pytest.mark.parametrize("is_locked", [False, True])
@pytest.mark.parametrize(
    "spoil",
    [
        nothing,
        unrate,
        unwrite,
        contradict,
        answer_a_contradiction,
        empty_a_finding,
        unmotivate_the_advice,
        add_who_has_not_declared,
        declare_a_conflict,
        lose_the_reviewer,
        two_texts,
        a_question,
        an_answer,
    ],
)
def test_the_start_page_and_the_guard_agree_on_what_is_ready(in_review, cast, is_locked, spoil):
    spoil(in_review, cast)
    if is_locked:
        lock = {"judgement_locked_at": timezone.now(), "judgement_sha256": "x", "synthesis_on": in_review.visit_end}
        Assessment.objects.filter(pk=in_review.pk).update(**lock)
    (glance,) = glances(cast["bram"])
    found = glance.is_ready_to_submit, glance.is_ready_to_finalise
    assert found == tuple(not missing(action, fresh(in_review)) for action in (Action.SUBMIT, Action.FINALISE))


def titles(user) -> list[str]:
    return [task.title.removeprefix("CLW Vilvoorde: ") for task in tasks(glances(user), TODAY)]


@pytest.mark.parametrize("spoil", [add_who_has_not_declared, declare_a_conflict, lose_the_reviewer])
def test_a_draft_that_is_not_ready_does_not_ask_to_be_submitted(complete, cast, spoil):
    spoil(complete, cast)
    (task,) = tasks(glances(cast["bram"]), TODAY)
    assert task.title == "CLW Vilvoorde: see what the review still needs"
    assert any(words in task.soft for words in ("declaration is missing", "declared a conflict", "no reviewer named"))


@pytest.mark.parametrize("spoil", [add_who_has_not_declared, declare_a_conflict])
def test_a_review_that_is_not_ready_does_not_ask_to_be_finalised(locked, cast, spoil):
    spoil(locked, cast)
    (task,) = tasks(glances(cast["dirk"]), TODAY)
    assert task.title == "CLW Vilvoorde: to review"
    assert any(words in task.soft for words in ("one declaration is missing", "declared a conflict of interest"))


def test_the_coordinator_hears_that_the_advice_lost_its_motivation_after_the_lock(locked, cast):
    unmotivate_the_advice(locked, cast)
    assert (titles(cast["bram"]), titles(cast["chloe"])) == (["advice of the team"], [])


def test_a_new_edition_is_not_told_as_a_return(locked, amina, bram, dirk):
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    amend(reference=REFERENCE, reason="Fout in het verslag.", seen=fresh(locked).revision, actor=amina)
    assert titles(bram) == ["a new edition is to be made"]
    submit(reference=REFERENCE, seen=fresh(locked).revision, actor=bram)
    return_to_team(reference=REFERENCE, reason="Te kort.", seen=fresh(locked).revision, actor=dirk)
    assert titles(bram) == ["returned to the team"]


def test_of_two_instruments_the_scale_is_named_with_its_own(version, centre, amina, bram):
    other = published(an_instrument("welzijn", levels=5, scales=1, target=3))
    day = date(2026, 11, 16)
    given = {"school_year": 2026, "visit_start": day, "visit_end": day, "team": {bram: TeamRole.COORDINATOR}}
    for reference, versions in (("2026-1", [version]), ("2026-2", [other, version])):
        plan(reference=reference, centre=centre, versions=versions, actor=amina, **given)
        declare(reference=reference, conflict=False, declaration="", actor=bram)
    found = tasks(glances(bram), TODAY)
    assert [(task.title.removeprefix("CLW Vilvoorde: "), task.mark.label) for task in found] == [
        ("rate L1", "L1: not rated"),
        ("rate L1 (Welzijn)", "L1 (Welzijn): not rated"),
    ]
