"""The workflow: each step by each person in each state, what it needs, and what it leaves."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.commenting import comment, resolve
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.errors import NotReady, Outdated, Refused
from assessments.locking import advise, judgement_sha256, lock, unlock
from assessments.models import Assessment, Finding, Membership, Proposal
from assessments.planning import replan
from assessments.signals import finalised
from assessments.transitions import amend, finalise, return_to_team, submit
from tests.assessments.conftest import REFERENCE, fresh, give, note, write

STEPS = {
    "submit": lambda a, actor, seen: submit(reference=REFERENCE, seen=seen, actor=actor),
    "return": lambda a, actor, seen: return_to_team(reference=REFERENCE, reason="Te kort.", seen=seen, actor=actor),
    "finalise": lambda a, actor, seen: finalise(reference=REFERENCE, seen=seen, actor=actor),
    "amend": lambda a, actor, seen: amend(reference=REFERENCE, reason="Fout.", seen=seen, actor=actor),
    "unlock": lambda a, actor, seen: unlock(reference=REFERENCE, reason="Vergissing.", seen=seen, actor=actor),
    "lock": lambda a, actor, seen: lock(
        reference=REFERENCE, synthesis_on=date(2026, 11, 20), participants="Els", seen=judgement_sha256(a), actor=actor
    ),
}
# Who takes which step where: state → step → people, written out from the design's workflow table.
TAKEN = {
    "draft": {"submit": ["bram"], "lock": ["bram"]},
    "review": {"return": ["bram", "dirk"], "lock": ["bram"]},
    "locked": {"return": ["bram", "dirk"], "unlock": ["amina"], "finalise": ["dirk"]},
    "final": {"amend": ["amina"]},
}
LEADS_TO = {"submit": "review", "return": "draft", "finalise": "final", "amend": "draft"}
VERB = {
    "submit": "submitted",
    "return": "returned",
    "finalise": "finalised",
    "amend": "amended",
    "lock": "locked",
    "unlock": "unlocked",
}


@pytest.fixture
def people(amina, bram, chloe, dirk, els, gust):
    return {"amina": amina, "bram": bram, "chloe": chloe, "dirk": dirk, "els": els, "gust": gust}


@pytest.fixture
def standing(request, complete, people):
    """The assessment in the state that the test names."""
    state = request.param
    if state in ("review", "locked", "final"):
        request.getfixturevalue("in_review")
    if state in ("locked", "final"):
        request.getfixturevalue("locked")
    if state == "final":
        finalise(reference=REFERENCE, seen=fresh(complete).revision, actor=people["dirk"])
    return state, fresh(complete)


def row(assessment):
    """Everything that stands in the row, and the length of its history."""
    found = Assessment.objects.filter(pk=assessment.pk).values().get()
    return found | {"events": fresh(assessment).events.count()}


def missing(function, **arguments):
    """What a step still needs, as the texts of the list (in Dutch or English: compared with the same code's words)."""
    with pytest.raises(NotReady) as refused:
        function(**arguments)
    return [(need.text, need.url) for need in refused.value.needs]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("standing", TAKEN, indirect=True)
def test_who_takes_which_step(standing, step, people):
    state, assessment = standing
    before = row(assessment)
    for name, actor in people.items():
        if name in TAKEN[state].get(step, []):
            continue
        with pytest.raises((Refused, NotReady, Assessment.DoesNotExist)):
            STEPS[step](assessment, actor, assessment.revision)
        assert row(assessment) == before
    for name in TAKEN[state].get(step, [])[:1]:
        STEPS[step](assessment, people[name], assessment.revision)
        after = fresh(assessment)
        assert after.state == LEADS_TO.get(step, before["state"])
        assert after.revision == assessment.revision + 1
        last = after.events.last()
        assert (last.verb, last.actor) == (VERB[step], people[name])


@pytest.mark.parametrize(
    ("standing", "step", "who"),
    [
        ("draft", "submit", "bram"),
        ("review", "return", "dirk"),
        ("locked", "unlock", "amina"),
        ("locked", "finalise", "dirk"),
        ("final", "amend", "amina"),
    ],
    indirect=["standing"],
)
@pytest.mark.parametrize("off", [-1, 1, 10**14])
def test_a_stale_page_changes_nothing(standing, step, who, off, people):
    _state, assessment = standing
    before = row(assessment)
    with pytest.raises(Outdated):
        STEPS[step](assessment, people[who], assessment.revision + off)
    assert row(assessment) == before


def test_a_returned_text_comes_back_as_it_was(in_review, bram, dirk):
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarom?", actor=dirk)
    return_to_team(reference=REFERENCE, reason=" Te kort. ", seen=in_review.revision, actor=dirk)
    returned, dossier = fresh(in_review), dossier_of(in_review)
    assert (returned.state, returned.returned_reason, returned.advice) == ("draft", "Te kort.", "favourable")
    assert [(work.level.code, work.is_written) for work in dossier.scales] == [("meets", True)] * 4
    assert dossier.open_threads == 1
    submit(reference=REFERENCE, seen=returned.revision, actor=bram)
    assert (fresh(in_review).state, fresh(in_review).returned_reason) == ("review", "")


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b"])
def test_a_step_back_has_a_reason(locked, amina, dirk, reason):
    for function, actor in [(return_to_team, dirk), (unlock, amina)]:
        with pytest.raises(ValidationError) as refused:
            function(reference=REFERENCE, reason=reason, seen=locked.revision, actor=actor)
        assert list(refused.value.error_dict) == ["reason"]
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    with pytest.raises(ValidationError):
        amend(reference=REFERENCE, reason=reason, seen=fresh(locked).revision, actor=amina)
    assert fresh(locked).state == "final"


L2 = f"/assessments/{REFERENCE}/scales/dbso-leerlingenbegeleiding/L2/"
TEAM = f"/assessments/{REFERENCE}/#team"


def unrate(work, bram, **_):
    give("L2", "", bram, seen=1)


def unwrite(work, bram, **_):
    write(work.narrative, "  \n", bram)


def contradict(work, bram, **_):
    note(work.rating.assessment, bram, "improvement_point", "important", code="L2")


def empty_a_finding(work, bram, **_):
    """Beside one that says something, and while the scale's text may be there."""
    note(work.rating.assessment, bram, "strength", code="L2")
    note(work.rating.assessment, bram, "strength", code="L2", text="Sterk.")
    write(dossier_of(work.rating.assessment).scales[1].findings[0].passage, "\u200b", bram)


def unmotivate_the_advice(work, bram, **_):
    write(dossier_of(work.rating.assessment).advice, "", bram)


def forget_declaration(chloe, **_):
    Membership.objects.filter(user=chloe).update(conflict_declared_at=None)


def declare_conflict(chloe, **_):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn zus werkt er.", actor=chloe)


def lose_reviewer(dirk, **_):
    Membership.objects.filter(user=dirk).delete()


@pytest.mark.parametrize(
    ("spoil", "url"),
    [
        (unrate, L2 + "#levels"),
        (unwrite, L2 + "#narrative"),
        (contradict, L2 + "#motivation"),
        (empty_a_finding, L2 + "#finding-{}"),
        (forget_declaration, TEAM),
        (declare_conflict, TEAM),
        (lose_reviewer, TEAM),
    ],
)
def test_submitting_names_each_missing_thing_with_its_place(complete, bram, chloe, dirk, spoil, url):
    spoil(work=dossier_of(complete).scales[1], bram=bram, chloe=chloe, dirk=dirk)
    seen = fresh(complete).revision
    lacking = missing(submit, reference=REFERENCE, seen=seen, actor=bram)
    assert [place for _text, place in lacking] == [url.format(*Finding.objects.values_list("pk", flat=True)[:1])]
    assert fresh(complete).state == "draft"


def test_a_motivation_answers_a_contradiction(complete, bram):
    contradict(dossier_of(complete).scales[1], bram)
    write(dossier_of(complete).scales[1].motivation, "Het punt is al aangepakt.", bram)
    submit(reference=REFERENCE, seen=complete.revision, actor=bram)
    assert fresh(complete).state == "review"


def test_an_empty_draft_lacks_everything(draft, bram):
    lacking = missing(submit, reference=REFERENCE, seen=draft.revision, actor=bram)
    assert len(lacking) == 8  # four ratings, four texts


@pytest.mark.parametrize("spoil", [contradict, unwrite, declare_conflict, empty_a_finding])
def test_what_submitting_needed_must_still_hold_at_the_end(in_review, bram, chloe, dirk, spoil):
    spoil(work=dossier_of(in_review).scales[1], bram=bram, chloe=chloe, dirk=dirk)
    lock(
        reference=REFERENCE,
        synthesis_on=date(2026, 11, 20),
        participants="Els",
        seen=judgement_sha256(in_review),
        actor=bram,
    )
    lacking = missing(finalise, reference=REFERENCE, seen=fresh(in_review).revision, actor=dirk)
    assert len(lacking) == 1
    assert fresh(in_review).state == "review"


def test_finalising_needs_the_motivation_of_the_advice(locked, bram, dirk):
    """It can still be written after the lock, so it can still be emptied."""
    unmotivate_the_advice(dossier_of(locked).scales[1], bram)
    lacking = missing(finalise, reference=REFERENCE, seen=fresh(locked).revision, actor=dirk)
    assert [url for _text, url in lacking] == [f"/assessments/{REFERENCE}/advice/#motivation"]
    assert fresh(locked).state == "review"


def test_finalising_needs_the_lock(in_review, dirk):
    lacking = missing(finalise, reference=REFERENCE, seen=in_review.revision, actor=dirk)
    assert [url for _text, url in lacking] == [f"/assessments/{REFERENCE}/#steps"]


def test_finalising_needs_every_thread_closed(locked, dirk):
    thread = comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarom?", actor=dirk).thread
    lacking = missing(finalise, reference=REFERENCE, seen=locked.revision, actor=dirk)
    assert [url for _text, url in lacking] == [f"/assessments/{REFERENCE}/review/"]
    resolve(reference=REFERENCE, thread_id=thread.pk, actor=dirk)
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    assert fresh(locked).state == "final"


def test_finalising_needs_every_text_decided(locked, bram, chloe, dirk):
    narrative = dossier_of(locked).scales[0].narrative
    write(narrative, "Van Bram.", bram)
    write(narrative, "Van Chloé.", chloe)
    lacking = missing(finalise, reference=REFERENCE, seen=locked.revision, actor=dirk)
    proposal = Proposal.objects.get()
    place = f"/assessments/{REFERENCE}/passages/{narrative.pk}/proposals/{proposal.pk}/"
    assert [url for _text, url in lacking] == [place]
    Proposal.objects.update(decided_at=timezone.now())
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    assert fresh(locked).state == "final"


def test_nobody_who_worked_on_it_finalises(locked, amina, bram, chloe, dirk, gust):
    """Four eyes: not by changing places either."""
    team = {bram: "coordinator", gust: "member", chloe: "reviewer"}
    write(dossier_of(locked).scales[0].narrative, "Van Chloé.", chloe)
    days = {"school_year": 2026, "visit_start": locked.visit_start, "visit_end": locked.visit_end}
    with pytest.raises(ValidationError) as refused:
        replan(reference=REFERENCE, team=team, seen=locked.revision, actor=amina, **days)
    assert list(refused.value.error_dict) == ["reviewer"]
    assert fresh(locked).memberships.get(role="reviewer").user == dirk


@pytest.fixture
def listening():
    """A function that listens to `finalised` until the test ends."""
    listeners = []

    def listen(receiver):
        finalised.connect(receiver)
        listeners.append(receiver)

    yield listen
    for receiver in listeners:
        finalised.disconnect(receiver)


def test_finalising_tells_who_listens_inside_the_transaction(locked, dirk, listening):
    told = []

    def listen(sender, assessment, actor, at, **kwargs):
        told.append((fresh(assessment).state, assessment.state, assessment.revision, actor, at))

    listening(listen)
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    after = fresh(locked)
    assert told == [("final", "final", after.revision, dirk, after.finalised_at)]
    assert (after.edition, after.events.last().payload) == (1, {"edition": 1})


@pytest.mark.parametrize("error", [Refused("no"), RuntimeError("no")])
def test_a_listener_that_fails_leaves_everything_as_it_was(locked, dirk, listening, error):
    def listen(**kwargs):
        raise error

    listening(listen)
    before = row(locked)
    with pytest.raises(type(error)):
        finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    assert row(locked) == before


def test_a_new_edition_opens_the_judgement(locked, amina, bram, dirk):
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    amend(reference=REFERENCE, reason="Fout in het verslag.", seen=fresh(locked).revision, actor=amina)
    again = fresh(locked)
    assert (again.state, again.edition, again.is_locked, again.judgement_sha256) == ("draft", 2, False, "")
    assert (again.finalised_at, again.returned_reason) == (None, "Fout in het verslag.")
    assert give("L1", "exceeds", bram, seen=1) == 2


def test_drafts_from_before_the_column_are_told_apart_by_their_history(locked, amina, bram, dirk):
    take_over = import_module("assessments.migrations.0008_amended").take_over

    def anew():
        Assessment.objects.update(is_amended=False)
        take_over(apps, None)
        return fresh(locked).is_amended

    told = [anew()]
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    told.append(anew())
    amend(reference=REFERENCE, reason="Fout in het verslag.", seen=fresh(locked).revision, actor=amina)
    told.append(anew())
    submit(reference=REFERENCE, seen=fresh(locked).revision, actor=bram)
    told.append(anew())
    return_to_team(reference=REFERENCE, reason="Te kort.", seen=fresh(locked).revision, actor=dirk)
    assert [*told, anew()] == [False, False, True, False, False]


def test_locking_records_the_meeting_and_the_hash_of_what_was_seen(in_review, bram):
    seen = judgement_sha256(in_review)
    lock(reference=REFERENCE, synthesis_on=date(2026, 11, 20), participants="Els De Smet", seen=seen, actor=bram)
    after = fresh(in_review)
    assert (after.is_locked, after.judgement_sha256, after.synthesis_on, after.synthesis_participants) == (
        True,
        seen,
        date(2026, 11, 20),
        "Els De Smet",
    )
    assert after.events.last().payload == {"synthesis_on": "2026-11-20", "judgement": seen}
    with pytest.raises(Refused):
        give("L1", "below", bram, seen=1)


def test_the_hash_tells_each_change_of_rating_and_advice(complete, bram):
    hashes = [judgement_sha256(complete)]
    give("L3", "below", bram, seen=1)
    hashes.append(judgement_sha256(complete))
    advise(reference=REFERENCE, advice="unfavourable", seen=complete.revision, actor=bram)
    hashes.append(judgement_sha256(fresh(complete)))
    assert len(set(hashes)) == 3


@pytest.mark.parametrize("change", ["rating", "advice"])
def test_what_changed_since_it_was_seen_is_not_locked(complete, bram, chloe, change):
    seen = judgement_sha256(complete)
    if change == "rating":
        give("L3", "below", chloe, seen=1)
    else:
        advise(reference=REFERENCE, advice="unfavourable", seen=complete.revision, actor=chloe)
    with pytest.raises(Outdated):
        lock(reference=REFERENCE, synthesis_on=date(2026, 11, 20), participants="Els", seen=seen, actor=bram)
    assert not fresh(complete).is_locked


def test_locking_names_what_is_missing(draft, bram):
    lacking = missing(
        lock, reference=REFERENCE, synthesis_on=date(2026, 11, 20), participants="Els", seen="x", actor=bram
    )
    advice = f"/assessments/{REFERENCE}/advice/"
    places = [url for _text, url in lacking]
    assert places == [L2.replace("L2", code) + "#levels" for code in ("L1", "L2", "L3", "L4")] + [
        advice,
        advice + "#motivation",
    ]


def test_a_meeting_in_the_future_locks_nothing(complete, bram):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        lock(
            reference=REFERENCE,
            synthesis_on=tomorrow,
            participants="Els",
            seen=judgement_sha256(complete),
            actor=bram,
        )
    assert list(refused.value.error_dict) == ["synthesis_on"]
    assert not fresh(complete).is_locked


def test_unlocking_opens_ratings_and_advice(locked, amina, bram, dirk):
    unlock(reference=REFERENCE, reason="Vergissing.", seen=locked.revision, actor=amina)
    after = fresh(locked)
    assert (after.is_locked, after.judgement_sha256) == (False, "")
    assert after.events.last().payload == {"reason": "Vergissing."}
    advise(reference=REFERENCE, advice="unfavourable", seen=after.revision, actor=bram)
    assert fresh(locked).advice == "unfavourable"


def test_an_unknown_advice_is_refused(complete, bram):
    with pytest.raises(ValidationError) as refused:
        advise(reference=REFERENCE, advice="prima", seen=complete.revision, actor=bram)
    assert list(refused.value.error_dict) == ["advice"]


def test_a_stale_advice_changes_nothing(complete, bram):
    with pytest.raises(Outdated):
        advise(reference=REFERENCE, advice="unfavourable", seen=0, actor=bram)
    assert fresh(complete).advice == "favourable"
