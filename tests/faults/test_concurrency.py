"""Many people at the same moment, each with a connection of their own, on the database that the settings name."""

import random
import threading
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from assessments.dossier import dossier_of
from assessments.errors import NotReady, Outdated, Refused
from assessments.events import broken_links
from assessments.models import Event, Passage, PassageRevision, Proposal, Rating
from assessments.planning import move_visit
from assessments.querysets import permission_id
from assessments.transitions import submit
from assessments.writing import Outcome, save_passage
from portal.accounts.accepting import NoLongerOpen, accept_as_new
from portal.accounts.enums import Role
from portal.accounts.inviting import issue, withdraw
from portal.accounts.models import User
from portal.accounts.standing import change_role, deactivate
from portal.centres.handing_over import hand_over
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment
from portal.centres.offices import appoint, seen_of
from portal.centres.records import Stale
from rubric import reading
from tests.assessments.conftest import (  # noqa: F401 -- fixtures
    REFERENCE,
    complete,
    draft,
    fresh,
    give,
    planned,
    write,
)
from tests.conftest import person

CROWD = 20


@pytest.fixture(autouse=True)
def shared_database(transactional_db):
    """Every thread sees the rows; the keys that a process remembers are of rows that go at the end.

    The table of the cache, in which attempts are counted, isn't emptied by the test's own end.
    """
    cache.clear()
    yield
    permission_id.cache_clear()
    reading.forget()


@pytest.fixture
def crowd(shared_database):
    """Twenty inspectors."""
    return [person(f"Inspecteur{number}", "Peeters", Role.INSPECTOR) for number in range(CROWD)]


@pytest.fixture
def crowded(draft, crowd, amina, bram):  # noqa: F811
    """A draft in whose team the crowd takes part; each of them has declared."""
    from assessments.declaring import declare  # noqa: PLC0415
    from assessments.planning import replan  # noqa: PLC0415

    days = {"school_year": 2026, "visit_start": draft.visit_start, "visit_end": draft.visit_end}
    team = {bram: "coordinator"} | dict.fromkeys(crowd, "member")
    replan(reference=REFERENCE, team=team, seen=draft.revision, actor=amina, **days)
    for one in crowd:
        declare(reference=REFERENCE, conflict=False, declaration="", actor=one)
    return fresh(draft)


def all_at_once(jobs):
    """Runs the jobs together, each in a thread; what each gave back or raised, in the same order."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            start.wait(timeout=30)
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def kept_texts(passage):
    return {
        *PassageRevision.objects.filter(passage=passage).values_list("text", flat=True),
        *Proposal.objects.filter(passage=passage).values_list("text", flat=True),
    }


def test_of_twenty_writers_of_one_sentence_nobody_loses_a_word(crowded, crowd):
    passage = dossier_of(crowded).scales[0].narrative

    def save(one, number):
        return lambda: save_passage(
            reference=REFERENCE, passage_id=passage.pk, base=0, text=f"Tekst van nummer {number}.", actor=one
        )

    saved = all_at_once([save(one, number) for number, one in enumerate(crowd)])
    assert sorted(one.outcome for one in saved) == sorted([Outcome.ACCEPTED] + [Outcome.CONFLICT] * (CROWD - 1))
    assert kept_texts(passage) == {f"Tekst van nummer {number}." for number in range(CROWD)}
    assert Passage.objects.get(pk=passage.pk).revision == 1


def test_twenty_writers_of_twenty_sentences_make_one_text(crowded, crowd, bram):
    passage = dossier_of(crowded).scales[0].narrative
    sentences = [f"Zin {number}." for number in range(CROWD)]
    start = write(passage, " ".join(sentences), bram).passage

    def save(one, number):
        mine = [*sentences[:number], f"Zin {number} van {one.given_name}.", *sentences[number + 1 :]]
        return lambda: save_passage(
            reference=REFERENCE, passage_id=passage.pk, base=start.revision, text=" ".join(mine), actor=one
        )

    saved = all_at_once([save(one, number) for number, one in enumerate(crowd)])
    assert {one.outcome for one in saved} == {Outcome.ACCEPTED, Outcome.MERGED}
    stands = Passage.objects.get(pk=passage.pk)
    assert stands.text == " ".join(f"Zin {number} van {one.given_name}." for number, one in enumerate(crowd))
    assert stands.revision == 1 + CROWD


def test_of_twenty_raters_one_wins_each_revision(crowded, crowd):
    levels = ["below", "approximates", "meets", "exceeds"]
    for seen in range(2):
        jobs = [
            lambda one=one, number=number, seen=seen: give("L1", levels[number % 4], one, seen=seen)
            for number, one in enumerate(crowd)
        ]
        results = all_at_once(jobs)
        assert sorted(map(str, (type(each) for each in results))) == sorted(map(str, [int] + [Outdated] * (CROWD - 1)))
        assert [each for each in results if isinstance(each, int)] == [seen + 1]
    rating = Rating.objects.get(assessment=crowded, scale__code="L1")
    assert rating.revision == 2
    last = Event.objects.filter(assessment=crowded, verb="rated").last()
    assert (last.actor_id, last.payload["level"]) == (rating.rated_by_id, rating.level.code)
    assert list(broken_links()) == []


@pytest.mark.parametrize("turn", range(5))
def test_a_review_never_holds_an_unrated_scale(complete, bram, chloe, turn):  # noqa: F811
    """Taking a rating back and submitting at the same moment: one of the two is refused."""
    jobs = [
        lambda: submit(reference=REFERENCE, seen=complete.revision, actor=bram),
        lambda: give("L2", "", chloe, seen=1),
    ]
    random.Random(turn).shuffle(jobs)
    refused = [each for each in all_at_once(jobs) if isinstance(each, Exception)]
    assert len(refused) == 1
    after = fresh(complete)
    rated = Rating.objects.filter(assessment=complete, level=None).count() == 0
    assert (after.state, rated) in [("review", True), ("draft", False)]
    assert isinstance(refused[0], Refused if after.state == "review" else NotReady)
    assert list(broken_links()) == []


def test_one_of_many_submits_counts(complete, bram):  # noqa: F811
    results = all_at_once([lambda: submit(reference=REFERENCE, seen=complete.revision, actor=bram)] * 8)
    assert results.count(None) == 1
    assert {type(each) for each in results if each} == {Refused}
    assert complete.events.filter(verb="submitted").count() == 1
    call_command("verify_events")


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("change", ["close", "role"])
def test_two_administrators_who_remove_each_other_leave_one(amina, change, turn):
    zoe = person("Zoë", "Baert", Role.ADMINISTRATOR)

    def remove(one, actor):
        if change == "close":
            return lambda: deactivate(person=one, actor=actor)
        return lambda: change_role(person=one, role=Role.INSPECTOR, actor=actor)

    results = all_at_once([remove(zoe, amina), remove(amina, zoe)])
    assert results.count(None) == 1
    assert {type(each) for each in results if each} <= {ValidationError, PermissionDenied}
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_of_many_hand_overs_of_one_office_one_counts(amina, els, centre, turn):
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    seen, day = seen_of(term), timezone.localdate()

    def give_to(number, actor):
        email = f"opvolger{number}@example.be"
        return lambda: hand_over(appointment=term, last_day=day, email=email, start=None, seen=seen, actor=actor)

    results = all_at_once([give_to(number, (amina, els)[number % 2]) for number in range(8)])
    assert [type(each) for each in results if isinstance(each, Exception)] == [Stale] * 7
    assert CentreInvitation.objects.count() == 1


def test_one_link_that_is_used_by_many_at_once_makes_one_account(amina):
    invitation = issue(email="nel@example.be", role=Role.CENTRE, actor=amina)
    given = {"family_name": "Wouters", "password": "nieuwe woorden 2026"}

    def accept(number):
        return lambda: accept_as_new(invitation=invitation, given_name=f"Nel{number}", **given)

    results = all_at_once([accept(number) for number in range(8)])
    assert {type(each) for each in results} <= {type(None), NoLongerOpen}
    nel = User.objects.get(email="nel@example.be")
    invitation.refresh_from_db()
    assert invitation.accepted_by == nel


def test_withdrawing_and_accepting_at_once_is_one_of_the_two(amina):
    invitation = issue(email="nel@example.be", role=Role.CENTRE, actor=amina)
    given = {"given_name": "Nel", "family_name": "Wouters", "password": "nieuwe woorden 2026"}
    all_at_once(
        [
            lambda: withdraw(invitation=invitation, actor=amina),
            lambda: accept_as_new(invitation=invitation, **given),
        ]
    )
    invitation.refresh_from_db()
    exists = User.objects.filter(email="nel@example.be").exists()
    assert (invitation.accepted_at is not None, invitation.withdrawn_at is not None) == (exists, not exists)


@pytest.mark.parametrize("turn", range(4))
def test_nobody_joins_the_inspectorate_while_being_put_in_office(amina, els, centre, turn):
    jobs = [
        lambda: appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina),
        lambda: change_role(person=els, role=Role.INSPECTOR, actor=amina),
    ]
    random.Random(turn).shuffle(jobs)
    refused = [each for each in all_at_once(jobs) if isinstance(each, Exception)]
    assert [isinstance(each, ValidationError) for each in refused] == [True]
    in_office = Appointment.objects.filter(user=els).exists()
    assert (User.objects.get(pk=els.pk).role, in_office) in [(Role.INSPECTOR, False), (Role.CENTRE, True)]


def test_of_twenty_who_move_a_visit_one_does_and_the_others_are_told(draft, amina):  # noqa: F811
    """Each to a week of their own, all against the revision that they saw."""
    weeks = [draft.visit_start + timedelta(weeks=number) for number in range(1, CROWD + 1)]

    def move(week):
        return lambda: move_visit(reference=REFERENCE, week=week, seen=draft.revision, actor=amina)

    moved = all_at_once([move(week) for week in weeks])
    (winner,) = [number for number, one in enumerate(moved) if not isinstance(one, Exception)]
    assert {type(one) for number, one in enumerate(moved) if number != winner} == {Outdated}
    assert fresh(draft).visit_start == weeks[winner]
    assert draft.events.filter(verb="planned").count() == 1
    assert list(broken_links()) == []
