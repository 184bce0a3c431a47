"""One inspection, from an empty draft to a mailed report, by six people in their own browsers, in Dutch."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Assessment
from portal.accounts.models import User
from portal.mail.models import OutgoingMail
from tests.journeys.conftest import PASSWORD, link_in_mail_to, send_due_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCALES = ["L1", "L2", "L3", "L4"]
URL = "/assessments/2026-099/"
SCALE_URL = URL + "scales/dbso-leerlingenbegeleiding/{}/"


@pytest.fixture
def inspection(somebody, shipped, amina, bram, chloe, dirk, farid, other_centre):
    """The six: the director's account is made on the way."""
    return {user.given_name: somebody().sign_in(user.email) for user in (amina, bram, chloe, dirk, farid)}


def wait_until_saved(page):
    expect(page.locator("#save-state")).to_contain_text("Bewaard")


def test_from_empty_draft_to_mailed_report(inspection, somebody):
    amina, bram, chloe, dirk, farid = inspection.values()
    plan(amina)
    declare(bram)
    declare(chloe)
    rate(bram)
    disagree(bram, chloe)
    advise(bram)
    submit(bram)
    comment_and_return(dirk)
    mend_and_lock(bram, chloe)
    director = somebody()
    accept_the_invitation(director)
    assert director.page.goto("/outcomes/2026-099/").status == 404
    finalise(dirk)
    look_at_the_outcome(director)
    assert farid.page.goto("/outcomes/2026-099/").status == 404
    assert farid.page.goto("/outcomes/2026-099/report.pdf").status == 404
    read_the_ledger(amina)


def plan(amina):
    page = amina.page
    amina.inspect()
    page.goto("/centres/new/")
    amina.inspect()
    page.fill("[name=institution_number]", "123457")
    page.fill("[name=name]", "CLW Aalst")
    page.select_option("[name=network]", index=1)
    page.click("main form button[type=submit], main form input[type=submit]")
    page.wait_for_url("**/centres/123457/")
    amina.inspect()
    page.goto("/centres/123457/appointments/new/")
    amina.inspect()
    page.fill("[name=email]", "greet@example.be")
    page.select_option("[name=function]", "director")
    page.fill("[name=start]", (timezone.localdate() - timedelta(days=30)).isoformat())
    page.click("main form button[type=submit], main form input[type=submit]")
    page.wait_for_url("**/centres/123457/")
    page.goto("/assessments/new/?centre=123457")
    amina.inspect()
    page.fill("[name=reference]", "2026-099")
    page.fill("[name=school_year]", "2026")
    page.fill("[name=visit_start]", "2026-11-16")
    page.fill("[name=visit_end]", "2026-11-18")
    page.check("[name=versions]")
    page.select_option("[name=coordinator]", label="Bram Verhelst")
    page.select_option("[name=reviewer]", label="Dirk Peeters")
    page.locator("[name=members]").locator("xpath=ancestor::div[contains(@class,'form-check')]").filter(
        has_text="Chloé Maes"
    ).locator("input").check()
    amina.press("Doorlichting aanmaken")
    page.wait_for_url(f"**{URL}")
    amina.inspect()


def declare(person):
    person.page.goto(URL)
    person.inspect()
    person.page.check("[name=conflict][value=no]")
    person.press("Verklaren")
    expect(person.page.locator(".messages")).to_contain_text("vastgelegd")


def rate(bram):
    """Level by key and by click, texts that save themselves, findings of each kind, a contradiction answered."""
    page = bram.page
    for code in SCALES:
        page.goto(SCALE_URL.format(code))
        page.keyboard.press("3")  # the levels have the focus
        wait_until_saved(page)
        page.locator("#narrative textarea").fill(f"Het team van Aalst werkt aan {code}. Dat zagen we in de lessen.")
        page.locator("h1").click()
        wait_until_saved(page)
    page.goto(SCALE_URL.format("L1"))
    bram.inspect()
    add_finding(bram, "improvement_point", "Er is geen plan voor preventie.", weight="important")
    expect(page.locator("#contradictions")).to_contain_text("kent geen")
    page.locator("#motivation textarea").fill("Het plan is in opmaak en de acties lopen al.")
    page.locator("h1").click()
    wait_until_saved(page)
    expect(page.locator("#scale-help")).to_contain_text("Er is een motivering geschreven")
    page.goto(SCALE_URL.format("L3"))
    page.get_by_role("button", name="Kies Overstijgt").click()
    expect(page.locator("#contradictions")).to_contain_text("voorbeeld van goede praktijk")
    add_finding(bram, "good_practice", "Het CLB zit elke maand mee aan tafel.", criteria=5)
    expect(page.locator("#contradictions")).to_have_count(0)


def add_finding(person, kind, text, weight="", criteria=0):
    page = person.page
    person.press("Vaststelling toevoegen")
    form = page.locator("#new-finding form")
    form.locator(f"[name=kind][value={kind}]").check()
    form.locator("[name=text]").fill(text)
    if weight:
        form.locator("[name=weight]").select_option(weight)
    for number in range(criteria):
        form.locator("[name=criteria]").nth(number).check()
    form.get_by_role("button", name="Vaststelling bewaren").click()
    expect(page.locator("#findings")).to_contain_text(text)


def disagree(bram, chloe):
    """Both write in one text: different sentences join, the same sentence asks the later one to decide."""
    for person in (bram, chloe):
        person.page.goto(SCALE_URL.format("L2"))
    write(bram, "Het team van Gent werkt aan L2. Dat zagen we in de lessen.")
    write(chloe, "Het team van Aalst werkt aan L2. Dat zagen we in acht lessen.")
    expect(chloe.page.locator("#narrative textarea")).to_have_value(
        "Het team van Gent werkt aan L2. Dat zagen we in acht lessen."
    )
    for person in (bram, chloe):
        person.page.goto(SCALE_URL.format("L2"))
    write(bram, "Het team van Brugge werkt aan L2. Dat zagen we in acht lessen.")
    chloe.page.locator("#narrative textarea").fill("Het team van Oostende werkt aan L2. Dat zagen we in acht lessen.")
    chloe.page.locator("h1").click()
    conflict = chloe.page.locator(".conflict")
    expect(conflict).to_contain_text("Brugge")
    expect(conflict).to_contain_text("Oostende")
    conflict.locator("textarea").fill("Het team werkt aan L2. Dat zagen we in acht lessen.")
    chloe.press("Deze tekst wordt het")
    expect(conflict).to_have_count(0)
    expect(chloe.page.locator("#narrative textarea")).to_have_value(
        "Het team werkt aan L2. Dat zagen we in acht lessen."
    )


def write(person, text):
    person.page.locator("#narrative textarea").fill(text)
    person.page.locator("h1").click()
    wait_until_saved(person.page)


def advise(bram):
    page = bram.page
    page.goto(URL + "advice/")
    bram.inspect()
    page.check("[name=advice][value=favourable]")
    bram.press("Advies bewaren")
    expect(page.locator(".messages")).to_contain_text("bewaard")
    page.locator("#motivation textarea").fill("De begeleiding staat stevig.")
    page.locator("h1").click()
    wait_until_saved(page)


def submit(bram):
    bram.page.goto(URL + "steps/submit/")
    bram.inspect()
    bram.press("Indienen voor nalezing")
    expect(bram.page.locator(".state").first).to_contain_text("Nalezing")


def comment_and_return(dirk):
    page = dirk.page
    page.goto(URL + "review/")
    dirk.inspect()
    card = page.locator("#dbso-leerlingenbegeleiding-L4")
    card.locator("summary", has_text="Opmerking bij L4").click()
    card.locator("textarea[name=text]").fill("Waarop steunt dit?")
    card.get_by_role("button", name="Opmerking plaatsen").click()
    expect(page.locator("#dbso-leerlingenbegeleiding-L4 .thread")).to_contain_text("Waarop steunt dit?")
    page.goto(URL + "steps/finalise/")
    expect(page.locator("main")).to_contain_text("Vergrendel het oordeel na het synthesegesprek")
    expect(page.get_by_role("button", name="Definitief maken")).to_have_count(0)
    page.goto(URL + "steps/return/")
    dirk.inspect()
    page.fill("[name=reason]", "L4 is te kort.")
    dirk.press("Terugsturen naar het team")
    expect(page.locator(".state").first).to_contain_text("Ontwerp")


def mend_and_lock(bram, chloe):
    chloe.page.goto(URL)
    expect(chloe.page.locator("main")).to_contain_text("L4 is te kort.")
    chloe.page.goto(SCALE_URL.format("L4"))
    write(chloe, "Het team van Aalst werkt aan L4. Dat zagen we in de lessen en in de verslagen.")
    page = bram.page
    page.goto(URL + "lock/")
    bram.inspect()
    page.fill("[name=participants]", "Greet Lemmens, directeur")
    bram.press("Oordeel vergrendelen")
    expect(page.locator("main")).to_contain_text("Oordeel vergrendeld")
    page.goto(SCALE_URL.format("L1"))
    expect(page.get_by_role("button", name=re.compile("^Kies "))).to_have_count(0)
    submit(bram)


def accept_the_invitation(director):
    """There is no account yet; the link in the mail lets her make it, and she is in office."""
    director.page.goto(link_in_mail_to("greet@example.be"))
    director.page.fill("[name=given_name]", "Greet")
    director.page.fill("[name=family_name]", "Lemmens")
    for field in director.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    director.page.click("main form button[type=submit]")
    director.sign_in("greet@example.be")
    director.inspect()


def finalise(dirk):
    page = dirk.page
    page.goto(URL + "review/")
    dirk.press("Opmerking afsluiten")
    page.goto(URL + "steps/finalise/")
    dirk.inspect()
    dirk.press("Definitief maken")
    expect(page.locator(".state").first).to_contain_text("Definitief")
    assert Assessment.objects.get(reference="2026-099").state == "final"


def look_at_the_outcome(director):
    page = director.page
    page.goto("/outcomes/")
    director.inspect()
    page.goto("/outcomes/2026-099/")
    director.inspect()
    expect(page.locator("main")).to_contain_text("Het team werkt aan L2. Dat zagen we in acht lessen.")
    expect(page.locator("main")).to_contain_text("Het CLB zit elke maand mee aan tafel.")
    report = director.context.request.get("/outcomes/2026-099/report.pdf")
    assert (report.status, report.body()[:5]) == (200, b"%PDF-")


def read_the_ledger(amina):
    send_due_mail()
    mail = OutgoingMail.objects.get(purpose="report")
    assert (mail.address, mail.state) == ("greet@example.be", "sent")
    assert User.objects.get(email="greet@example.be").name in mail.recipient_name
    amina.page.goto("/mail/")
    amina.inspect()
    amina.page.goto(f"/mail/{mail.pk}/")
    amina.inspect()
    expect(amina.page.locator("main")).to_contain_text("greet@example.be")
