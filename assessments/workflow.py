"""The workflow and who may do what, as data. Guards, buttons, tests and docs/architecture.md come from these tables."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import State

DRAFT, REVIEW, FINAL = State.DRAFT, State.REVIEW, State.FINAL
UNDERWAY = frozenset({DRAFT, REVIEW})
ALWAYS = frozenset({DRAFT, REVIEW, FINAL})


class Relation(StrEnum):
    """What somebody is to one assessment. Those of the team come from grants, the others from the person's role."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    INSPECTOR = "inspector"


class Action(StrEnum):
    """What can be done with one assessment."""

    VIEW = "view"  # the planning: who, when, state
    READ = "read"  # ratings and texts
    TRACE = "trace"  # how they came about: comments, versions, texts that wait, reasons
    WRITE = "write"  # texts
    NOTE = "note"  # add, change and remove findings
    RATE = "rate"
    ADVISE = "advise"
    DECLARE = "declare"
    COMMENT = "comment"
    RESOLVE = "resolve"
    PLAN = "plan"
    MOVE = "move"  # to a newer version of an instrument
    SUBMIT = "submit"
    RETURN = "return"
    LOCK = "lock"
    UNLOCK = "unlock"
    FINALISE = "finalise"
    AMEND = "amend"


COORDINATOR, MEMBER, REVIEWER, ADMINISTRATOR, INSPECTOR = Relation

# action → relation → the states in which it is allowed (docs/architecture.md, "Who may do what").
ACCESS: dict[Action, dict[Relation, frozenset[State]]] = {
    Action.VIEW: {
        COORDINATOR: ALWAYS,
        MEMBER: ALWAYS,
        REVIEWER: ALWAYS,
        ADMINISTRATOR: ALWAYS,
        INSPECTOR: frozenset({FINAL}),
    },
    Action.READ: {
        COORDINATOR: ALWAYS,
        MEMBER: ALWAYS,
        REVIEWER: ALWAYS,
        ADMINISTRATOR: frozenset({FINAL}),
        INSPECTOR: frozenset({FINAL}),
    },
    Action.TRACE: {
        COORDINATOR: ALWAYS,
        MEMBER: ALWAYS,
        REVIEWER: ALWAYS,
        ADMINISTRATOR: frozenset({FINAL}),
    },
    Action.WRITE: {COORDINATOR: UNDERWAY, MEMBER: UNDERWAY},
    Action.NOTE: {COORDINATOR: UNDERWAY, MEMBER: UNDERWAY},
    Action.RATE: {COORDINATOR: frozenset({DRAFT}), MEMBER: frozenset({DRAFT})},
    Action.ADVISE: {COORDINATOR: UNDERWAY, MEMBER: UNDERWAY},
    Action.DECLARE: {COORDINATOR: UNDERWAY, MEMBER: UNDERWAY},
    Action.COMMENT: {COORDINATOR: UNDERWAY, MEMBER: UNDERWAY, REVIEWER: UNDERWAY},
    Action.RESOLVE: {REVIEWER: UNDERWAY},
    Action.PLAN: {ADMINISTRATOR: UNDERWAY},
    Action.MOVE: {COORDINATOR: frozenset({DRAFT})},
    Action.SUBMIT: {COORDINATOR: frozenset({DRAFT})},
    Action.RETURN: {COORDINATOR: frozenset({REVIEW}), REVIEWER: frozenset({REVIEW})},
    Action.LOCK: {COORDINATOR: UNDERWAY},
    Action.UNLOCK: {ADMINISTRATOR: UNDERWAY},
    Action.FINALISE: {REVIEWER: frozenset({REVIEW})},
    Action.AMEND: {ADMINISTRATOR: frozenset({FINAL})},
}
# Edits of the team wait for its member's declaration on conflicts of interest.
NEEDS_DECLARATION = frozenset(
    {Action.WRITE, Action.NOTE, Action.RATE, Action.ADVISE, Action.MOVE, Action.SUBMIT, Action.LOCK}
)
# The judgement is ratings, the findings that carry them, and the advice: after the synthesis meeting it is definitive.
CLOSED_BY_LOCK = frozenset({Action.NOTE, Action.RATE, Action.ADVISE, Action.MOVE, Action.LOCK})
NEEDS_LOCK = frozenset({Action.UNLOCK})
# Who declared a conflict of interest waits for the administrator: no edits and no say in the matter.
CLOSED_BY_CONFLICT = NEEDS_DECLARATION | {Action.COMMENT, Action.RETURN}
# How a refusal names what can't be done; the others are named by the button that was pressed.
WORDS = {
    Action.WRITE: _("Writing"),
    Action.NOTE: _("Changing findings"),
    Action.RATE: _("Rating"),
    Action.ADVISE: _("Choosing the advice"),
    Action.COMMENT: _("Commenting"),
}


@dataclass(frozen=True)
class Transition:
    """One row of the workflow: what is done, where it leads (None: the state stays) and how the page words it."""

    action: Action
    to: State | None
    label: Promise
    explanation: Promise
    done: Promise  # what the page says afterwards
    needs_reason: bool = False


TRANSITIONS = {
    row.action: row
    for row in [
        Transition(
            Action.SUBMIT,
            REVIEW,
            _("Submit for review"),
            _("The reviewer reads along and comments."),
            _("The assessment is submitted for review."),
        ),
        Transition(
            Action.RETURN,
            DRAFT,
            _("Return to the team"),
            _("The team works on it again."),
            _("The assessment is back with the team."),
            needs_reason=True,
        ),
        Transition(
            Action.LOCK,
            None,
            _("Lock the judgement"),
            _(
                "Records the synthesis meeting. From then on ratings and advice are definitive, and so are the "
                "kinds and weights of findings; texts can still be corrected."
            ),
            _("The judgement is locked."),
        ),
        Transition(
            Action.UNLOCK,
            None,
            _("Unlock the judgement"),
            _("The team can change the judgement again."),
            _("The judgement is open again."),
            needs_reason=True,
        ),
        Transition(
            Action.FINALISE,
            FINAL,
            _("Finalise"),
            _("Freezes the report and mails it to the director and the board. This can't be undone."),
            _("The assessment is final; the report is on its way."),
        ),
        Transition(
            Action.AMEND,
            DRAFT,
            _("Start a new edition"),
            _("The issued report stays valid until the new edition replaces it."),
            _("A new edition is started."),
            needs_reason=True,
        ),
    ]
}
