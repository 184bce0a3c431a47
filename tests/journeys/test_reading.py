"""Reading instruments in a real browser."""

import pytest
from playwright.sync_api import expect

from rubric.models import InstrumentVersion, QuantifierWord, Statement
from rubric.storing import fill, manuscript_of

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


def test_the_list_passes_wcag_for_who_reads(somebody, gust):
    person = somebody().sign_in(gust.email)
    person.page.goto("/instruments/")
    person.inspect()


def test_two_versions_that_differ_pass_wcag_beside_each_other(somebody, shipped, amina):
    """Each kind of difference: words, a scale more and one less, a legend, the target, a criterion, a remark."""
    other = InstrumentVersion.objects.create(instrument=shipped.instrument, number="2", title="Tweede")
    fill(other, manuscript_of(shipped))
    other.scales.filter(code="L4").delete()
    other.scales.create(code="L5", title="Nieuwe schaal", position=4)
    other.levels.filter(code="meets").update(legend="Anders.", is_target=False)
    other.practice_criteria.filter(position=1).delete()
    own = Statement.objects.filter(descriptor__scale__version=other)
    own.filter(errata__isnull=False).first().errata.update(remark="Een andere opmerking.")
    assert own.filter(text="Het centrumteam volgt de leerlingen beperkt op.").update(text="Het team volgt op.") == 1
    person = somebody().sign_in(amina.email)
    person.page.goto(f"{PAGE}compare/2/")
    expect(person.page.locator("#summary")).to_contain_text("L5 Nieuwe schaal")
    expect(person.page.locator("#L1 ~ .boundary-table")).to_have_count(1)
    person.inspect()
