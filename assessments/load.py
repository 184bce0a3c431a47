"""How much each inspector has to do in a school year: visits, days, weeks; never what came out of them.

A reviewer reads along and does not go on the visit (domain: the team visits): a review counts as a part, without days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assessments.enums import TEAM, TeamRole
from assessments.models import Membership
from assessments.weeks import working_days
from portal.accounts.models import User
from portal.holidays import monday_of


@dataclass
class Load:
    """Of one person.

    `roles`: how often in which part; `days`: Monday → working days on a visit in that week; `double`: Mondays of weeks
    with two visits on one day.
    """

    person: User
    roles: dict[TeamRole, int] = field(default_factory=lambda: dict.fromkeys(TeamRole, 0))
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    double: set[date] = field(default_factory=set)

    @property
    def visits(self) -> int:
        return sum(self.roles[role] for role in TEAM)

    @property
    def visit_days(self) -> int:
        return sum(self.days.values())


Clashes = dict[tuple[int, int], list[Membership]]


def loads_of(members: Iterable[Membership]) -> tuple[list[Load], Clashes]:
    """The loads by name, and who is twice on the same days; each membership comes with its user and assessment.

    Clashes: (assessment, person) → their memberships of other teams that visit on one of the same days.
    """
    of_person: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        of_person[member.user_id].append(member)
    clashes: Clashes = defaultdict(list)
    loads = [_load(parts, clashes) for parts in of_person.values()]
    return sorted(loads, key=lambda load: (load.person.family_name, load.person.given_name, load.person.pk)), clashes


def _load(parts: list[Membership], clashes: Clashes) -> Load:
    load = Load(parts[0].user)
    for part in parts:
        load.roles[TeamRole(part.role)] += 1
    visits = sorted((part for part in parts if part.in_team), key=lambda part: part.assessment.visit_start)
    seen: set[date] = set()
    for place, part in enumerate(visits):
        for day in working_days(part.assessment.visit_start, part.assessment.visit_end):
            if day in seen:
                load.double.add(monday_of(day))
            else:
                seen.add(day)
                load.days[monday_of(day)] += 1
        _note_clashes(part, visits[place + 1 :], clashes)
    return load


def _note_clashes(part: Membership, later: list[Membership], clashes: Clashes) -> None:
    """`later`: the person's visits that begin on the same day or after it, in order."""
    for other in later:
        if other.assessment.visit_start > part.assessment.visit_end:
            return
        clashes[part.assessment_id, part.user_id].append(other)
        clashes[other.assessment_id, other.user_id].append(part)
