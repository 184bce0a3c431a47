"""Reading instruments in a real browser."""

import pytest
from playwright.sync_api import expect

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
