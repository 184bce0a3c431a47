"""Role × state × action, against the words of the design ("Who may do what"), not against the code's own table."""

import pytest
from django.utils import translation

from assessments.access import GRANTS_OF_ROLE, Standing
from assessments.enums import State, TeamRole
from assessments.models import Assessment
from assessments.workflow import Action
from portal.accounts.enums import Role
from portal.accounts.models import User

NOW = "2026-11-20T10:00Z"
PEOPLE = ["coordinator", "member", "reviewer", "administrator", "inspector", "director"]
# In which states (d draft, r review, f final) each may do it. Columns as PEOPLE; inspector: one without a part in it.
OPEN_JUDGEMENT = """
    view      drf  drf  drf  drf  f  -
    read      drf  drf  drf  f    f  -
    trace     drf  drf  drf  f    -  -
    write     dr   dr   -    -    -  -
    note      dr   dr   -    -    -  -
    rate      d    d    -    -    -  -
    advise    dr   dr   -    -    -  -
    declare   dr   dr   -    -    -  -
    comment   dr   dr   dr   -    -  -
    resolve   -    -    dr   -    -  -
    plan      -    -    -    dr   -  -
    move      d    -    -    -    -  -
    submit    d    -    -    -    -  -
    return    r    -    r    -    -  -
    lock      dr   -    -    -    -  -
    unlock    -    -    -    -    -  -
    finalise  -    -    r    -    -  -
    amend     -    -    -    f    -  -
"""
LOCKED_JUDGEMENT = """
    view      drf  drf  drf  drf  f  -
    read      drf  drf  drf  f    f  -
    trace     drf  drf  drf  f    -  -
    write     dr   dr   -    -    -  -
    note      -    -    -    -    -  -
    rate      -    -    -    -    -  -
    advise    -    -    -    -    -  -
    declare   dr   dr   -    -    -  -
    comment   dr   dr   dr   -    -  -
    resolve   -    -    dr   -    -  -
    plan      -    -    -    dr   -  -
    move      -    -    -    -    -  -
    submit    d    -    -    -    -  -
    return    r    -    r    -    -  -
    lock      -    -    -    -    -  -
    unlock    -    -    -    dr   -  -
    finalise  -    -    r    -    -  -
    amend     -    -    -    f    -  -
"""
ROLE_OF = {"administrator": Role.ADMINISTRATOR, "director": Role.CENTRE}
GRANTS = {
    "coordinator": ("may_contribute", "may_coordinate"),
    "member": ("may_contribute",),
    "reviewer": ("may_review",),
}


def standing(person: str, state: str, *, locked=False, declared=NOW, conflict=False, active=True) -> Standing:
    user = User(role=ROLE_OF.get(person, Role.INSPECTOR), is_active=active)
    read = Assessment(state=state, judgement_locked_at=NOW if locked else None)
    for grant in ("may_contribute", "may_coordinate", "may_review"):
        setattr(read, grant, grant in GRANTS.get(person, ()))
    read.declared_at, read.declared_conflict = declared, conflict
    return Standing(user, read)


def allowed(person: str, **more) -> dict[str, str]:
    """Each action with the first letters of the states in which this person may do it."""
    return {
        str(action): "".join(state[0] for state in State.values if standing(person, state, **more).may(action)) or "-"
        for action in Action
    }


def column(table: str, person: str) -> dict[str, str]:
    rows = [line.split() for line in table.strip().splitlines()]
    return {row[0]: row[1 + PEOPLE.index(person)] for row in rows}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(("locked", "table"), [(False, OPEN_JUDGEMENT), (True, LOCKED_JUDGEMENT)])
def test_who_may_do_what_in_which_state(person, locked, table):
    assert allowed(person, locked=locked) == column(table, person)


@pytest.mark.parametrize("person", PEOPLE)
def test_an_inactive_person_may_nothing(person):
    assert set(allowed(person, active=False).values()) == {"-"}


@pytest.mark.parametrize("person", ["coordinator", "member"])
@pytest.mark.parametrize("declared", [{"declared": None}, {"conflict": True}], ids=["undeclared", "conflict"])
def test_edits_wait_for_a_declaration_without_conflict(person, declared):
    waiting = {"write", "note", "rate", "advise", "move", "submit", "lock"} | (
        {"comment", "return"} if "conflict" in declared else set()
    )
    expected = {
        action: "-" if action in waiting else states for action, states in column(OPEN_JUDGEMENT, person).items()
    }
    assert allowed(person, **declared) == expected


@pytest.mark.parametrize(
    ("one", "action", "reason"),
    [
        (standing("director", "draft"), Action.READ, "This is not for you to do in this assessment."),
        (standing("reviewer", "draft"), Action.WRITE, "This is not for you to do in this assessment."),
        (standing("coordinator", "final"), Action.WRITE, "Writing is not possible in the state “final”."),
        (standing("coordinator", "review"), Action.RATE, "Rating is not possible in the state “review”."),
        (standing("coordinator", "final"), Action.LOCK, "This is not possible in the state “final”."),
        (
            standing("member", "review", conflict=True),
            Action.COMMENT,
            "You declared a conflict of interest; ask the administrator to replace you.",
        ),
        (
            standing("coordinator", "draft", declared=None),
            Action.WRITE,
            "First declare whether you have a conflict of interest.",
        ),
        (
            standing("coordinator", "draft", conflict=True),
            Action.WRITE,
            "You declared a conflict of interest; ask the administrator to replace you.",
        ),
        (
            standing("coordinator", "draft", locked=True),
            Action.RATE,
            "The judgement is locked since the synthesis meeting.",
        ),
        (standing("administrator", "draft"), Action.UNLOCK, "The judgement is not locked."),
    ],
)
def test_each_refusal_says_why(one, action, reason):
    with translation.override("en"):
        assert one.refusal(action) == reason


def test_must_declare_is_of_the_team_only():
    owing = {person: standing(person, "draft", declared=None).must_declare for person in PEOPLE}
    assert owing == {person: person in ("coordinator", "member") for person in PEOPLE}


def test_the_grants_of_each_part():
    assert GRANTS_OF_ROLE == {
        TeamRole.COORDINATOR: ("view_assessment", "contribute_assessment", "coordinate_assessment"),
        TeamRole.MEMBER: ("view_assessment", "contribute_assessment"),
        TeamRole.EXPERT: ("view_assessment", "contribute_assessment"),
        TeamRole.REVIEWER: ("view_assessment", "review_assessment"),
    }
