"""An administrator brings the published document in by upload, and everybody gets it as CASE without signing in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rubric.exchange.from_yaml import manuscript
from rubric.exchange.reader import recognise
from rubric.loading import SHIPPED
from rubric.models import Instrument, InstrumentVersion, Scale, Statement
from tests.rubric.exchange.case_schema import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/instruments/import/"
SOURCE = Path(__file__).parent.parent / "rubric" / "source.txt"
COLOPHON = "\n\n## COLOFON\n\nVerantwoordelijke uitgever: de onderwijsinspectie\n"
SLIPS = ["L2/below/3", "L2/meets/4", "L2/exceeds/4", "L4/meets/2", "L4/exceeds/2"]


@pytest.fixture
def keeper(somebody, amina):
    return somebody().sign_in(amina.email)


def upload(page, raw, name):
    page.goto(PAGE)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": raw})
    page.locator("main form button[type=submit]").click()


def section(page, heading):
    return page.locator("main section").filter(has=page.get_by_role("heading", name=heading, exact=True))


def nothing_is_stored():
    return [kind.objects.count() for kind in (Instrument, InstrumentVersion, Scale, Statement)] == [0, 0, 0, 0]


def test_the_document_goes_in_by_upload_and_comes_out_as_case(keeper, somebody, words):
    page = keeper.page
    page.goto("/instruments/")
    page.get_by_role("link", name="Een instrument importeren").click()
    keeper.inspect()

    upload(page, SOURCE.read_bytes() + COLOPHON.encode(), "bron.md")
    expect(section(page, "Overgebleven").locator("li")).to_contain_text(["COLOFON", "Verantwoordelijke uitgever"])

    upload(page, SOURCE.read_bytes(), "bron.md")
    expect(page.locator("main")).to_contain_text("bron.md: 4 schalen, 4 niveaus, 69 zinnen.")
    expect(section(page, "Overgebleven").locator("li")).to_have_count(0)
    cells = section(page, "Het rooster").locator("tbody td").all_inner_texts()
    assert [int(cell.split()[0]) for cell in cells] == [4, 4, 4, 5, 3, 4, 5, 6, 3, 4, 4, 5, 4, 5, 4, 5]
    slips = page.locator("input[name=slips]")
    assert [slip.get_attribute("value") for slip in slips.all()] == SLIPS
    assert nothing_is_stored()

    for slip in SLIPS:
        page.locator(f"input[name=slips][value='{slip}']").check()
    page.fill("[name=code]", "dbso-leerlingenbegeleiding")
    page.fill("[name=source]", manuscript(SHIPPED).source)
    page.locator("button[name=draft]").click()
    page.wait_for_url("**/instruments/dbso-leerlingenbegeleiding/1/edit/")
    anybody = somebody()
    address = "/instruments/dbso-leerlingenbegeleiding/1.case.json"
    assert anybody.context.request.get(address).status == 404

    page.locator(".page-actions .btn-primary").click()
    page.wait_for_url("**/publish/")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/instruments/dbso-leerlingenbegeleiding/1/")
    answer = anybody.context.request.get(address)
    assert (answer.status, faults(answer.json())) == (200, [])
    assert recognise(answer.body(), "uit.case.json").manuscript == manuscript(SHIPPED)


def test_the_preview_passes_wcag(keeper):
    keeper.page.goto(PAGE)
    keeper.inspect(lambda page: upload(page, SOURCE.read_bytes() + COLOPHON.encode(), "bron.md"))


def test_a_faulty_file_is_refused_with_its_place_and_nothing_is_stored(keeper):
    page = keeper.page
    lines = SHIPPED.read_text().splitlines()
    place = lines.index("  - code: L2")
    lines[place] = "  - code: L1"
    faulty = "\n".join(lines)
    upload(page, faulty.encode(), "fout.yaml")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Er is niets bewaard.")
    expect(notice).to_contain_text(re.compile(rf"fout\.yaml, regel {place + 1}: .*L1"))
    assert nothing_is_stored()
    keeper.page.goto(PAGE)
    keeper.inspect(lambda page: upload(page, faulty.encode(), "fout.yaml"))
