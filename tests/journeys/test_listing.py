"""The list of centres in a browser: the total comes in after the list, and after each search."""

import re

import pytest
from playwright.sync_api import expect

from portal.centres.models import Centre

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader(somebody, amina):
    for number in range(30):
        name = f"{'CDO' if number < 26 else 'CLW'} {number}"
        Centre.objects.create(institution_number=str(20000 + number), name=name, network="other")
    return somebody().sign_in(amina.email)


def test_the_total_comes_in_after_the_list_and_after_each_search(reader):
    page = reader.page
    page.goto("/centres/")
    total = page.locator(".list-count")
    expect(total).to_have_text(re.compile("^30 "))
    page.locator("#id_q").press_sequentially("cdo")
    expect(total).to_have_text(re.compile("^26 "))
    page.locator("a[rel=next]").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(total).to_have_text(re.compile("^26 "))
    reader.inspect()


def test_who_hears_the_page_hears_how_many_were_found_and_not_the_table(reader):
    page = reader.page
    page.goto("/centres/")
    heard = page.locator("#live")
    expect(heard).to_have_text(re.compile(r"^30 \w+$"))
    page.locator("#id_q").press_sequentially("cdo")
    expect(heard).to_have_text(re.compile(r"^26 \w+$"))
    page.locator("#id_q").fill("nergens")
    expect(heard).to_have_text(page.locator("#centres .empty").inner_text())
    assert page.locator("[aria-live]:not(#live), #centres [role=status]").count() == 0


def test_back_and_forward_lead_to_whole_pages_and_typing_fills_no_history(reader):
    page = reader.page
    page.goto("/centres/")
    page.locator("#id_q").press_sequentially("cdo", delay=300)
    expect(page.locator(".list-count")).to_have_text(re.compile("^26 "))
    page.locator("main tbody th a").first.click()
    page.wait_for_url("**/centres/20000/")
    page.go_back()
    expect(page.locator("#id_q")).to_have_value("cdo")
    expect(page.locator(".list-count")).to_have_text(re.compile("^26 "))
    page.go_back()
    page.wait_for_url("**/")
    page.go_forward()
    expect(page.locator("#id_q")).to_have_value("cdo")
    expect(page.locator(".main-nav")).to_be_visible()


@pytest.fixture
def without_scripts(reader):
    """The same reader with JavaScript off, on a phone."""
    context = reader.context.browser.new_context(
        base_url=re.match("https?://[^/]+", reader.page.url)[0],
        locale="nl-BE",
        java_script_enabled=False,
        storage_state=reader.context.storage_state(),
        viewport={"width": 360, "height": 800},
    )
    yield context.new_page()
    context.close()


def test_on_a_phone_without_scripts_one_sorts_and_counts(without_scripts):
    page = without_scripts
    page.goto("/centres/?q=cdo")
    expect(page.locator("#id_sort")).to_be_hidden()
    page.locator(".filter-fold > summary").click()
    page.locator("#id_sort").select_option("-number")
    page.locator("form[role=search] button[type=submit]").click()
    expect(page.locator("main tbody th").first).to_have_text("CDO 25")
    assert "sort=-number" in page.url
    page.locator("noscript a").click()
    expect(page.locator(".list-count")).to_have_text(re.compile("^26 "))
    expect(page.locator("main tbody th").first).to_have_text("CDO 25")  # the question stayed


def test_on_a_phone_the_results_begin_on_the_first_screen(reader, without_scripts):
    reader.page.set_viewport_size({"width": 360, "height": 640})
    for page in (reader.page, without_scripts):
        for language in ("en", "nl"):
            page.context.add_cookies([{"name": "django_language", "value": language, "url": reader.page.url}])
            page.goto("/centres/")
            assert page.locator("tbody tr").first.bounding_box()["y"] < 560
    page = reader.page
    page.locator("#id_q").press_sequentially("clw")
    expect(page.locator(".list-count")).to_have_text(re.compile("^4 "))
    assert page.locator("tbody tr").first.bounding_box()["y"] < 560


def test_filters_unfold_with_a_key_and_are_open_where_one_is_set(reader):
    page = reader.page
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/centres/")
    network = page.locator("#id_network")
    page.locator("#id_q").press("Tab")
    page.keyboard.press("Enter")
    expect(network).to_be_visible()
    network.select_option("private")
    expect(page.locator("tbody tr")).to_have_count(0)
    page.reload()
    expect(network).to_be_visible()
    expect(network).to_have_value("private")
    reader.inspect()
    page.goto("/centres/")
    reader.inspect(lambda page: page.locator(".filter-fold").evaluate("fold => fold.open = true"))


def test_on_a_laptop_nothing_is_folded(reader):
    page = reader.page
    page.goto("/centres/")
    expect(page.locator(".filter-fold > summary")).to_be_hidden()
    expect(page.locator("#id_network")).to_be_visible()
    page.locator("#id_q").press("Tab")
    expect(page.locator("#id_network")).to_be_focused()


def test_on_a_laptop_the_heads_of_the_columns_sort_alone(reader):
    reader.page.goto("/centres/")
    expect(reader.page.locator("#id_sort")).to_be_hidden()
    expect(reader.page.locator("thead a").first).to_be_visible()


# The words (without "-", where a line may break) that stand on two lines; the browser of these tests knows no hyphens.
BROKEN = r"""main => {
    const found = [], walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        for (const word of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(one => Math.round(one.top))).size > 1) found.push(word[0]);
        }
    }
    return found;
}"""


def test_no_word_is_broken_on_a_phone(reader, centre):
    more = {"school_community": "Scholengemeenschap Vilvoorde", "network": "community"}
    Centre.objects.filter(pk=centre.pk).update(full_name="Centrum voor leren en werken Vilvoorde", **more)
    for width in (360, 1280):
        reader.page.set_viewport_size({"width": width, "height": 800})
        for address in ("/centres/?q=123456", "/centres/123456/"):
            reader.page.goto(address)
            assert reader.page.locator("main").evaluate(BROKEN) == [], (address, width)
            wider = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
            assert reader.page.locator(".table-wrap").evaluate_all(wider) == 0
