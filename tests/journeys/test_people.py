"""A director is invited, hands over to a successor, and loses sight of the centre on the day."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.transitions import finalise
from portal.accounts import inviting
from portal.accounts.models import User
from portal.centres.models import Appointment, Centre
from portal.centres.records import change_centre
from tests.assessments.conftest import REFERENCE, complete, draft, fresh, in_review, locked, planned  # noqa: F401
from tests.journeys.conftest import PASSWORD, link_in_mail_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBMIT = "main form button.btn-primary[type=submit]"
OUTCOME = f"/outcomes/{REFERENCE}/"


@pytest.fixture
def version(shipped):
    """For the fixtures of tests/assessments."""
    return shipped


@pytest.fixture
def report(locked, dirk):  # noqa: F811
    """An issued report on Els's centre."""
    finalise(reference=REFERENCE, seen=fresh(locked).revision, actor=dirk)


def accept(somebody, address, given_name):
    """From the mail to the start page, in a browser of their own."""
    person = somebody()
    page = person.page
    page.goto(link_in_mail_to(address))
    person.inspect()
    page.fill("[name=given_name]", given_name)
    page.fill("[name=family_name]", "Wouters")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url("**/login/**")
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", PASSWORD)
    page.click(SUBMIT)
    page.wait_for_url(lambda url: url.endswith("/") and "login" not in url and "invitations" not in url)
    return person


def test_invited_handed_over_and_out_of_sight_on_the_day(somebody, report, amina, time_machine):
    # In the evening: between a morning and midnight, sessions end by themselves.
    midnight = datetime.combine(timezone.localdate() + timedelta(days=2), time(), timezone.get_default_timezone())
    time_machine.move_to(midnight - timedelta(hours=1))
    administrator = somebody().sign_in(amina.email)
    page = administrator.page
    page.goto("/centres/123456/appointments/new/")
    administrator.inspect()
    page.fill("[name=email]", "jef@example.be")
    page.select_option("[name=function]", "director")
    page.click(SUBMIT)
    page.wait_for_url("**/centres/123456/")
    expect(page.locator("main")).to_contain_text("jef@example.be")
    administrator.inspect()

    jef = accept(somebody, "jef@example.be", "Jef")
    jef.inspect()
    assert jef.page.goto(OUTCOME).status == 200

    term = Appointment.objects.get()
    jef.page.goto("/centres/123456/")
    jef.inspect()
    jef.page.click(f"a[href$='appointments/{term.pk}/hand-over/']")
    jef.inspect()
    jef.page.fill("[name=email]", "piet@example.be")
    jef.page.fill("[name=last_day]", timezone.localdate().isoformat())
    jef.page.click(SUBMIT)
    expect(jef.page.locator(".messages")).to_contain_text("piet@example.be")
    piet = accept(somebody, "piet@example.be", "Piet")
    jef.page.goto("/centres/123456/")
    expect(jef.page.locator(".notice")).to_contain_text("Piet Wouters")
    assert jef.page.locator("a[href$='/hand-over/']").count() == 0
    jef.inspect()
    assert [who.page.goto(OUTCOME).status for who in (jef, piet)] == [200, 404]

    time_machine.move_to(midnight + timedelta(seconds=1))
    assert [who.page.goto(OUTCOME).status for who in (jef, piet)] == [404, 200]
    assert jef.page.goto("/centres/123456/").status == 404
    jef.page.goto("/")
    expect(jef.page.locator("main")).not_to_contain_text("CLW Vilvoorde")


def test_the_pages_about_people_pass_wcag(somebody, amina, bram, els, planned, other_centre):  # noqa: F811
    inviting.invite(email="nel@example.be", role="inspector", actor=amina)
    administrator = somebody().sign_in(amina.email)
    waiting = amina.invitations_made.get()
    change_centre(centre=other_centre, fields={"phone": "089 1"}, seen=0, actor=amina)
    change = f"centre-{Centre.history.filter(id=other_centre.pk).latest().pk}"
    for path in (
        "/people/",
        "/people/?q=nobody-of-this-name",
        "/people/invite/",
        "/people/invitations/",
        f"/people/invitations/{waiting.pk}/withdraw/",
        f"/people/{bram.pk}/",
        f"/people/{bram.pk}/close/",
        "/centres/30569/history/",
        f"/centres/30569/history/{change}/put-back/",
        "/centres/unreachable/",
        "/centres/unreachable/?reason=closed",
    ):
        administrator.page.goto(path)
        administrator.inspect()


def test_an_account_that_is_closed_is_out_at_once_in_every_browser(somebody, amina, els):
    administrator, laptop, phone = (somebody().sign_in(user.email) for user in (amina, els, els))
    administrator.page.goto(f"/people/{els.pk}/close/")
    administrator.page.click(SUBMIT)
    administrator.page.wait_for_url(f"**/people/{els.pk}/")
    for browser in (laptop, phone):
        browser.page.goto("/")
        expect(browser.page).to_have_url(re.compile("/login/"))
    assert not User.objects.get(pk=els.pk).is_active
