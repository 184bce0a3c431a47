"""An administrator imports the public spreadsheet's form of made-up institutions through the browser.

10,000 of them are shown; 1,000 are stored (tests/centres/importing/test_working.py stores 10,000, without a browser).
"""

import pytest
from playwright.sync_api import expect

from portal.centres.importing import working
from portal.centres.models import Centre, ImportRun, Site
from tests.centres.importing.conftest import _files_of_this_test  # noqa: F401 -- files of this test only
from tests.centres.importing.files import HEADER, csv_file, institutions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/centres/import/"


@pytest.fixture
def keeper(somebody, amina):
    return somebody().sign_in(amina.email)


def give(page, raw, name="centra.csv"):
    page.goto(PAGE)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": raw})
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/centres/import/*/")
    return ImportRun.objects.latest("pk")


def confirm_button(page):
    return page.locator("form[action$='/confirm/'] button")


def test_ten_thousand_institutions_are_shown_and_nothing_is_stored_before_one_says_so(keeper):
    page = keeper.page
    run = give(page, csv_file(HEADER, *institutions(10_000), encoding="cp1252"))
    bar = page.locator("#progress progress")
    expect(bar).to_be_visible()
    page.reload()
    bar.evaluate("bar => { bar.isTheSame = true }")
    with page.expect_response("**/progress/"):
        pass
    with page.expect_response("**/progress/"):
        pass
    assert bar.evaluate("bar => bar.isTheSame")  # else it would begin to move anew with each answer
    assert working.work(run.pk) == "preview"  # what the worker does, while the page asks how far it is
    expect(confirm_button(page)).to_be_visible()
    expect(page.locator("main table tbody tr")).to_have_count(25)
    run.refresh_from_db()
    assert (run.counts["new"], Centre.objects.count()) == (10_000, 0)


def test_what_one_confirms_comes_in_and_a_second_time_nothing_changes(keeper):
    page = keeper.page
    raw = csv_file(HEADER, *institutions(1_000), encoding="cp1252")
    run = give(page, raw)
    working.work(run.pk)
    confirm_button(page).click()
    expect(page.locator("#progress progress")).to_be_visible()
    assert working.work(run.pk) == "done"
    expect(page.locator("#progress")).to_have_count(0)
    assert (Centre.objects.count(), Site.objects.count(), Centre.history.count()) == (1_000, 1_000, 1_000)
    page.goto("/centres/100999/")
    expect(page.locator("h1")).to_have_text("School 100999")

    again = give(page, raw)
    working.work(again.pk)
    expect(page.locator("#progress")).to_have_count(0)
    expect(confirm_button(page)).to_have_count(0)
    again.refresh_from_db()
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 1_000, "missing": 0, "wrong": 0}


def open_details(page):
    for summary in page.locator("main details summary").all():
        summary.click()


def test_each_page_of_an_import_holds_to_wcag(keeper, centre):
    """One of each template, with all that it may hold."""
    page = keeper.page
    page.goto(PAGE)
    page.locator("main details summary").click()
    expect(page.get_by_role("rowheader", name="nummer_instelling")).to_be_visible()
    keeper.inspect(open_details)
    header = [*HEADER, "nummer_im"]
    other = [[*row[:-1], "211", "977099"] for row in institutions(3)]
    run = give(page, csv_file(header, *other, ["123456", "Een andere naam", *[""] * 11]))
    keeper.inspect()
    working.work(run.pk)
    page.goto(f"{PAGE}{run.pk}/")
    expect(page.locator("main .notice")).to_have_count(2)
    keeper.inspect(open_details)
    page.goto(f"{PAGE}{run.pk}/?kind=changed")
    keeper.inspect()
    page.locator("button[name=structures]").click()
    run = ImportRun.objects.latest("pk")
    page.wait_for_url(f"**{PAGE}{run.pk}/")
    working.work(run.pk)
    expect(page.locator("button[name=structures][value=all]")).to_be_visible()
    wrong = give(page, csv_file(HEADER, ["x", *[""] * 11]))
    working.work(wrong.pk)
    page.goto(f"{PAGE}{wrong.pk}/")
    keeper.inspect()
    give(page, csv_file(["Code", "Naam"], ["1", "2"]))
    keeper.inspect()
    page.locator("main section form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("form[action$='/stop/'] button").click()
    expect(page.locator(".messages .notice")).to_be_visible()
