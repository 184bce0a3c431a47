"""Makes the pictures of the guide, docs/images/, from a demo that runs.

    make demo-reset && make run                            in one terminal
    .venv/bin/python tools/screenshots.py [ADDRESS]        in another; wants requirements-dev.txt and a Chromium

It walks through the portal as the demo's people do, in Dutch, and changes the demo on the way: start over with
`make demo-reset` before the next time.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "demo-doorlichting"  # of the demo, and public
WIDTH = 1280
# In the form of the public spreadsheet of sites: one centre moved, one stays, one is new.
SITES = """\
nummer_instelling;naam_instelling;intern_volgnr_vpl;straatnaam_vpl;huisnr_vpl;postnummer_vpl;gemeente_vpl;naam_net
30569;CDO Genk;01;Weg naar As;199;3600;Genk;Gemeenschapsonderwijs
36114;CDO Hasselt;01;Vildersstraat;30;3500;Hasselt;Gemeenschapsonderwijs
48512;CDO Sint-Niklaas;01;Parklaan;89;9100;Sint-Niklaas;Officieel gesubsidieerd
"""


class Visitor:
    """One of the demo's people in a browser of their own."""

    def __init__(self, browser: Browser, address: str, login: str, width: int = WIDTH):
        self.context = browser.new_context(base_url=address, locale="nl-BE", viewport={"width": width, "height": 480})
        self.page: Page = self.context.new_page()
        self.page.goto("/login/")
        self.page.fill("[name=login]", f"{login}@example.be")
        self.page.fill("[name=password]", PASSWORD)
        self.press("Aanmelden")
        self.page.wait_for_url("**/")

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def picture(self, name: str, *, upto: int = 1000, of: str = "") -> None:
        """The page from its top, at most `upto` pixels high; or, from 20 pixels above it, the part that `of` finds."""
        self.page.evaluate("document.fonts.ready")
        if of:
            part = self.page.locator(of).first
            part.scroll_into_view_if_needed()
            top, height = self.place(part)
        else:
            top, height = 0, min(upto, self.page.evaluate("document.documentElement.scrollHeight"))
        width = self.page.viewport_size["width"] if self.page.viewport_size else WIDTH
        clip = {"x": 0, "y": top, "width": width, "height": height}
        self.page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]

    def place(self, part: Locator) -> tuple[float, float]:
        top = part.evaluate("element => element.getBoundingClientRect().top + window.scrollY")
        return max(top - 20, 0), part.evaluate("element => element.getBoundingClientRect().height") + 40

    def write(self, text: str, *, passage: str = "#narrative") -> None:
        self.page.locator(f"{passage} textarea").first.fill(text)
        self.page.locator("h1").click()


def administrator(amina: Visitor) -> None:
    amina.open("/")
    amina.picture("beheerder-start", upto=760)
    amina.open("/centres/122721/")
    amina.picture("beheerder-centrum", upto=820)
    amina.open("/centres/121186/appointments/new/")
    amina.picture("beheerder-aanstellen")
    page = amina.open("/assessments/new/?centre=119347")
    page.fill("[name=reference]", "2026-030")
    page.fill("[name=school_year]", "2026")
    page.fill("[name=visit_start]", "2027-01-18")
    page.fill("[name=visit_end]", "2027-01-20")
    page.check("[name=versions]")
    page.select_option("[name=coordinator]", label="Bram Verhelst")
    page.select_option("[name=reviewer]", label="Dirk Peeters")
    amina.picture("beheerder-plannen", upto=1400)
    page = amina.open("/assessments/board/?year=2026")
    amina.picture("beheerder-planbord", of="#m-2026-11")
    page.locator("#load summary").click()
    amina.picture("beheerder-belasting", of="#load")
    amina.open("/centres/unreachable/")
    amina.picture("beheerder-onbereikbaar", upto=700)
    amina.open("/people/")
    amina.picture("beheerder-personen", upto=760)
    page = amina.open("/people/invite/")
    page.fill("[name=email]", "lotte.maes@example.be")
    page.select_option("[name=role]", "inspector")
    amina.picture("beheerder-uitnodigen", upto=760)
    preview(amina)


def preview(amina: Visitor) -> None:
    """What a file would change, once the worker has read it; nothing is stored, and the import is stopped."""
    page = amina.open("/centres/import/")
    file = {"name": "vestigingsplaatsen.csv", "mimeType": "text/csv", "buffer": SITES.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    amina.press("Toon wat er zou wijzigen")
    page.locator("a[href*='kind=changed']").click(timeout=60_000)
    page.locator("a[href*='kind=changed'][aria-current]").wait_for()
    amina.picture("beheerder-import", upto=820)
    page.get_by_role("button", name="Weggooien").click()
    page.locator(".messages").wait_for()


def ledger(amina: Visitor) -> None:
    """The last mail, once the portal has sent it."""
    page = amina.open("/mail/")
    page.wait_for_timeout(8000)
    page.reload()
    amina.picture("beheerder-verzendingen", upto=760)
    page.locator("tbody a").first.click()
    amina.picture("beheerder-verzending", upto=1000)


def inspector(browser: Browser, address: str, bram: Visitor) -> None:
    bram.open("/")
    bram.picture("inspecteur-start", upto=820)
    bram.open("/calendar/")
    bram.press("Adres maken")
    bram.page.locator("#address").wait_for()
    bram.picture("inspecteur-agenda", upto=640)
    bram.open("/assessments/2026-021/")
    bram.picture("inspecteur-verklaring", upto=900)
    bram.open("/assessments/2026-014/")
    bram.picture("inspecteur-doorlichting", upto=1000)
    page = bram.open(scale("L1"))
    bram.picture("inspecteur-schaal", upto=1260)
    bram.picture("inspecteur-tegenspraak", of="#scale-help")
    page.get_by_role("link", name="Vaststelling toevoegen").or_(
        page.get_by_role("button", name="Vaststelling toevoegen")
    ).click()
    page.locator("form [name=kind][value=good_practice]").check()
    bram.picture("inspecteur-vaststelling", of="form:has([name=kind])")
    conflict(browser, address, bram)
    offline(bram)
    bram.open("/assessments/2026-014/steps/submit/")
    bram.picture("inspecteur-indienen", upto=820)
    bram.open("/assessments/2026-014/advice/")
    bram.picture("inspecteur-advies", upto=760)
    locking(bram)


def locking(bram: Visitor) -> None:
    """Of an assessment that lacks the advice alone; before that there is nothing to fill in."""
    page = bram.open("/assessments/2026-011/advice/")
    page.check("[name=advice][value=favourable]")
    bram.press("Advies bewaren")
    bram.write("De begeleiding staat stevig; wat ontbreekt, pakt het centrum zelf al aan.", passage="#motivation")
    page.locator("#save-state", has_text="Bewaard").wait_for()
    bram.open("/assessments/2026-011/lock/")
    bram.picture("inspecteur-vergrendelen", upto=900)


def conflict(browser: Browser, address: str, bram: Visitor) -> None:
    """Bram and Chloé write in the same sentence: she is the later one and sees both."""
    chloe = Visitor(browser, address, "chloe")
    for visitor in (bram, chloe):
        visitor.open(scale("L3"))
    written = bram.page.locator("#narrative textarea").input_value()
    bram.write(written.replace("om de drie weken", "om de twee weken"))
    bram.page.locator("#save-state", has_text="Bewaard").wait_for()
    chloe.write(written.replace("om de drie weken", "elke maand"))
    chloe.page.locator(".conflict").wait_for()
    chloe.picture("inspecteur-twee-teksten", of=".conflict")
    chloe.press("Behoud wat er staat")
    chloe.page.wait_for_load_state()
    chloe.context.close()


def offline(bram: Visitor) -> None:
    page = bram.open(scale("L4"))
    bram.context.set_offline(True)
    bram.write("Het centrum ondersteunt zijn leraren met een vaste mentor en een jaarlijkse bevraging.")
    page.locator("#save-state", has_text="Geen verbinding").wait_for()
    bram.picture("inspecteur-geen-verbinding", upto=170)
    bram.context.set_offline(False)
    page.locator("#save-state", has_text="Bewaard").wait_for()


def reviewer(dirk: Visitor) -> None:
    dirk.open("/")
    dirk.picture("nalezer-start", upto=620)
    dirk.open("/assessments/2026-012/review/")
    dirk.picture("nalezer-nalezing", upto=760)
    dirk.picture("nalezer-opmerkingen", of="#dbso-leerlingenbegeleiding-L4")
    dirk.open("/assessments/2026-012/steps/finalise/")
    dirk.picture("nalezer-ontbreekt", upto=900)
    dirk.open("/assessments/2026-012/steps/return/")
    dirk.page.fill("[name=reason]", "L2: zeg ook wat ontbreekt, en noem de bron.")
    dirk.picture("nalezer-terugsturen", upto=620)
    dirk.open("/assessments/2026-008/steps/finalise/")
    dirk.picture("nalezer-definitief", upto=520)
    dirk.press("Definitief maken")
    dirk.page.wait_for_url("**/assessments/2026-008/")


def director(farid: Visitor) -> None:
    farid.open("/")
    farid.picture("directeur-start", upto=760)
    farid.open("/outcomes/2026-006/")
    farid.picture("directeur-resultaat", upto=1000)
    farid.picture("directeur-schaal", of="section.card:has(> div h2:text-is('L2 Passende begeleiding'))")


def scale(code: str) -> str:
    return f"/assessments/2026-014/scales/dbso-leerlingenbegeleiding/{code}/"


def main(arguments: list[str]) -> int:
    address = (arguments or [ADDRESS])[0]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--lang=nl-BE"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags, env={**os.environ, "LANGUAGE": "nl"})
        amina = Visitor(browser, address, "amina")
        administrator(amina)
        inspector(browser, address, Visitor(browser, address, "bram"))
        reviewer(Visitor(browser, address, "dirk"))
        ledger(amina)
        director(Visitor(browser, address, "farid"))
        phone = Visitor(browser, address, "chloe", width=360)
        phone.open(scale("L2"))
        phone.picture("inspecteur-telefoon", upto=1100)
        browser.close()
    pictures = list(IMAGES.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 1e6:.1f} MB, in docs/images")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
