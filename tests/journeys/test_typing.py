"""What somebody types survives a school without Wi-Fi, a closed page and a session that ended."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.enums import PassageKind, TeamRole
from assessments.models import Passage
from assessments.planning import declare, plan
from tests.journeys.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCALE = "/assessments/2026-014/scales/dbso-leerlingenbegeleiding/L1/"


@pytest.fixture
def writer(somebody, shipped, amina, bram, centre):
    """Bram at the text of L1."""
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
    person = somebody().sign_in(bram.email)
    person.page.goto(SCALE)
    return person


def narrative():
    return Passage.objects.get(kind=PassageKind.NARRATIVE, scale__code="L1").text


def type_text(page, text):
    page.locator("#narrative textarea").fill(text)
    page.locator("h1").click()


def test_without_a_connection_the_text_waits_and_goes_out_later(writer):
    page = writer.page
    writer.context.set_offline(True)
    type_text(page, "Getypt zonder wifi.")
    expect(page.locator("#save-state")).to_contain_text("Geen verbinding")
    assert narrative() == ""
    writer.context.set_offline(False)
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    assert narrative() == "Getypt zonder wifi."


def test_a_page_closed_without_a_connection_finds_its_text_again(writer):
    writer.page.route("**/passages/**", lambda route: route.abort())  # of this page alone, to its very end
    type_text(writer.page, "Getypt in de kelder.")
    expect(writer.page.locator("#save-state")).to_contain_text("Geen verbinding")
    writer.page.close()
    page = writer.context.new_page()
    page.goto(SCALE)
    expect(page.locator("#narrative textarea")).to_have_value("Getypt in de kelder.")
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server")
    assert narrative() == "Getypt in de kelder."


def test_a_save_whose_answer_was_lost_is_no_collision_with_oneself(writer):
    page = writer.page
    page.route("**/passages/**", lambda route: (route.fetch(), route.abort()), times=1)
    type_text(page, "Eerste zin.")
    expect(page.locator("#save-state")).to_contain_text("Geen verbinding")
    assert narrative() == "Eerste zin."
    type_text(page, "Eerste zin, langer.")
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server")
    expect(page.locator(".conflict")).to_have_count(0)
    assert narrative() == "Eerste zin, langer."


def test_a_server_that_is_busy_gets_the_text_once_more(writer):
    page = writer.page
    page.route("**/passages/**", lambda route: route.fulfill(status=503, body="<p>busy</p>"), times=1)
    type_text(page, "Getypt op een druk moment.")
    expect(page.locator("#save-state")).to_contain_text("in deze browser")
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    assert narrative() == "Getypt op een druk moment."
    assert len(writer.errors) == 1
    writer.errors.clear()  # it was meant


def test_a_session_that_ended_while_typing_keeps_the_text(writer, bram):
    page = writer.page
    Session.objects.all().delete()
    type_text(page, "Getypt na de sessie.")
    notice = page.locator(".signed-out")
    expect(notice).to_be_visible()
    with writer.context.expect_page() as opened:
        notice.get_by_role("link").click()
    login = opened.value
    login.fill("input[name=login]", bram.email)
    login.fill("input[name=password]", PASSWORD)
    login.click("main button[type=submit]")
    login.wait_for_url("**/")
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    assert narrative() == "Getypt na de sessie."


def test_one_key_rates_but_not_while_typing(writer):
    page = writer.page
    page.locator("#narrative textarea").press("2")
    expect(page.locator(".level.is-chosen")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("4")
    expect(page.locator(".level.is-chosen h2")).to_contain_text("Overstijgt")
    expect(page.locator("#scale-tabs [aria-current]")).to_contain_text("motivering ontbreekt")
