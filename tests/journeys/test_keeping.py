"""What somebody typed and did not send yet: kept, put back, listed where its place is gone, never another person's."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.commenting import comment
from assessments.models import Assessment, Comment, Finding, Membership, Passage, PassageRevision, Proposal
from assessments.noting import add_finding, remove_finding
from assessments.rating import rate
from tests.journeys.conftest import PASSWORD
from tests.journeys.writing import (
    SCALE,
    colleague_writes,
    joins,
    narrative,
    sign_in_again,
    type_text,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A = "/assessments/2026-014/"
BROKEN = """let left = 1;
for (const name of ["text", "json"]) {
  const read = Response.prototype[name];
  Response.prototype[name] = function () {
    return this.url.includes("/passages/") && left-- > 0 ? Promise.reject(new TypeError("broken")) : read.call(this);
  };
}"""
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };'
BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("not allowed", "SecurityError"); },
});"""


def said(page, name):
    """What the save state says in this case."""
    return page.locator("#save-state").get_attribute(f"data-{name}")


def kept(page):
    return page.evaluate("Object.keys(localStorage)")


def warns(page):
    """Whether the browser asks before it leaves the page."""
    return page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def opened_anew(person, address=SCALE):
    """The same browser later, as after a crash: nothing of the old page was asked."""
    person.page.close()
    person.page = person.context.new_page()
    person.page.on("pageerror", lambda error: person.errors.append(str(error)))
    person.page.goto(address)
    return person.page


def saved(page):
    expect(page.locator("#save-state")).to_contain_text(said(page, "saved").replace("{time}", ""), timeout=15_000)


def test_an_answer_that_breaks_off_is_asked_for_again(writer):
    page = writer.page
    page.add_init_script(BROKEN)
    page.reload()
    type_text(page, "Eerste zin.")
    expect(page.locator("#save-state")).to_have_text(said(page, "offline"))
    type_text(page, "Eerste zin, en een tweede.")
    saved(page)
    assert (narrative(), kept(page)) == ("Eerste zin, en een tweede.", [])


def test_the_page_of_another_network_is_no_answer(writer):
    page = writer.page
    page.route("**/passages/**", lambda route: route.fulfill(status=200, body="<p>Welcome to our wifi</p>"), times=1)
    type_text(page, "Getypt op een gastnetwerk.")
    expect(page.locator("#save-state")).to_have_text(said(page, "offline"))
    saved(page)
    assert narrative() == "Getypt op een gastnetwerk."


@pytest.mark.parametrize("browser_refuses", [FULL, BLOCKED], ids=["full", "blocked"])
def test_a_browser_that_keeps_nothing_still_sends_and_does_not_promise(writer, browser_refuses):
    page = writer.page
    page.add_init_script(browser_refuses)
    page.reload()
    type_text(page, "Getypt in een volle browser.")
    saved(page)
    writer.context.set_offline(True)
    type_text(page, "Getypt in een volle browser, zonder wifi.")
    expect(page.locator("#save-state")).to_have_text(said(page, "unkept"))
    assert warns(page)
    page.locator("#comments summary").click()
    page.locator("#comments textarea").fill("Waarop steunt dit?")
    expect(page.locator("#comments .unkept")).to_be_visible()
    writer.context.set_offline(False)
    saved(page)
    assert narrative() == "Getypt in een volle browser, zonder wifi."


def in_conflict(writer, chloe):
    """Bram's page, with Chloé's text and his own side by side, and what he makes of them in the box."""
    colleague_writes("Van Chloé.", chloe)
    type_text(writer.page, "Van Bram.")
    choice = writer.page.locator(".conflict textarea")
    expect(choice).to_have_value("Van Chloé.\n\nVan Bram.")
    choice.fill("Van beiden.")
    return choice


def test_the_text_made_of_two_outlives_its_page(writer, bram, chloe):
    in_conflict(writer, chloe)
    assert warns(writer.page)
    page = opened_anew(writer)
    choice = page.locator(".conflict textarea")
    expect(choice).to_have_value("Van beiden.")
    assert warns(page)
    page.locator(".conflict button").first.click()
    expect(page.locator(".conflict")).to_have_count(0)
    assert (narrative(), Proposal.objects.filter(decided_at=None).count(), kept(page)) == ("Van beiden.", 0, [])
    assert not warns(page)


def test_a_choice_made_without_a_connection_is_sent_later(writer, bram, chloe):
    in_conflict(writer, chloe)
    page = writer.page
    page.route("**/passages/**", lambda route: route.abort())
    page.locator(".conflict button").first.click()
    expect(page.locator("#save-state")).to_have_text(said(page, "offline"))
    page.unroute("**/passages/**")
    expect(page.locator(".conflict")).to_have_count(0, timeout=15_000)
    assert (narrative(), kept(page)) == ("Van beiden.", [])


def test_what_is_typed_after_a_choice_was_pressed_is_no_choice(writer, bram, chloe):
    choice, page = in_conflict(writer, chloe), writer.page
    page.route("**/passages/**", lambda route: route.abort())
    page.locator(".conflict button").first.click()
    expect(page.locator("#save-state")).to_have_text(said(page, "offline"))
    choice.fill("Van beiden, maar nog niet")
    expect(page.locator("#save-state")).to_have_text(said(page, "conflict"))
    page.unroute("**/passages/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1000)
    assert narrative() == "Van Chloé."
    expect(choice).to_have_value("Van beiden, maar nog niet")


def test_what_is_typed_while_a_choice_is_under_way_goes_on_in_the_text(writer, bram, chloe):
    choice, page, held = in_conflict(writer, chloe), writer.page, []
    page.route("**/passages/**", lambda route: held.append(route), times=1)  # noqa: PLW0108 -- Playwright marks it
    with page.expect_request("**/passages/**"):
        page.locator(".conflict button").first.click()
    choice.press_sequentially(" En meer.")
    held[0].continue_()
    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator("#narrative textarea")).to_have_value("Van beiden. En meer.")
    page.locator("h1").click()
    page.wait_for_function("() => localStorage.length === 0")
    assert narrative() == "Van beiden. En meer."


def test_a_third_text_during_the_choice_joins_what_was_chosen(writer, bram, chloe):
    choice, page = in_conflict(writer, chloe), writer.page
    colleague_writes("Nu heel anders.", chloe, base=1)
    page.locator(".conflict button").first.click()
    expect(choice).to_have_value("Nu heel anders.\n\nVan beiden.")
    page.locator(".conflict button").first.click()
    expect(page.locator(".conflict")).to_have_count(0)
    assert (narrative(), kept(page)) == ("Nu heel anders.\n\nVan beiden.", [])


def test_what_was_decided_on_its_own_page_is_not_asked_again(writer, bram, chloe):
    in_conflict(writer, chloe)
    waiting = Proposal.objects.get()
    page = opened_anew(writer, f"{A}passages/{waiting.passage_id}/proposals/{waiting.pk}/")
    expect(page.locator(".conflict textarea")).to_have_value("Van beiden.")
    page.locator(".conflict button").first.click()
    expect(page.locator("#narrative textarea").first).to_have_value("Van beiden.")
    page.wait_for_timeout(1000)
    expect(page.locator(".conflict")).to_have_count(0)
    assert (narrative(), kept(page), Proposal.objects.filter(decided_at=None).count()) == ("Van beiden.", [], 0)


def a_finding_in_the_making(page):
    page.locator("#new-finding > a").click()
    form = page.locator(".finding-form")
    form.locator("[value=improvement_point]").check()
    form.locator("[name=weight]").select_option("minor")
    form.locator("[name=text]").fill("Het overleg kan vaker.")
    return form


def test_a_colleague_who_rated_first_takes_no_form_away(writer, bram, chloe):
    page, form = writer.page, a_finding_in_the_making(writer.page)
    page.locator("#comments summary").click()
    page.locator("#comments textarea").fill("Waarop steunt dit?")
    joins(Assessment.objects.get(), chloe)
    instrument = SCALE.split("/")[4]
    rate(reference="2026-014", instrument=instrument, scale="L1", level="below", seen=0, actor=chloe)
    page.locator("[data-level=meets] button[name=level]").click()
    expect(page.locator(".level.is-chosen")).to_have_attribute("data-level", "below")
    expect(page.locator("#save-state")).to_have_text(page.locator("#levels").get_attribute("data-outdated"))
    expect(form.locator("[name=text]")).to_have_value("Het overleg kan vaker.")
    expect(page.locator("#comments textarea")).to_have_value("Waarop steunt dit?")
    page.locator("[data-level=meets] button[name=level]").click()
    expect(page.locator(".level.is-chosen")).to_have_attribute("data-level", "meets")


def test_a_rating_that_is_refused_takes_no_form_away(writer, bram):
    page, form = writer.page, a_finding_in_the_making(writer.page)
    Membership.objects.filter(user=bram).update(conflict=True)
    page.locator("[data-level=meets] button[name=level]").click()
    expect(page.locator("#save-state")).to_have_class("save-state is-caution")
    expect(page.locator(".level.is-chosen")).to_have_count(0)
    expect(form.locator("[name=text]")).to_have_value("Het overleg kan vaker.")
    assert page.url.endswith(SCALE)


def test_a_finding_in_the_making_outlives_its_page(writer, bram):
    a_finding_in_the_making(writer.page)
    assert warns(writer.page)
    page = opened_anew(writer)
    expect(page.locator(".leftover textarea")).to_have_value("Het overleg kan vaker.")
    page.locator(".leftover a").click()
    form = page.locator(".finding-form")
    expect(form.locator("[value=improvement_point]")).to_be_checked()
    expect(form.locator("[name=weight]")).to_have_value("minor")
    form.locator("button").click()
    expect(page.locator(".finding textarea")).to_have_value("Het overleg kan vaker.")
    assert (Finding.objects.get().weight, kept(page), warns(page)) == ("minor", [], False)


def test_a_finding_that_is_cancelled_is_thrown_away(writer, bram):
    page, form = writer.page, a_finding_in_the_making(writer.page)
    form.locator("a").click()
    expect(page.locator("#new-finding > a")).to_be_visible()
    assert (kept(page), warns(page)) == ([], False)


def test_a_comment_is_kept_until_it_is_placed(writer, bram):
    writer.page.locator("#comments summary").click()
    writer.page.locator("#comments textarea").fill("Waarop steunt dit?")
    assert warns(writer.page)
    page = opened_anew(writer)
    expect(page.locator("#comments textarea")).to_have_value("Waarop steunt dit?")
    page.route("**/comments/", lambda route: route.fulfill(status=503, body="<p>busy</p>"), times=1)
    page.locator("#comments form button").click()
    expect(page.locator("p")).to_have_text("busy")
    page = opened_anew(writer)
    expect(page.locator("#comments textarea")).to_have_value("Waarop steunt dit?")
    page.locator("#comments form button").click()
    expect(page.locator("#comments .thread")).to_have_count(1)
    assert ([one.text for one in Comment.objects.all()], kept(page), warns(page)) == (["Waarop steunt dit?"], [], False)


def test_an_answer_to_a_thread_that_is_closed_is_kept(writer, bram, dirk):
    scale = Passage.objects.get(scale__code="L1", kind="narrative").scale_id
    thread = comment(reference="2026-014", scale_id=scale, thread_id=None, text="Waarom?", actor=bram).thread
    page = writer.page
    page.reload()
    page.locator(".thread summary").click()
    page.locator(".thread textarea").fill("Daarom.")
    thread.resolved_at, thread.resolved_by = thread.opened_at, dirk
    thread.save()
    page = opened_anew(writer)
    expect(page.locator(".leftover textarea")).to_have_value("Daarom.")
    page.locator(".leftover button").click()
    expect(page.locator(".leftover")).to_have_count(0)
    assert kept(page) == []


def test_the_next_person_on_this_browser_sees_nothing_of_it(writer, bram, chloe):
    joins(Assessment.objects.get(), chloe)
    page = writer.page
    page.locator("#comments summary").click()
    page.locator("#comments textarea").fill("Van Bram.")
    writer.context.clear_cookies()
    writer.sign_in(chloe.email)
    for address in (SCALE, A, A + "review/"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator(".leftover").count() == 0
        assert "Van Bram." not in page.locator("textarea").evaluate_all("them => them.map(one => one.value)")
    assert len(kept(page)) == 1


def test_a_text_whose_finding_is_gone_is_listed_there_and_on_the_overview(writer, bram):
    scale = Passage.objects.get(scale__code="L1", kind="narrative").scale_id
    texts = {"kind": "strength", "weight": "", "text": "Sterk.", "criteria": []}
    made = add_finding(reference="2026-014", scale_id=scale, actor=bram, **texts)
    page = writer.page
    page.reload()
    page.route("**/passages/**", lambda route: route.abort())
    page.locator(".finding textarea").fill("Sterk, en wel hierom.")
    page.locator("h1").click()
    expect(page.locator("#save-state")).to_have_text(said(page, "offline"))
    page = opened_anew(writer, A)
    expect(page.locator(".leftover textarea")).to_have_value("Sterk, en wel hierom.")
    assert page.locator(".leftover a").get_attribute("href") == SCALE
    remove_finding(reference="2026-014", finding_id=made.pk, seen=made.revision + 1, actor=bram)
    page.goto(SCALE.replace("/L1/", "/L2/"))
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".leftover").count() == 0
    page.locator("#scale-tabs a").first.click()
    expect(page.locator(".leftover textarea")).to_have_value("Sterk, en wel hierom.")
    expect(page.locator(".leftover a")).to_have_count(0)
    writer.inspect()
    page.locator(".leftover button").click()
    page.reload()
    expect(page.locator(".leftover")).to_have_count(0)
    assert kept(page) == []


def test_rating_and_sending_go_on_after_signing_in_anew(writer, bram):
    page = writer.page
    Session.objects.all().delete()
    page.locator("[data-level=meets] button[name=level]").click()
    expect(page.locator(".signed-out")).to_be_visible()
    sign_in_again(writer, bram)
    page.locator("#levels").focus()
    page.keyboard.press("3")  # no form is submitted: a script reads it
    expect(page.locator(".level.is-chosen")).to_have_attribute("data-level", "meets")
    page.locator("#comments summary").click()
    page.locator("#comments textarea").fill("Waarop steunt dit?")
    page.locator("#comments form button").click()
    expect(page.locator("#comments .thread")).to_have_count(1)


def sign_in_beside(writer, person):
    """In another tab of the same browser, in the place of whoever was in before."""
    writer.context.clear_cookies(name="sessionid")
    tab = writer.context.new_page()
    tab.goto("/login/")
    tab.fill("input[name=login]", person.email)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button[type=submit]")
    tab.wait_for_url("**/")
    tab.close()


def test_what_is_sent_again_stays_that_of_who_typed_it(writer, bram, chloe):
    page = writer.page
    joins(Assessment.objects.get(), chloe)
    page.goto(f"{SCALE}findings/new/")
    page.locator("[name=kind][value=strength]").check()
    page.locator(".finding-form textarea[name=text]").fill("Van Bram.")
    sign_in_beside(writer, chloe)
    page.locator(".finding-form button.btn-primary").click()
    again = page.locator("main form button.btn-primary")
    for _time in range(2):  # as long as it is Chloé who is in
        expect(page.locator("main")).to_contain_text(chloe.name)
        again.click()
    expect(page.locator("main")).to_contain_text(chloe.name)
    assert Finding.objects.count() == 0
    sign_in_beside(writer, bram)
    again.click()
    page.wait_for_url("**/scales/**")
    assert (Finding.objects.count(), PassageRevision.objects.get(text="Van Bram.").author) == (1, bram)
