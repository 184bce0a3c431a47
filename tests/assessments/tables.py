"""The workflow and access tables in words, as they stand in docs/architecture.md. A test holds the two together."""

from collections.abc import Iterable, Sequence

from assessments.enums import State
from assessments.workflow import (
    ACCESS,
    CLOSED_BY_LOCK,
    NEEDS_DECLARATION,
    NEEDS_LOCK,
    TRANSITIONS,
    Action,
    Relation,
)


def workflow_table() -> str:
    """One row per step: from which states, to which, who, and what is asked."""
    rows = []
    for action, transition in TRANSITIONS.items():
        states = {state for allowed in ACCESS[action].values() for state in allowed}
        asks = [
            "a reason" if transition.needs_reason else "",
            "own declaration" if action in NEEDS_DECLARATION else "",
            "an open judgement" if action in CLOSED_BY_LOCK else "",
            "a locked judgement" if action in NEEDS_LOCK else "",
        ]
        to = str(transition.to.value) if transition.to else "stays"
        rows.append([action.value, _states(states), to, ", ".join(ACCESS[action]), _listed(asks)])
    return _markdown(["step", "from", "to", "who", "asks"], rows)


def access_table() -> str:
    """One row per action, one column per relation: the states in which it is allowed."""
    rows = [[action.value, *(_states(ACCESS[action].get(relation, ())) for relation in Relation)] for action in Action]
    return _markdown(["action", *Relation], rows)


def _states(states: Iterable[State]) -> str:
    wanted = set(states)
    return "always" if wanted == set(State) else _listed(state.value for state in State if state in wanted)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word) or "–"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
