"""An administrator moves visits over the planning board: with the mouse, with keys, without scripts, at once."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from assessments.models import Assessment
from assessments.planning import move_visit, plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOARD = "/assessments/board/?year=2026"


@pytest.fixture
def visits(shipped, centre, amina, bram, chloe, dirk):
    """Two visits in November, one of them in the autumn holidays."""
    for reference, day, team in [
        ("2026-014", 16, {bram: "coordinator", chloe: "member", dirk: "reviewer"}),
        ("2026-015", 2, {bram: "coordinator", dirk: "reviewer"}),
    ]:
        plan(
            reference=reference,
            centre=centre,
            school_year=2026,
            visit_start=date(2026, 11, day),
            visit_end=date(2026, 11, day + 2),
            versions=[shipped],
            team=team,
            actor=amina,
        )


@pytest.fixture
def planner(visits, somebody, amina):
    planner = somebody().sign_in(amina.email)
    planner.page.goto(BOARD)
    return planner


def start(reference="2026-014"):
    return Assessment.objects.get(reference=reference).visit_start


def week(page, monday):
    return page.locator(f".week[data-monday='{monday}']")


def card(page, reference="2026-014"):
    return page.locator(f"#visit-{reference}")


def drag(page, monday, reference="2026-014"):
    card(page, reference).locator(".visit-days").drag_to(week(page, monday).locator("h3"))


def test_a_visit_is_dragged_to_another_week(planner):
    page = planner.page
    drag(page, "2026-11-30")
    expect(week(page, "2026-11-30").locator("#visit-2026-014")).to_be_visible()
    assert start() == date(2026, 11, 30)
    expect(card(page).locator(".visit-centre a")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("2026-014")
    expect(page.locator(".messages .notice")).to_have_count(1)
    expect(card(page).locator(".notice")).to_be_in_viewport(ratio=1)


def test_by_its_link_too_but_to_its_own_week_it_goes_nowhere(planner):
    page = planner.page
    card(page).locator(".visit-centre a").drag_to(week(page, "2026-11-23").locator("h3"))
    expect(week(page, "2026-11-23").locator("#visit-2026-014")).to_be_visible()
    drag(page, "2026-11-23")
    expect(page.locator(".is-target")).to_have_count(0)
    assert (start(), Assessment.objects.get(reference="2026-014").revision) == (date(2026, 11, 23), 1)


def test_a_move_is_undone_on_the_card(planner):
    page = planner.page
    drag(page, "2026-11-30")
    expect(week(page, "2026-11-30").locator("#visit-2026-014")).to_be_visible()
    card(page).locator(".visit-undo button").click()
    expect(week(page, "2026-11-16").locator("#visit-2026-014")).to_be_visible()
    assert start() == date(2026, 11, 16)
    page.reload()
    expect(page.locator(".visit-undo")).to_have_count(0)


def test_the_frame_of_the_link_covers_no_line_of_the_card(planner):
    page = planner.page
    drag(page, "2026-11-30")
    link = card(page).locator(".visit-centre a")
    expect(link).to_be_focused()
    style = link.evaluate("one => { const s = getComputedStyle(one); return [s.outlineWidth, s.outlineOffset] }")
    assert style == ["2px", "0px"]


def test_into_a_holiday_with_a_warning(planner):
    page = planner.page
    drag(page, "2026-12-21")
    expect(card(page).locator(".visit-remarks li")).to_be_in_viewport(ratio=1)
    expect(page.locator("#live")).to_contain_text(card(page).locator(".visit-remarks li").text_content())


def test_with_keys_alone(planner):
    page = planner.page
    card(page).locator(".visit-centre a").focus()
    page.keyboard.press("Tab")
    expect(card(page).locator(".visit-move")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.locator("#move-visit")
    expect(dialog.locator("select")).to_be_focused()
    expect(dialog.locator("select")).to_have_value("2026-11-16")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(card(page).locator(".visit-move")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("select")).to_have_value("2026-11-23")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(week(page, "2026-11-23").locator("#visit-2026-014")).to_be_visible()
    expect(card(page).locator(".visit-centre a")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page).locator(".visit-undo button")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog.locator("[data-turn='-1']").press("Enter")
    expect(week(page, "2026-11-16").locator("#visit-2026-014")).to_be_visible()
    assert start() == date(2026, 11, 16)


def test_the_second_of_two_who_drag_the_same_card_is_told(planner, somebody, amina):
    other = somebody().sign_in(amina.email).page
    other.goto(BOARD)
    drag(planner.page, "2026-11-30")
    expect(week(planner.page, "2026-11-30").locator("#visit-2026-014")).to_be_visible()
    drag(other, "2026-12-07")
    expect(other.locator(".error-summary")).to_be_focused()
    expect(other.locator("main select")).to_have_value("2026-12-07")
    assert start() == date(2026, 11, 30)
    other.locator("main .week-form .btn-primary").click()
    expect(week(other, "2026-12-07").locator("#visit-2026-014")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts(visits, browser, live_server, amina, width):
    size = {"width": width, "height": 700}
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=size)
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=login]", amina.email)
    page.fill("input[name=password]", "een lang wachtwoord")
    page.click("main button[type=submit]")
    page.goto(BOARD)
    card(page).locator(".visit-move").click()
    page.select_option("main select", "2026-11-30")
    page.click("main .week-form .btn-primary")
    expect(week(page, "2026-11-30").locator("#visit-2026-014")).to_be_visible()
    expect(card(page).locator(".notice")).to_be_in_viewport(ratio=1)
    card(page).locator(".visit-move").click()
    page.click("main [data-turn='1']")
    expect(week(page, "2026-12-07").locator("#visit-2026-014")).to_be_visible()
    context.close()


def test_a_session_that_ended_moves_nothing_and_says_so(planner):
    planner.context.clear_cookies(name="sessionid")
    drag(planner.page, "2026-11-30")
    expect(planner.page.locator("h1")).to_be_visible()
    expect(planner.page.locator("#board")).to_have_count(0)
    assert start() == date(2026, 11, 16)


def test_an_inspector_looks_and_drags_nothing(visits, somebody, bram):
    page = somebody().sign_in(bram.email).page
    page.goto(BOARD)
    assert page.locator(".visit").count() == 2
    assert page.locator("[draggable=true], .visit-move, dialog").count() == 0


def test_the_board_holds_to_wcag(planner):
    """Also with the load open, and with the dialog."""
    planner.inspect()
    planner.inspect(lambda page: page.locator("#load summary").click())
    planner.inspect(lambda page: card(page).locator(".visit-move").click())

    def moved(page):
        drag(page, "2026-11-30" if start() < date(2026, 11, 30) else "2026-11-16")
        expect(card(page).locator(".visit-undo button")).to_be_visible()

    planner.inspect(moved)


def test_the_pages_for_one_visit_and_for_the_calendar_hold_to_wcag(planner, somebody, amina, bram):
    page = planner.page
    page.goto("/assessments/2026-014/week/")
    planner.inspect()
    inspector = somebody().sign_in(bram.email)
    inspector.page.goto("/calendar/")
    inspector.inspect()
    inspector.page.locator("main form button").click()
    expect(inspector.page.locator("#address")).to_be_visible()
    inspector.page.goto("/calendar/")
    inspector.inspect()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_private_address_is_seen_and_copied(somebody, bram, width):
    inspector = somebody().sign_in(bram.email)
    page = inspector.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/calendar/")
    page.locator("main form button").click()
    address = page.locator("#address")
    expect(address).to_have_value(re.compile(r"^https?://.*/calendar/[0-9a-f]{64}\.ics$"))
    fits = "one => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth"
    assert address.evaluate(fits)
    inspector.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("#address-copied")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == address.input_value()


def test_it_is_printed_without_buttons(planner, amina):
    move_visit(reference="2026-014", week=date(2026, 11, 30), seen=0, actor=amina)
    page = planner.page
    page.emulate_media(media="print")
    expect(card(page)).to_be_visible()
    for hidden in (".visit-move", ".board-filter", ".board-jumps", "#load"):
        expect(page.locator(hidden).first).to_be_hidden()
