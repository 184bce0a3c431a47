"""Who has to act where something is missing: read off the table that says who may."""

from django.utils.translation import gettext_lazy as _

from assessments.access import Standing
from assessments.readiness import Need
from assessments.workflow import ACCESS, Action, Relation

# The first of these that may do it: what a member may do, the whole team may.
WAITING_FOR = {
    Relation.MEMBER: _("Waiting for the team: %(what)s"),
    Relation.COORDINATOR: _("Waiting for the coordinator: %(what)s"),
    Relation.REVIEWER: _("Waiting for the reviewer: %(what)s"),
    Relation.ADMINISTRATOR: _("Waiting for the administrator: %(what)s"),
}


def who_may(action: Action) -> Relation:
    return next(relation for relation in WAITING_FOR if relation in ACCESS[action])


def worded(need: Need, standing: Standing) -> str:
    """What is missing; for whoever can never do that here, as something that somebody else is waited for."""
    if need.action is None or standing.relations & ACCESS[need.action].keys():
        return need.text
    return WAITING_FOR[who_may(need.action)] % {"what": need.text}
