"""A visit that goes to another week: the deed, its refusals, two people at once, the page without JavaScript."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from assessments.access import hold
from assessments.errors import Outdated, Refused
from assessments.events import broken_links
from assessments.models import Assessment
from assessments.planning import move_visit, plan
from assessments.transitions import finalise
from assessments.weeks import weeks_of
from assessments.workflow import Action
from tests.assessments.conftest import REFERENCE, fresh

PAGE = f"/assessments/{REFERENCE}/week/"
NEXT = date(2026, 11, 23)


def move(assessment, week, actor, seen=None):
    seen = fresh(assessment).revision if seen is None else seen
    return move_visit(reference=assessment.reference, week=week, seen=seen, actor=actor)


def days(assessment):
    now = fresh(assessment)
    return now.visit_start, now.visit_end


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 3), date(2026, 12, 6)])
def test_it_keeps_its_weekdays_and_its_length(draft, amina, day):
    """From Monday 16 to Wednesday 18 November, to the week of any of these days."""
    moved = move(draft, day, amina)
    assert days(draft) == (moved.visit_start, moved.visit_end) == (date(2026, 11, 30), date(2026, 12, 2))
    event = draft.events.last()
    assert (event.verb, event.actor, event.payload) == (
        "planned",
        amina,
        {"visit_start": "2026-11-30", "visit_end": "2026-12-02"},
    )
    assert fresh(draft).revision == draft.revision + 1
    assert list(broken_links()) == []


def test_to_the_week_in_which_it_is_is_no_deed(draft, amina):
    before = draft.event_count
    move(draft, draft.visit_start, amina)
    assert (days(draft), fresh(draft).event_count) == ((draft.visit_start, draft.visit_end), before)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 9, 6), date(1999, 1, 1)])
def test_not_out_of_its_school_year(draft, amina, day):
    """31 August 2026 lies in the week of 1 September, but the visit begins on a Monday."""
    with pytest.raises(ValidationError) as refused:
        move(draft, day, amina)
    assert list(refused.value.error_dict) == ["school_year"]
    assert days(draft) == (draft.visit_start, draft.visit_end)


def test_the_second_of_two_is_told(draft, amina):
    seen = draft.revision
    move(draft, date(2026, 11, 30), amina, seen=seen)
    with pytest.raises(Outdated):
        move(draft, date(2026, 12, 7), amina, seen=seen)
    assert days(draft)[0] == date(2026, 11, 30)


def test_who_may_plan_may_move_and_nobody_else(draft, bram, dirk, gust, els):
    for actor in (bram, dirk):
        with pytest.raises(Refused):
            move(draft, NEXT, actor)
    for actor in (gust, els):
        with pytest.raises(Assessment.DoesNotExist):
            move(draft, NEXT, actor)


def test_as_the_planning_it_moves_until_it_is_final(locked, amina, dirk):
    """Whatever can be planned anew can be moved: one rule (Action.PLAN)."""
    move(locked, NEXT, amina)
    finalise(reference=REFERENCE, seen=fresh(locked).revision, actor=dirk)
    with pytest.raises(Refused) as refused:
        move(locked, date(2026, 11, 30), amina)
    with pytest.raises(Refused) as as_plan:
        hold(reference=REFERENCE, actor=amina, action=Action.PLAN)
    assert str(refused.value) == str(as_plan.value) != ""


def test_the_page_moves_and_leads_back_to_the_card(draft, sign_in, amina):
    client = sign_in(amina)
    answer = client.post(PAGE + "?year=2026&state=draft", {"week": "2026-11-23", "seen": draft.revision}, follow=True)
    board = "/assessments/board/?year=2026&state=draft&back=2026-11-16"
    assert answer.redirect_chain == [(f"{board}#visit-{REFERENCE}", 302)]
    assert days(draft) == (date(2026, 11, 23), date(2026, 11, 25))
    card = answer.text.partition(f'id="visit-{REFERENCE}"')[2].partition("</li>")[0]
    assert [message.level_tag for message in answer.context["of_card"]] == ["success"]
    assert ('class="messages"' in card, answer.text.count('class="messages"')) == (True, 1)
    assert 'class="messages"' not in client.get("/assessments/board/?year=2026").text


def test_the_card_offers_the_way_back_as_long_as_it_tells_of_the_move(draft, sign_in, amina):
    client = sign_in(amina)
    before = days(draft)
    told = client.post(PAGE, {"week": "2026-11-23", "seen": draft.revision}, follow=True).text
    form = told.partition('class="visit-undo"')[2].partition("</form>")[0]
    sent = dict(re.findall('name="(seen|week)" value="(.*?)"', form))
    assert sent == {"seen": str(fresh(draft).revision), "week": "2026-11-16"}
    board = client.get("/assessments/board/?year=2026&back=2026-11-16").text
    assert "visit-undo" not in board
    assert client.post(PAGE, sent).status_code == 302
    assert days(draft) == before
    assert draft.events.filter(verb="planned").count() == 2
    assert client.post(PAGE, sent).status_code == 409


@pytest.mark.parametrize("back", ["1999-01-04", "2026-11-17", "<script>", "2026-11-23"])
def test_no_way_back_leads_to_what_is_no_other_week_of_the_year(draft, sign_in, amina, back):
    client = sign_in(amina)
    assert client.post(PAGE, {"week": "2026-11-23", "seen": draft.revision}).status_code == 302
    assert "visit-undo" not in client.get(f"/assessments/board/?year=2026&back={back}").text


def test_where_the_board_leaves_the_card_out_it_is_told_on_top(draft, sign_in, amina):
    data = {"week": "2026-12-21", "seen": draft.revision}
    answer = sign_in(amina).post(PAGE + "?year=2026&state=final", data, follow=True)
    assert f'id="visit-{REFERENCE}"' not in answer.text
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]
    assert answer.text.count('class="messages"') == 1


def test_the_page_offers_each_week_and_those_beside(draft, sign_in, amina):
    page = sign_in(amina).get(PAGE)
    assert page.context["form"].before.monday == date(2026, 11, 9)
    assert page.context["form"].after.monday == date(2026, 11, 23)
    assert page.text.count("<option") == 53
    assert '<option value="2026-11-16" selected>' in page.text


def test_what_asks_for_attention_after_the_move_is_said(draft, sign_in, amina, bram, centre, version):
    plan(
        reference="2026-020",
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 12, 23),
        visit_end=date(2026, 12, 24),
        versions=[version],
        team={bram: "coordinator"},
        actor=amina,
    )
    data = {"week": "2026-12-21", "seen": draft.revision}
    answer = sign_in(amina).post(PAGE, data, follow=True, headers={"accept-language": "en"})
    assert [str(message) for message in answer.context["of_card"]][1:] == [
        "In a school holiday: Christmas holidays",
        "Bram Verhelst is double booked: 2026-020",
    ]
    assert days(draft) == (date(2026, 12, 21), date(2026, 12, 23))  # a warning, no refusal


def test_a_collision_says_what_happened_and_keeps_the_choice(draft, sign_in, amina):
    client = sign_in(amina)
    move(draft, date(2026, 11, 30), amina)
    answer = client.post(PAGE, {"week": "2026-12-07", "seen": draft.revision})
    assert answer.status_code == 409
    assert '<option value="2026-12-07" selected>' in answer.text
    assert f'name="seen" value="{fresh(draft).revision}"' in answer.text
    assert days(draft)[0] == date(2026, 11, 30)
    again = client.post(PAGE, {"week": "2026-12-07", "seen": fresh(draft).revision})
    assert (again.status_code, days(draft)[0]) == (302, date(2026, 12, 7))


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": ""},
        {"week": "2026-11-24"},  # no Monday
        {"week": "2027-09-06"},  # of the next school year
        {"week": "9999-12-27"},
        {"week": "\x00"},
        {"seen": ""},
        {"seen": "9" * 400},
        {"seen": "-1" * 30},
        {"week": "2026-08-31"},  # would begin before the school year
    ],
)
def test_a_wrong_form_is_shown_again(draft, sign_in, amina, wrong):
    answer = sign_in(amina).post(PAGE, {"week": "2026-11-23", "seen": draft.revision} | wrong)
    assert answer.status_code == 400
    assert 'class="notice notice-caution error-summary"' in answer.text
    assert days(draft) == (draft.visit_start, draft.visit_end)


def test_a_year_without_known_weeks_has_none():
    assert (weeks_of(0), weeks_of(2101)) == ((), ())
