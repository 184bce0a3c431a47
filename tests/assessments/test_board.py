"""The planning board: what stands in which week, what asks for attention, who sees what, how many queries."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from assessments.board import board_of, remarks_of
from assessments.board_filter import Wanted
from assessments.enums import State, TeamRole
from assessments.models import Assessment, Membership
from assessments.planning import plan
from assessments.weeks import bounds_of, weeks_of
from portal.accounts.enums import Role
from portal.centres.models import Centre
from portal.holidays import school_year_of
from tests.conftest import person

TODAY = date(2026, 11, 23)
BOARD = "/assessments/board/"


@pytest.fixture
def visit(centre, version, bram, chloe, dirk, amina):
    """A function that plans a visit; its team is Bram, Chloé and Dirk unless said otherwise."""

    def visit(reference, start, days=3, team=None, where=centre):
        return plan(
            reference=reference,
            centre=where,
            school_year=school_year_of(start),
            visit_start=start,
            visit_end=start + timedelta(days=days - 1),
            versions=[version],
            team=team or {bram: "coordinator", chloe: "member", dirk: "reviewer"},
            actor=amina,
        )

    return visit


def board(user, **wanted):
    return board_of(user, Wanted(**{"year": 2026, **wanted}), TODAY)


def by_week(shown):
    """The references in each week that has any."""
    rows = [row for month in shown.months for row in month.rows]
    return {row.week.number: [each.assessment.reference for each in row.visits] for row in rows if row.visits}


def cards(shown):
    rows = [row for month in shown.months for row in month.rows]
    return {each.assessment.reference: each for row in rows for each in row.visits}


def test_each_visit_stands_in_the_week_in_which_it_begins(visit, amina):
    visit("2026-001", date(2026, 9, 1))
    visit("2026-002", date(2026, 11, 16))
    visit("2026-003", date(2026, 11, 20), days=4)  # over a weekend
    visit("2026-004", date(2027, 8, 31), days=1)
    visit("2025-001", date(2026, 8, 31), days=1)  # the year before, in the same week as the first of September
    shown = board(amina)
    assert by_week(shown) == {36: ["2026-001"], 47: ["2026-002", "2026-003"], 35: ["2026-004"]}
    assert shown.count == 4
    assert by_week(board(amina, year=2025)) == {36: ["2025-001"]}


@pytest.mark.parametrize("school_year", range(2020, 2040))
def test_the_weeks_of_a_school_year_hold_each_of_its_days_once(school_year):
    first, last = bounds_of(school_year)
    weeks = weeks_of(school_year)
    assert weeks[0].monday <= first <= weeks[0].monday + timedelta(days=6)
    assert weeks[-1].monday <= last <= weeks[-1].monday + timedelta(days=6)
    gaps = {later.monday - week.monday for week, later in pairwise(weeks)}
    assert gaps == {timedelta(days=7)}
    assert len(weeks) in (53, 54)


def test_school_holidays_are_weeks_of_their_own_or_a_part_of_one():
    marked = {(week.number, len(week.holidays), week.is_free) for week in weeks_of(2027) if week.holidays}
    easter = {(14, 1, True), (15, 1, True), (16, 1, False)}  # Easter Monday 2028 closes the two weeks
    summer = {(number, 1, True) for number in range(27, 35)}
    # Week 35, both of 2027 and of 2028, has a first of September.
    assert marked == {(35, 1, False)} | {(44, 1, True), (52, 1, True), (1, 1, True), (9, 1, True)} | easter | summer


def test_a_card_says_who_and_when(visit, amina):
    visit("2026-002", date(2026, 11, 16))
    card = cards(board(amina))["2026-002"]
    assert [(member.user.initials, str(member.role)) for member in card.people] == [
        ("BV", "coordinator"),
        ("CM", "member"),
        ("DP", "reviewer"),
    ]
    assert (card.remarks, card.url, card.move_url) == (
        [],
        "/assessments/2026-002/",
        "/assessments/2026-002/week/",
    )


def test_a_visit_in_a_school_holiday_is_marked(visit, amina):
    """Christmas holidays 2026: from 21 December on."""
    into = visit("2026-002", date(2026, 12, 18), days=4)
    visit("2026-003", date(2026, 12, 14))
    assert {reference: len(card.remarks) for reference, card in cards(board(amina)).items()} == {
        "2026-002": 1,
        "2026-003": 0,
    }
    with translation.override("en"):
        assert remarks_of(into) == ["In a school holiday: Christmas holidays"]


def test_who_is_twice_on_a_day_is_marked_but_not_the_reviewer(visit, amina, bram, chloe, dirk, gust):
    visit("2026-002", date(2026, 11, 16))
    visit("2026-003", date(2026, 11, 18), team={gust: "coordinator", chloe: "expert", dirk: "reviewer"})
    visit("2026-004", date(2026, 11, 19), team={bram: "coordinator", gust: "reviewer"})
    shown = board(amina)
    twice = {
        reference: [name for name in ("Bram", "Chloé", "Dirk", "Gust") if any(name in words for words in card.remarks)]
        for reference, card in cards(shown).items()
    }
    assert twice == {"2026-002": ["Chloé"], "2026-003": ["Chloé"], "2026-004": []}
    for reference, card in cards(shown).items():
        assert remarks_of(Assessment.objects.get(reference=reference)) == card.remarks
    loads = {load.person: (load.visits, load.visit_days, load.roles[TeamRole.REVIEWER]) for load in shown.loads}
    assert loads == {bram: (2, 5, 0), chloe: (2, 5, 0), dirk: (0, 0, 2), gust: (1, 3, 1)}
    assert {load.person: sorted(load.double) for load in shown.loads if load.double} == {chloe: [date(2026, 11, 16)]}


def test_three_visits_at_once_name_each_other(visit, amina, bram):
    for number, day in [(2, 16), (3, 17), (4, 18)]:
        visit(f"2026-00{number}", date(2026, 11, day), days=2 if number == 2 else 3, team={bram: "coordinator"})
    found = {
        reference: re.findall(r"2026-00\d", " ".join(card.remarks)) for reference, card in cards(board(amina)).items()
    }
    assert found == {"2026-002": ["2026-003"], "2026-003": ["2026-002", "2026-004"], "2026-004": ["2026-003"]}


def test_days_of_a_weekend_are_no_visit_days(visit, amina, bram):
    visit("2026-002", date(2026, 11, 19), days=6, team={bram: "coordinator"})
    (load,) = board(amina).loads
    assert dict(load.days) == {date(2026, 11, 16): 2, date(2026, 11, 23): 2}


def test_filters(visit, amina, bram, gust, other_centre):
    Centre.objects.filter(pk=other_centre.pk).update(province="Limburg")
    other_centre.refresh_from_db()
    visit("2026-002", date(2026, 11, 16))
    visit("2026-003", date(2026, 11, 23), team={gust: "coordinator"}, where=other_centre)
    Assessment.objects.filter(reference="2026-003").update(state=State.REVIEW)
    assert board(amina).provinces == ["Limburg"]
    assert board(amina).people == sorted(board(amina).people, key=lambda user: user.family_name)
    for wanted, expected in [
        ({"state": "review"}, ["2026-003"]),
        ({"person": bram.pk}, ["2026-002"]),
        ({"province": "Limburg"}, ["2026-003"]),
        ({"person": bram.pk, "state": "review"}, []),
    ]:
        shown = board(amina, **wanted)
        assert (list(cards(shown)), len(shown.loads)) == (expected, 4)


def test_an_inspector_sees_what_is_visible_and_moves_nothing(visit, in_review_and_final, bram, gust, amina):
    visit("2026-002", date(2026, 11, 23), team={gust: "coordinator"})
    assert {user.given_name: sorted(cards(board(user))) for user in (amina, bram, gust)} == {
        "Amina": ["2026-002", "2026-014"],
        "Bram": ["2026-014"],
        "Gust": ["2026-002", "2026-014"],  # final
    }
    assert (board(gust).loads, {card.move_url for card in cards(board(gust)).values()}) == ([], {""})
    assert cards(board(amina))["2026-014"].move_url == ""  # final


@pytest.fixture
def in_review_and_final(locked, dirk):
    from assessments.transitions import finalise  # noqa: PLC0415

    finalise(reference=locked.reference, seen=locked.revision, actor=dirk)


def test_the_page_shows_no_rating_and_no_text(complete, sign_in, amina):
    page = sign_in(amina).get(BOARD + "?year=2026").text
    assert "2026-014" in page
    assert [word for word in ("Tekst bij L1", "gunstig", "Volgens", "staircase-") if word in page] == []


@pytest.mark.parametrize(
    "query", ["?year=0", "?year=99999", "?year=٢٠٢٦", "?person=" + "9" * 40, "?state=%00", "?province=%00", "?person=²"]
)
def test_no_forged_address_breaks_it(visit, sign_in, amina, query):
    assert sign_in(amina).get(BOARD + query).status_code == 200


@pytest.mark.parametrize("year", [1990, 2100])
def test_the_years_end_somewhere(sign_in, amina, year):
    page = sign_in(amina).get(f"{BOARD}?year={year}").text
    assert [f"?year={beside}" in page for beside in (year - 1, year + 1)] == [year == 2100, year == 1990]


@pytest.mark.parametrize("who", ["amina", "bram"])
def test_as_many_queries_with_one_visit_as_with_sixty(
    visit, centre, sign_in, amina, bram, who, django_assert_num_queries, request
):
    client = sign_in({"amina": amina, "bram": bram}[who])
    visit("2026-002", date(2026, 11, 16))
    client.get(BOARD + "?year=2026")
    with django_assert_num_queries(4):  # session, person, visits, teams
        client.get(BOARD + "?year=2026")
    many(60, centre, bram)
    with django_assert_num_queries(4):
        page = client.get(BOARD + "?year=2026").text
    assert page.count('class="visit"') == 61


def many(count, centre, coordinator, inspectors=()):
    """Visits straight into the tables, spread over the year, each with a team of three."""
    mondays = [week.monday for week in weeks_of(2026)[1:] if not week.is_free]
    rows = [
        Assessment(
            reference=f"2026-{number + 100}",
            centre=centre,
            school_year=2026,
            visit_start=mondays[number % len(mondays)],
            visit_end=mondays[number % len(mondays)] + timedelta(days=2),
        )
        for number in range(count)
    ]
    Assessment.objects.bulk_create(rows)
    people = [*inspectors] or [person(f"Inspecteur{n}", "Peeters", Role.INSPECTOR) for n in range(3)]
    made = Assessment.objects.filter(reference__in=[row.reference for row in rows]).order_by("pk")
    parts = ("coordinator", "member", "reviewer")
    Membership.objects.bulk_create(
        Membership(assessment=each, user=people[(place + step) % len(people)], role=role)
        for place, each in enumerate(made)
        for step, role in enumerate(parts)
    )
    from assessments.models import AssessmentUserObjectPermission  # noqa: PLC0415
    from assessments.querysets import permission_id  # noqa: PLC0415

    AssessmentUserObjectPermission.objects.bulk_create(
        AssessmentUserObjectPermission(
            content_object=each, user=coordinator, permission_id=permission_id("view_assessment")
        )
        for each in made
    )
