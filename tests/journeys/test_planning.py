"""Planning an assessment at a centre that is looked for by words; the page has no script of its own for it."""

import pytest
from playwright.sync_api import expect

from portal.centres.models import Centre

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_centre_is_found_and_chosen_and_what_was_typed_is_kept(somebody, shipped, amina, bram):
    for index, name in enumerate(("CDO Lier", "CDO Genk", "CLW Aalst")):
        Centre.objects.create(institution_number=f"{20000 + index}", name=name, network="other", municipality=name[4:])
    person = somebody().sign_in(amina.email)
    page = person.page
    page.goto("/assessments/new/?centre=cdo")
    person.inspect()
    page.fill("[name=centre]", "genk")
    page.locator("[name=search]").click()  # before anything else is filled in
    expect(page.get_by_role("radio", name="CDO Genk, 20001, Genk")).to_be_checked()
    page.fill("[name=reference]", "2026-030")
    page.fill("[name=visit_start]", "2026-12-01")
    page.fill("[name=visit_end]", "2026-12-03")
    page.check("[name=versions]")
    page.select_option("[name=coordinator]", label=bram.name)
    page.fill("[name=centre]", "aalst")
    page.locator("[name=search]").click()
    expect(page.get_by_role("radio", name="CLW Aalst, 20002, Aalst")).to_be_checked()
    expect(page.locator("[name=centre]")).to_be_focused()
    expect(page.locator("[name=reference]")).to_have_value("2026-030")
    expect(page.locator("[name=versions]")).to_be_checked()
    page.fill("[name=centre]", "cdo")
    page.locator("[name=reference]").press("Enter")  # a centre is to be chosen first
    page.get_by_role("radio", name="CDO Lier, 20000, Lier").check()
    page.locator("[name=reference]").press("Enter")
    page.wait_for_url("**/assessments/2026-030/")
    expect(page.locator("main")).to_contain_text("CDO Lier")
