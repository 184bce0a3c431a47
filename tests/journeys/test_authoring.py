"""An instrument from nothing to published, in the browser: texts that save themselves, reordering by keyboard and by
dragging, a colleague who writes in the same place."""

import pytest
from playwright.sync_api import expect

from rubric.editing import change_facts
from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion, Scale, Statement
from rubric.paragraphs import Sentence, fingerprint, write
from rubric.publishing import copy_version
from rubric.storing import manuscript_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDIT = "/instruments/duaal/1/edit/"
PARAGRAPH = "Het team werkt bv. Nederlands uit. Het volgt de leerlingen (CLB) op."
SENTENCES = ["Het team werkt bv. Nederlands uit.", "Het volgt de leerlingen (CLB) op."]
FACTS = {
    "quality_area": "Duaal leren",
    "scope": "Alle centra",
    "introduction": "Twee niveaus.",
    "target_explanation": "Het streefdoel.",
}


@pytest.fixture
def writer(somebody, amina):
    return somebody().sign_in(amina.email)


def draft():
    return InstrumentVersion.objects.select_related("instrument").get(instrument__code="duaal")


def kept(page):
    expect(page.locator("#save-state")).to_contain_text("✓")


def add(page, kind, **fields):
    form = page.locator(f"#list-{kind} + details")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()
    expect(page.locator(f"#list-{kind} li").last).to_contain_text(fields.get("title", fields["code"]))


def order(page):
    return [text.split()[0] for text in page.locator("#list-scales .part-name a").all_inner_texts()]


def begin(writer):
    page = writer.page
    page.goto("/instruments/new/")
    writer.inspect()
    page.fill("[name=code]", "duaal")
    page.fill("[name=title]", "Schalen voor duaal leren")
    page.click("main form .btn-primary")
    page.wait_for_url(f"**{EDIT}")
    for code, title in (("onder", "Onder de verwachting"), ("boven", "Volgens de verwachting")):
        add(page, "levels", code=code, title=title, short_title=code)
    for code in ("D1", "D2", "D3"):
        add(page, "scales", code=code, title=f"Schaal {code}")
    page.goto(EDIT)
    writer.inspect()


def reorder(writer):
    """Once with the keyboard alone, then by dragging."""
    page = writer.page
    page.locator("#list-scales button[value=down]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("Schaal D1")
    assert order(page) == ["D2", "D1", "D3"]
    page.keyboard.press("Enter")  # the focus went along
    expect(page.locator("#list-scales li").last).to_contain_text("D1")
    assert order(page) == ["D2", "D3", "D1"]
    rows = page.locator("#list-scales li")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        rows.last.locator("[data-handle]").drag_to(rows.first, target_position={"x": 40, "y": 4})
    expect(rows.first).to_contain_text("D1")
    assert order(page) == ["D1", "D2", "D3"]
    assert list(Scale.objects.order_by("position").values_list("code", flat=True)) == ["D1", "D2", "D3"]


def write_facts(page):
    missing = page.locator("#missing li")
    expect(missing).not_to_have_count(0)
    before = missing.all_inner_texts()
    form = page.locator("form[data-autosave]")
    for name, value in FACTS.items():
        form.locator(f"[name={name}]").fill(value)
    page.locator("h1").click()
    kept(page)
    expect(missing.filter(has_text=before[0])).to_have_count(0)
    page.locator(".target-form select").select_option(index=2)
    page.locator(".target-form button").click()
    page.wait_for_url("**#levels")


def write_legends(writer):
    page = writer.page
    for index in range(2):
        page.goto(EDIT)
        page.locator("#list-levels a").nth(index * 2).click()  # a name and a way to remove it in each row
        page.locator("[name=legend]").fill(f"Toelichting {index}.")
        page.locator("h1").click()
        kept(page)
    writer.inspect()


def write_texts(writer):
    page = writer.page
    for code in ("D1", "D2", "D3"):
        page.goto(EDIT)
        page.locator("#list-scales .part-name a", has_text=code).click()
        for index in range(2):
            place = page.locator(".level").nth(index)
            place.locator("textarea").fill(PARAGRAPH)
            page.locator("h1").click()
            expect(place.locator(".sentences li > span")).to_have_text(SENTENCES)
    writer.inspect()
    place = page.locator(".level").first
    place.locator("summary").first.click()
    place.locator("[name=erratum]").first.fill("Zo in de bron.")
    page.locator("h1").click()
    kept(page)
    place.locator("button[name=join]").first.click()
    expect(place.locator(".sentences li > span")).to_have_text([PARAGRAPH])
    expect(place.locator("[name=erratum]")).to_have_value("Zo in de bron.")
    place.locator(".sentences a").click()
    page.wait_for_url("**/split/1/")
    writer.inspect()
    page.locator("button[name=word]", has_text="Het").click()
    page.wait_for_url("**#text-*")
    expect(page.locator(".level").first.locator(".sentences li > span")).to_have_text(SENTENCES)


def meet_a_colleague(page):
    """Both change the scope; nothing is saved until the person chose."""
    page.goto(EDIT)
    scope = page.locator("[name=scope]")
    expect(scope).to_have_value("Alle centra")
    change_facts(version_id=draft().pk, was={"scope": "Alle centra"}, fields={"scope": "Van een ander"})
    scope.fill("Van mij")
    page.locator("h1").click()
    clash = page.locator(".notice[data-clash]")
    expect(clash).to_contain_text("Van een ander")
    expect(scope).to_have_value("Van mij")
    assert draft().scope == "Van een ander"
    clash.locator("[data-keep]").click()
    kept(page)
    expect(clash).to_have_count(0)
    assert draft().scope == "Van mij"


def test_from_nothing_to_published(writer):
    page = writer.page
    begin(writer)
    reorder(writer)
    write_facts(page)
    write_legends(writer)
    write_texts(writer)
    meet_a_colleague(page)
    expect(page.locator("#missing li")).to_have_count(0)
    page.goto("/instruments/duaal/1/publish/")
    writer.inspect()
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/instruments/duaal/1/")
    version = draft()
    assert version.status == VersionStatus.PUBLISHED
    assert manuscript_of(version).content_sha256 == version.content_sha256
    assert Statement.objects.count() == 12
    page.goto(EDIT)
    writer.inspect()
    page.goto("/instruments/duaal/1/retire/")
    writer.inspect()
    page.goto("/instruments/")
    writer.inspect()


def test_what_is_typed_without_a_connection_is_sent_later(writer):
    page = writer.page
    begin(writer)
    title = page.locator("[name=title]").and_(page.locator("form[data-autosave] *"))
    writer.context.set_offline(True)
    title.fill("Getypt zonder wifi")
    page.locator("h1").click()
    expect(page.locator("#save-state")).to_have_class("save-state is-caution")
    writer.context.set_offline(False)
    expect(page.locator("#save-state")).to_contain_text("✓", timeout=15_000)
    assert draft().title == "Getypt zonder wifi"


def test_the_page_of_another_network_is_no_answer(writer):
    page = writer.page
    begin(writer)
    title = page.locator("[name=title]").and_(page.locator("form[data-autosave] *"))
    address = title.evaluate("field => field.form.getAttribute('action')")
    page.route(f"**{address}", lambda route: route.fulfill(status=200, body="<p>Welcome</p>"), times=1)
    title.fill("Getypt op een gastnetwerk")
    page.locator("h1").click()
    expect(page.locator("#save-state")).to_have_class("save-state is-caution")
    expect(page.locator("#save-state")).to_contain_text("✓", timeout=15_000)
    assert draft().title == "Getypt op een gastnetwerk"


def test_the_smaller_pages_pass_wcag(writer, shipped):
    """Pages of a criterion, a name and a copy; two texts for one place; a refused publication."""
    copy_version(version=shipped, code="duaal", number="1")
    version = draft()
    criterion = version.practice_criteria.first()
    for path in (f"{EDIT}criteria/{criterion.pk}/", f"{EDIT}name/", f"{EDIT}delete/", "/instruments/duaal/1/copy/"):
        writer.page.goto(path)
        writer.inspect()
    InstrumentVersion.objects.filter(pk=version.pk).update(scope="")
    writer.page.goto("/instruments/duaal/1/publish/")
    writer.inspect()

    page = writer.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(EDIT)
    change_facts(version_id=version.pk, was={"scope": ""}, fields={"scope": "Van een ander"})
    page.locator("[name=scope]").fill("Van mij")
    page.locator("h1").click()
    both = lambda page: expect(page.locator(".notice[data-clash]")).to_contain_text("Van een ander")  # noqa: E731
    both(page)
    writer.inspect(both)  # no choice was made: both texts are there again each time


def cut_off(page):
    """From here on nothing that is typed arrives, until the page is closed."""
    page.route("**/edit/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def later(writer, path):
    """The tab is closed; the person comes back in another one."""
    writer.page.close()
    writer.page = writer.context.new_page()
    writer.page.goto(path)
    return writer.page


def test_what_was_typed_is_still_there_after_an_outage_and_a_closed_tab(writer, shipped):
    copy_version(version=shipped, code="duaal", number="1")
    scale = draft().scales.get(code="L1")
    page, path = writer.page, f"{EDIT}scales/{scale.pk}/"
    page.goto(path)
    cut_off(page)
    place = page.locator(".level").first
    place.locator("textarea").fill("Getypt in de kelder.")
    title = page.locator("[name=title]")
    title.fill("Een andere titel")
    page.locator("h1").click()
    expect(page.locator("#save-state")).to_contain_text("in deze browser bewaard")
    page = later(writer, path)
    expect(page.locator(".level").first.locator(".sentences li > span")).to_have_text(["Getypt in de kelder."])
    expect(page.locator("[name=title]")).to_have_value("Een andere titel")
    kept(page)
    expect(page.locator("h1")).to_contain_text("L1")
    page.reload()
    expect(page.locator("#save-state")).to_have_text("")  # nothing waits any more
    scale.refresh_from_db()
    assert scale.title == "Een andere titel"
    texts = Statement.objects.filter(descriptor__scale=scale, descriptor__level__code="below")
    assert list(texts.values_list("text", flat=True)) == ["Getypt in de kelder."]


def test_what_waited_in_the_browser_never_overwrites_a_colleague(writer, shipped):
    copy_version(version=shipped, code="duaal", number="1")
    scale = draft().scales.get(code="L1")
    page, path = writer.page, f"{EDIT}scales/{scale.pk}/"
    page.goto(path)
    cut_off(page)
    place = page.locator(".level").first
    place.locator("summary").first.click()
    place.locator("[name=erratum]").first.fill("Mijn opmerking.")
    place.locator("textarea").fill("Van mij.")
    page.locator("h1").click()
    expect(page.locator("#save-state")).to_contain_text("in deze browser bewaard")
    level = draft().levels.get(code="below")
    read = [Sentence(one.text) for one in Statement.objects.filter(descriptor__scale=scale, descriptor__level=level)]
    where = {"version_id": draft().pk, "scale_id": scale.pk, "level_id": level.pk}
    write(**where, was=fingerprint(read), paragraph="Van een ander.", errata=[])
    place = later(writer, path).locator(".level").first
    expect(place.locator(".notice[data-clash]")).to_contain_text("Van een ander.")
    expect(place.locator("textarea")).to_have_value("Van mij.")
    expect(place.locator(".field-message")).to_have_text("Jouw opmerking: Mijn opmerking.")
    texts = Statement.objects.filter(descriptor__scale=scale, descriptor__level=level).values_list("text", flat=True)
    assert list(texts) == ["Van een ander."]
    place = later(writer, path).locator(".level").first  # closed once more, without a choice
    expect(place.locator(".notice[data-clash]")).to_contain_text("Van een ander.")
    place.locator("[data-keep]").click()
    kept(writer.page)
    assert list(texts.all()) == ["Van mij."]
