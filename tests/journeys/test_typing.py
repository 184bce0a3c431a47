"""What somebody types survives a school without Wi-Fi, a closed page and a session that ended."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import Assessment, PassageRevision, Proposal, Rating
from tests.journeys.writing import (
    SCALE,
    colleague_writes,
    joins,
    narrative,
    sign_in_again,
    type_text,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(page.locator(".signed-out")).to_be_visible()
    sign_in_again(writer, bram)
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    assert narrative() == "Getypt na de sessie."


def test_what_somebody_types_is_never_saved_as_the_next_person_on_the_same_browser(writer, bram, chloe):
    page = writer.page
    joins(Assessment.objects.get(), chloe)
    Session.objects.all().delete()
    type_text(page, "Dit is van Bram.")
    expect(page.locator(".signed-out")).to_be_visible()
    sign_in_again(writer, chloe)
    with page.expect_response("**/passages/**") as answer:  # it asks again by itself, with the cookie of the other
        pass
    assert answer.value.status == 401
    page.locator("#levels .level button").first.click()
    expect(page.locator("#save-state")).to_have_class(re.compile("is-caution"))
    assert (narrative(), level()) == ("", None)
    Session.objects.all().delete()
    sign_in_again(writer, bram)
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    assert narrative() == "Dit is van Bram."
    assert set(PassageRevision.objects.values_list("author", flat=True)) == {bram.pk}


def test_a_session_that_ends_leaves_the_cursor_where_somebody_types(writer, bram):
    page, text = writer.page, writer.page.locator("#narrative textarea")
    text.focus()
    Session.objects.all().delete()
    page.keyboard.type("Eerste zin.")
    expect(page.locator(".signed-out")).to_be_visible()
    expect(page.locator("#save-state")).to_have_text(page.locator("#save-state").get_attribute("data-signedout"))
    expect(text).to_be_focused()
    page.keyboard.type(" Er zijn 3 leraren.")
    expect(text).to_have_value("Eerste zin. Er zijn 3 leraren.")
    sign_in_again(writer, bram)
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server", timeout=15_000)
    expect(page.locator(".signed-out")).to_have_count(0)
    assert (narrative(), level()) == ("Eerste zin. Er zijn 3 leraren.", None)


def test_one_key_rates_where_the_levels_have_the_focus_and_can_be_undone(writer):
    page = writer.page
    expect(page.locator("#levels")).to_be_focused()
    page.keyboard.press("4")
    expect(page.locator(".level.is-chosen h2")).to_contain_text("Overstijgt")
    expect(page.locator("#scale-tabs [aria-current]")).to_contain_text("motivering ontbreekt")
    expect(page.locator("#live")).to_contain_text("Overstijgt")
    page.keyboard.press("2")
    expect(page.locator(".level.is-chosen h2")).to_contain_text("Benadert")
    page.locator("#undo-rating").click()
    expect(page.locator(".level.is-chosen h2")).to_contain_text("Overstijgt")
    expect(page.locator("#levels")).to_be_focused()
    page.locator("#narrative textarea").press("3")
    page.locator("h1").click()
    page.keyboard.press("3")
    page.wait_for_timeout(700)
    assert level() == "exceeds"


def test_undo_takes_back_the_last_change_once(writer):
    page, undo = writer.page, writer.page.locator("#undo-rating")
    chosen = page.locator(".level.is-chosen h2")
    page.locator("[data-level=meets] button[name=level]").click()
    expect(chosen).to_contain_text("Volgens")
    undo.click()
    expect(chosen).to_have_count(0)
    expect(undo).to_be_hidden()
    page.locator("[data-level=meets] button[name=level]").click()
    expect(chosen).to_contain_text("Volgens")
    page.locator("[data-level=approximates] button[name=level]").click()
    expect(chosen).to_contain_text("Benadert")
    page.locator("[data-level=approximates] button[name=level]").click()  # the same again: the way back stays
    page.wait_for_load_state("networkidle")
    undo.click()
    expect(chosen).to_contain_text("Volgens")
    expect(undo).to_be_hidden()
    page.locator("[data-level=meets] button[name=level]").click()
    page.wait_for_load_state("networkidle")
    expect(undo).to_be_hidden()
    assert level() == "meets"


def level():
    rating = Rating.objects.select_related("level").get(scale__code="L1")
    return rating.level and rating.level.code


@pytest.mark.parametrize("sentence", ["Er zijn 2 leraren, 3 begeleiders.", "2 leraren.", "2026", "1. Eerst 4"])
def test_a_sentence_typed_into_nothing_rates_nothing(writer, sentence):
    page = writer.page
    for click in (None, "h1", "#levels .statement"):
        page.goto(SCALE)
        if click:
            page.locator(click).first.click()
        page.keyboard.type(sentence, delay=30)
        page.wait_for_timeout(700)
    assert level() is None


def test_a_link_to_a_text_leads_the_cursor_into_it(writer, bram):
    page, motivation = writer.page, writer.page.locator("#motivation textarea")
    page.keyboard.press("4")  # without an example of good practice
    page.locator("#contradictions a").click()
    expect(motivation).to_be_focused()
    page.locator("h1").click()
    page.locator("#contradictions a").click()  # the address has its fragment already
    expect(motivation).to_be_focused()
    page.goto("/assessments/2026-014/")
    page.locator("#needs a[href$='#motivation']").click()
    expect(motivation).to_be_focused()
    page.keyboard.type("Er zijn 2 leraren.")
    expect(motivation).to_have_value("Er zijn 2 leraren.")
    page.goto("/assessments/2026-014/advice/#motivation")
    expect(motivation).to_be_focused()


def test_a_colleague_in_the_same_place_does_not_move_the_cursor(writer, bram, chloe):
    page, text = writer.page, writer.page.locator("#narrative form.passage textarea")
    text.focus()
    colleague_writes("Van Chloé.", chloe)
    page.keyboard.type("Van Bram.")
    expect(page.locator(".conflict")).to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.type(" En 2 zinnen.")
    expect(text).to_have_value("Van Bram. En 2 zinnen.")
    choice = page.locator(".conflict textarea")
    expect(choice).to_have_value("Van Chloé.\n\nVan Bram. En 2 zinnen.")
    choice.fill("Van beiden.")
    page.locator(".conflict button").first.click()
    expect(text).to_have_value("Van beiden.")
    expect(text).to_be_focused()
    expect(page.locator(".conflict")).to_have_count(0)
    page.reload()
    expect(text).to_have_value("Van beiden.")
    page.wait_for_timeout(500)
    assert page.evaluate("Object.keys(localStorage)") == []
    assert (narrative(), Proposal.objects.filter(decided_at=None).count()) == ("Van beiden.", 0)


def test_a_space_at_the_end_is_no_difference(writer, bram, chloe):
    page, text = writer.page, writer.page.locator("#narrative textarea")
    text.focus()
    colleague_writes("Een zin.", chloe)
    page.keyboard.type("Een zin. ")
    expect(page.locator("#save-state")).to_contain_text("Bewaard op de server")
    expect(text).to_have_value("Een zin. ")
    expect(page.locator(".conflict")).to_have_count(0)


def until_htmx_has_read(link):
    """What it put on the page it reads a moment later; until then a link is a link."""
    link.page.wait_for_function("it => it['htmx-internal-data']?.listenerInfos?.length", arg=link.element_handle())


def test_a_finding_by_keyboard(writer):
    page = writer.page
    add = page.locator("#new-finding > a")
    for _once in range(2):
        add.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#new-finding [name=kind]").first).to_be_focused()
        cancel = page.locator(".finding-form a")
        until_htmx_has_read(cancel)
        cancel.press("Enter")
        expect(add).to_be_focused()
        until_htmx_has_read(add)
    page.keyboard.press("Enter")
    form = page.locator(".finding-form")
    parts = [form.locator("[name=weight]"), form.locator("[name=criteria]").first]
    shown = {}
    for kind in ("strength", "improvement_point", "good_practice"):
        form.locator(f"[value={kind}]").check()
        shown[kind] = [part.is_visible() for part in parts]
    assert shown == {"strength": [False, False], "improvement_point": [True, False], "good_practice": [False, True]}
    form.locator("[name=text]").fill("Sterk.")
    form.locator("button").press("Enter")
    expect(page.locator(".finding textarea")).to_be_focused()
