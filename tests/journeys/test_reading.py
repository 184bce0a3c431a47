"""Reading instruments in a real browser: without signing in, and beside the work of rating."""

from datetime import date

import pytest
from playwright.sync_api import expect

from assessments.enums import TeamRole
from assessments.models import Rating
from assessments.planning import declare, plan
from rubric.models import QuantifierWord

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/instruments/dbso-leerlingenbegeleiding/1/"


@pytest.fixture(autouse=True)
def words(shipped):
    for word in ("onvoldoende", "beperkt", "systematisch"):
        QuantifierWord.objects.get_or_create(word=word)


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        f"{PAGE}scales/L1/boundary/approximates/",
        f"{PAGE}scales/L2/boundary/exceeds/",
        f"{PAGE}compare/1/",
        "/instruments/search/?q=begeleiding",
    ],
)
def test_pages_for_everybody_pass_wcag(somebody, path):
    person = somebody()
    person.page.goto(path)
    person.inspect()


def test_from_a_word_to_its_sentence_to_the_boundary(somebody):
    page = somebody().page
    page.goto(PAGE)
    page.fill("#search", "continuum")
    page.keyboard.press("Enter")
    page.locator(".hits a").click()
    expect(page).to_have_url(f"{page.url.split('#')[0]}#L2-exceeds-6")
    expect(page.locator(":target")).to_contain_text("continuüm van zorg")
    page.locator("#L2-meets .to-boundary").click()
    expect(page.locator("h1")).to_contain_text("L2")
    expect(page.locator(".boundary-table tbody tr")).to_have_count(4)


def test_the_words_page_passes_wcag(somebody, amina):
    person = somebody().sign_in(amina.email)
    person.page.goto("/instruments/words/")
    person.inspect()


def test_what_separates_two_levels_opens_over_the_work_and_rates_nothing(somebody, shipped, amina, bram, centre):
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
    page = somebody().sign_in(bram.email).page
    page.goto("/assessments/2026-014/scales/dbso-leerlingenbegeleiding/L1/")
    page.locator("[data-level=approximates] .to-boundary a").click()
    dialog = page.locator("#boundary-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("h2")).to_be_focused()
    expect(dialog.locator(".turns")).to_contain_text("beperkt")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-level=approximates] .to-boundary a")).to_be_focused()
    expect(page.locator(".level.is-chosen")).to_have_count(0)
    assert Rating.objects.filter(level=None).count() == 4
