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
