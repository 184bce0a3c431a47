"""A real browser on a real server: Debian's Chromium, driven by Playwright.

Without Chromium these tests skip and say so; in CI (CI=true) a missing browser is a failure. Its headless shell does
the same with a third less work; it is taken where it is installed.
"""

import os
import re
import shutil
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from assessments.declaring import declare
from assessments.enums import TeamRole
from assessments.planning import plan
from portal.mail.delivery import deliver, due_ids
from portal.mail.models import OutgoingMail
from rubric.loading import SHIPPED, load
from rubric.models import QuantifierWord

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "een lang wachtwoord"
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_the_browser():
    """Playwright runs an event loop in this thread, in which Django would refuse its ORM."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium-headless-shell")
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium-headless-shell)")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": CHROMIUM, "args": [*sandbox, "--disable-background-networking"]}


@pytest.fixture
def shipped(transactional_db):
    """The shipped instrument, in a database that the server shares."""
    return load(SHIPPED).version


@pytest.fixture
def words(transactional_db):
    """The words that the portal brings: what such a test finds may lack what the migrations filled in."""
    for word in import_module("rubric.migrations.0004_quantifier_words").WORDS.split("\n"):
        if word:
            QuantifierWord.objects.get_or_create(word=word)


class Person:
    """Somebody at their own browser."""

    def __init__(self, browser, address, errors):
        self.context = browser.new_context(base_url=address, locale="nl-BE", viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.errors = errors
        self.page.on("pageerror", lambda error: errors.append(str(error)))
        self.page.on("response", lambda answer: errors.append(answer.url) if answer.status >= 500 else None)

    def sign_in(self, email, password=PASSWORD):
        self.page.goto("/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/")
        return self

    def press(self, name):
        """Presses the button or follows the link with this name."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def inspect(self, prepare=None):
        """Holds the page that is open against WCAG 2.2 AA: both languages, a laptop and a phone; no sideways scroll.

        Leaves it opened anew, in Dutch and on the laptop. `prepare`: called with the page each time that it was opened,
        to bring it into the state that is meant.
        """
        address, origin = self.page.url, "/".join(self.page.url.split("/", 3)[:3])
        for language in ("en", "nl"):
            self.context.add_cookies([{"name": "django_language", "value": language, "url": origin}])
            self.page.goto(address)
            if prepare:
                prepare(self.page)
            assert self.page.locator("html").get_attribute("lang") == language
            for width in (360, 1280):
                self.page.set_viewport_size({"width": width, "height": 900})
                assert violations(self.page) == [], f"{address} {language} {width}"
                assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} {width}"
        self.context.clear_cookies(name="django_language")


def violations(page) -> list[str]:
    page.evaluate(AXE)
    return page.evaluate(
        """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(
            violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`))""",
        RULES,
    )


def send_due_mail() -> None:
    """What the worker does, here without a broker; tests/faults drives a real one."""
    for mail_id in due_ids(100):
        deliver(mail_id)


def link_in_mail_to(address: str) -> str:
    """The path of the link in the last mail to this address, out of the outbox."""
    send_due_mail()
    mail = OutgoingMail.objects.filter(address=address).latest("pk")
    message = next(path.read_text() for path in settings.OUTBOX_DIR.iterdir() if mail.message_id in path.read_text())
    found = re.search(r"http://testserver(/\S+/)", message.replace("=\n", ""))
    assert found is not None
    return found.group(1)


@pytest.fixture
def somebody(browser, live_server):
    """A function that gives a person a browser of their own; at the end no page may have failed."""
    errors: list[str] = []
    people: list[Person] = []

    def somebody() -> Person:
        people.append(Person(browser, live_server.url, errors))
        return people[-1]

    yield somebody
    for person in people:
        person.context.close()
    assert errors == []


@pytest.fixture
def writer(somebody, shipped, amina, bram, centre):
    """Bram at the text of L1."""
    plan(
        reference="2026-014",
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=[shipped],
        team={bram: TeamRole.COORDINATOR},
        actor=amina,
    )
    declare(reference="2026-014", conflict=False, declaration="", actor=bram)
    person = somebody().sign_in(bram.email)
    person.page.goto("/assessments/2026-014/scales/dbso-leerlingenbegeleiding/L1/")
    return person
