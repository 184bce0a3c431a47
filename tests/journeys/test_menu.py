"""The main menu: one line on a laptop, folded on a phone; it opens without scripts and with keys alone."""

import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.journeys.conftest import PASSWORD, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/instruments/"
PHONE, LAPTOP = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
ONE_LINE, TWO_LINES = 52, 84  # pixels


def header_height(page, size):
    page.set_viewport_size(size)
    return page.locator(".site-header").bounding_box()["height"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_header_is_low_for_each_role(somebody, live_server, amina, bram, els, language):
    User.objects.filter(pk=amina.pk).update(given_name="Marie-Christine", family_name="Vandenberghe-Van Cauwelaert")
    for one in (amina, bram, els):
        somewhere = somebody().sign_in(one.email)
        somewhere.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = somewhere.page
        page.goto(PAGE)
        assert header_height(page, LAPTOP) <= ONE_LINE, one.email
        expect(page.locator(".menu-button")).to_have_count(0 if one == els else 1)
        for link in page.locator(".main-nav a").all():
            expect(link).to_be_visible()
    assert header_height(page, PHONE) <= ONE_LINE + TWO_LINES  # three sections stand there as they are


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(browser, live_server, amina, request):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param, viewport=PHONE)
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=login]", amina.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(PAGE)
    yield page
    context.close()


def test_on_a_phone_it_is_folded_and_names_the_section(phone):
    button, people = phone.locator(".menu-button"), phone.locator(".main-nav a[href='/people/']")
    current = phone.locator(".main-nav a[aria-current=page]")
    assert phone.locator(".site-header").bounding_box()["height"] <= TWO_LINES
    expect(people).to_be_hidden()
    assert button.locator("strong").text_content() == current.text_content()
    button.click()
    expect(current).to_be_visible()
    for one in (button, *phone.locator(".main-nav a").all()):
        assert one.bounding_box()["height"] >= 24
    people.click()
    phone.wait_for_url("**/people/")


def test_with_keys_alone(phone):
    button, first = phone.locator(".menu-button"), phone.locator(".main-nav a").first
    button.focus()
    phone.keyboard.press("Enter")
    expect(first).to_be_visible()
    phone.keyboard.press("Tab")
    expect(first).to_be_focused()
    phone.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["scripts"])
def test_the_open_menu_holds_to_wcag(phone):
    phone.locator(".menu-button").click()
    expect(phone.locator(".main-nav a").first).to_be_visible()
    assert violations(phone) == []
