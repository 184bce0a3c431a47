"""An administrator imports the public spreadsheet's form of 10,000 made-up institutions through the browser."""

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


def test_ten_thousand_institutions_come_in_and_a_second_time_nothing_changes(keeper):
    page = keeper.page
    raw = csv_file(HEADER, *institutions(10_000), encoding="cp1252")
    run = give(page, raw)
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
    assert Centre.objects.count() == 0

    confirm_button(page).click()
    expect(page.locator("#progress progress")).to_be_visible()
    assert working.work(run.pk) == "done"
    expect(page.locator("#progress")).to_have_count(0)
    assert (Centre.objects.count(), Site.objects.count(), Centre.history.count()) == (10_000, 10_000, 10_000)
    page.goto("/centres/109999/")
    expect(page.locator("h1")).to_have_text("School 109999")

    again = give(page, raw)
    working.work(again.pk)
    expect(page.locator("#progress")).to_have_count(0)
    expect(confirm_button(page)).to_have_count(0)
    again.refresh_from_db()
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 10_000, "missing": 0, "wrong": 0}


def test_each_page_of_an_import_holds_to_wcag(keeper, centre):
    page = keeper.page
    page.goto(PAGE)
    keeper.inspect()
    page.locator("main details summary").click()
    expect(page.get_by_role("rowheader", name="nummer_instelling")).to_be_visible()
    keeper.inspect()
    run = give(page, csv_file(HEADER, *institutions(3), ["123456", "Een andere naam", *[""] * 10]))
    keeper.inspect()
    working.work(run.pk)
    for kind in ("new", "changed", "missing"):
        page.goto(f"{PAGE}{run.pk}/?kind={kind}")
        keeper.inspect()
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
