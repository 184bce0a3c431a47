"""What separates two levels stands on one screen of a laptop: as a page, and over the work of rating."""

from datetime import date

import pytest
from playwright.sync_api import expect

from assessments.declaring import declare
from assessments.enums import TeamRole
from assessments.models import Rating
from assessments.planning import plan
from tests.pdf import page_count, places_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INSTRUMENT = "dbso-leerlingenbegeleiding"
SCALES, LEVELS = ("L1", "L2", "L3", "L4"), ("approximates", "meets", "exceeds")
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 800}
A_COLUMN = 150  # points
# Whether its heading is in view, and where the two texts with the key to their marks end.
EXTENT = """root => {
    const heading = document.querySelector("dialog[open] h2") ?? document.querySelector("h1");
    return [heading.getBoundingClientRect().top >= 0, root.getBoundingClientRect().bottom];
}"""


@pytest.fixture
def bram_rates(somebody, shipped, words, amina, bram, centre):
    """Bram's browser, and an assessment in which he rates."""
    plan(
        reference="2026-014",
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=[shipped],
        team={bram: TeamRole.COORDINATOR},
        actor=amina,
    )
    declare(reference="2026-014", conflict=False, declaration="", actor=bram)
    return somebody().sign_in(bram.email)


def open_dialog(page, level):
    page.locator(f"[data-level={level}] .to-boundary a").click()
    dialog = page.locator("#boundary-dialog")
    expect(dialog.locator("h2")).to_be_focused()
    return dialog


def below_the_screen(page, found):
    """By how many pixels the text runs over the screen; None where its heading isn't in view either."""
    from_the_top, bottom = found.evaluate(EXTENT)
    return max(0, bottom - page.viewport_size["height"]) if from_the_top else None


def test_every_boundary_stands_on_one_screen_as_a_page(bram_rates):
    page = bram_rates.page
    page.set_viewport_size(LAPTOP)
    over = {}
    for scale in SCALES:
        for level in LEVELS:
            page.goto(f"/instruments/{INSTRUMENT}/1/scales/{scale}/boundary/{level}/")
            over[scale, level] = below_the_screen(page, page.locator(".boundary"))
    assert over == {(scale, level): 0 for scale in SCALES for level in LEVELS}


def test_every_boundary_stands_on_one_screen_over_the_work(bram_rates):
    page = bram_rates.page
    page.set_viewport_size(LAPTOP)
    over = {}
    for scale in SCALES:
        page.goto(f"/assessments/2026-014/scales/{INSTRUMENT}/{scale}/")
        for level in LEVELS:
            dialog = open_dialog(page, level)
            over[scale, level] = below_the_screen(page, dialog)
            assert dialog.evaluate("it => [it.scrollTop, it.scrollHeight <= it.clientHeight]") == [0, True]
            page.keyboard.press("Escape")
    assert over == {(scale, level): 0 for scale in SCALES for level in LEVELS}


def test_every_boundary_stands_on_one_sheet_of_paper_with_its_levels_side_by_side(bram_rates, tmp_path):
    page, paper = bram_rates.page, tmp_path / "boundary.pdf"
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")
    for scale in SCALES:
        for level in LEVELS:
            page.goto(f"/instruments/{INSTRUMENT}/1/scales/{scale}/boundary/{level}/")
            page.pdf(path=paper, format="A4", margin=margin)
            assert page_count(paper) == 1, (scale, level)
    page.goto(f"/instruments/{INSTRUMENT}/1/scales/L2/boundary/meets/")
    page.pdf(path=paper, format="A4", margin=margin)
    lower, higher = (dict(map(reversed, places_of(paper, f"{one} de verwachting"))) for one in ("Benadert", "Volgens"))
    assert "Ontwikkelingsschalen voor het kwaliteitsgebied leerlingenbegeleiding" in text_of(paper)
    beside = [foot for foot in lower if higher.get(foot, 0) - lower[foot] > A_COLUMN]
    assert beside


def test_no_boundary_scrolls_sideways_on_a_phone(bram_rates):
    page = bram_rates.page
    page.set_viewport_size(PHONE)
    for scale in SCALES:
        for level in LEVELS:
            page.goto(f"/instruments/{INSTRUMENT}/1/scales/{scale}/boundary/{level}/")
            assert page.evaluate("document.documentElement.scrollWidth") == 360, (scale, level)
        page.goto(f"/assessments/2026-014/scales/{INSTRUMENT}/{scale}/")
        for level in LEVELS:
            dialog = open_dialog(page, level)
            assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth"), (scale, level)
            page.keyboard.press("Escape")


def test_over_the_work_it_passes_wcag(bram_rates):
    bram_rates.page.goto(f"/assessments/2026-014/scales/{INSTRUMENT}/L2/")
    bram_rates.inspect(lambda page: open_dialog(page, "approximates"))
    bram_rates.inspect(lambda page: open_dialog(page, "exceeds"))
    bram_rates.page.goto(f"/assessments/2026-014/scales/{INSTRUMENT}/L1/")
    bram_rates.inspect(lambda page: open_dialog(page, "meets"))  # words that moved


def test_it_opens_over_the_work_and_rates_nothing(bram_rates):
    page = bram_rates.page
    page.goto(f"/assessments/2026-014/scales/{INSTRUMENT}/L1/")
    dialog = open_dialog(page, "approximates")
    expect(dialog.locator(".turns")).to_contain_text("beperkt")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-level=approximates] .to-boundary a")).to_be_focused()
    expect(page.locator(".level.is-chosen")).to_have_count(0)
    assert Rating.objects.filter(level=None).count() == 4
