"""The planning board of a school year: its weeks with their visits, who goes there, what asks for attention.

It reads who, when and in which state, and nothing of the work itself: administrators look at it before the end.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.access import states_of
from assessments.board_filter import Wanted
from assessments.enums import TEAM, State, TeamRole
from assessments.load import Clashes, Load, loads_of
from assessments.models import Assessment, Membership
from assessments.weeks import Week, bounds_of, remark_on_holidays, span_with_weekdays, weeks_of
from assessments.workflow import Action, Relation
from portal.accounts.models import User
from portal.holidays import monday_of

FIELDS = ("reference", "state", "revision", "visit_start", "visit_end", "centre__name", "centre__province")
PEOPLE = ("role", "assessment", "user__given_name", "user__family_name")
ORDER = {role.value: place for place, role in enumerate(TeamRole)}
SHAPES = {State.DRAFT.value: "●", State.REVIEW.value: "◆", State.FINAL.value: "■"}


@dataclass
class Visit:
    """A card. `remarks` say what asks for attention; `move_url` is "" where the visit may not be moved."""

    assessment: Assessment
    shape: str
    state: str
    days: str
    people: list[Membership]
    remarks: list[str]
    url: str
    move_url: str

    @property
    def monday(self) -> date:
        return monday_of(self.assessment.visit_start)


@dataclass
class Row:
    """A week of the board."""

    week: Week
    visits: list[Visit]
    is_now: bool


@dataclass
class Month:
    first: date
    rows: list[Row]

    @property
    def anchor(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass
class Board:
    """`people` and `provinces` are what can be chosen from; `loads` is empty for who sees a part of the visits only."""

    months: list[Month]
    count: int
    people: list[User]
    provinces: list[str]
    loads: list[Load]

    @property
    def references(self) -> list[str]:
        """Of the visits on it."""
        rows = (row for month in self.months for row in month.rows)
        return [visit.assessment.reference for row in rows for visit in row.visits]

    @property
    def double_booked(self) -> int:
        return sum(bool(load.double) for load in self.loads)


def board_of(user: User, wanted: Wanted, today: date) -> Board:
    """What somebody may see of a school year; 2 queries, however many visits."""
    visible = Assessment.objects.visible_to(user).filter(visit_start__range=bounds_of(wanted.year))
    found = {each.pk: each for each in visible.select_related("centre").only(*FIELDS).order_by("visit_start", "pk")}
    members = list(Membership.objects.filter(assessment__in=visible.values("pk")).select_related("user").only(*PEOPLE))
    members = [member for member in members if member.assessment_id in found]  # planned between the two queries
    of_assessment: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        member.assessment = found[member.assessment_id]
        of_assessment[member.assessment_id].append(member)
    loads, clashes = loads_of(members)
    draw = _Drawing(clashes, states_of(Action.PLAN, Relation.ADMINISTRATOR) if user.is_administrator else frozenset())
    shown = [each for each in found.values() if _is_wanted(each, of_assessment[each.pk], wanted)]
    visits = [draw.visit(each, of_assessment[each.pk]) for each in shown]
    return Board(
        months=_months(wanted.year, visits, today),
        count=len(visits),
        people=[load.person for load in loads],
        provinces=sorted({each.centre.province for each in found.values() if each.centre.province}),
        loads=loads if user.is_administrator else [],
    )


def _is_wanted(assessment: Assessment, members: Iterable[Membership], wanted: Wanted) -> bool:
    return (
        wanted.state in ("", assessment.state)
        and wanted.province in ("", assessment.centre.province)
        and (not wanted.person or any(member.user_id == wanted.person for member in members))
    )


class _Drawing:
    """Makes the cards of one board: what many have in common is looked up once."""

    def __init__(self, clashes: Clashes, movable: Collection[State]):
        self.clashes, self.movable = clashes, movable
        self.base = reverse("assessments:list")
        self.states = {state.value: capfirst(str(state.label)) for state in State}

    def visit(self, assessment: Assessment, members: list[Membership]) -> Visit:
        twice = {member.user: self.clashes.get((assessment.pk, member.user_id)) for member in members}
        url = f"{self.base}{assessment.reference}/"
        return Visit(
            assessment=assessment,
            shape=SHAPES[assessment.state],
            state=self.states[assessment.state],
            days=span_with_weekdays(assessment.visit_start, assessment.visit_end),
            people=sorted(members, key=lambda member: (ORDER[member.role], member.pk)),
            remarks=_remarks(assessment, {user: others for user, others in twice.items() if others}),
            url=url,
            move_url=f"{url}week/" if assessment.state in self.movable else "",
        )


def _remarks(assessment: Assessment, twice: Mapping[User, list[Membership]]) -> list[str]:
    """`twice`: who of the team is elsewhere on one of the same days, and in which teams."""
    in_holidays = remark_on_holidays(assessment.visit_start, assessment.visit_end)
    remarks = [in_holidays] if in_holidays else []
    for user, others in twice.items():
        where = ", ".join(other.assessment.reference for other in others)
        remarks.append(_("%(name)s is double booked: %(references)s") % {"name": user.name, "references": where})
    return remarks


def remarks_of(assessment: Assessment) -> list[str]:
    """What asks for attention at one visit; 1 query. For administrators: it names visits of others."""
    team = assessment.memberships.filter(role__in=TEAM).values("user")
    others = Membership.objects.filter(
        user__in=team,
        role__in=TEAM,
        assessment__visit_start__lte=assessment.visit_end,
        assessment__visit_end__gte=assessment.visit_start,
    ).exclude(assessment=assessment)
    twice: dict[User, list[Membership]] = defaultdict(list)
    for other in others.select_related("user", "assessment").order_by("user", "assessment"):
        twice[other.user].append(other)
    return _remarks(assessment, twice)


def _months(year: int, visits: list[Visit], today: date) -> list[Month]:
    """Each week under the month of its Monday."""
    in_week: dict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        in_week[visit.monday].append(visit)
    rows = [Row(week, in_week[week.monday], week.monday == monday_of(today)) for week in weeks_of(year)]
    months = groupby(rows, key=lambda row: row.week.monday.replace(day=1))
    return [Month(first, list(of_month)) for first, of_month in months]
