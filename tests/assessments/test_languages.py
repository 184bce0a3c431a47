"""In the English interface each Dutch text of the team and the instrument says its language, for who listens."""

from html.parser import HTMLParser

import pytest

from tests.assessments.conftest import REFERENCE, SCALE, note

WITHOUT_END = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BASE = f"/assessments/{REFERENCE}/"


class Spoken(HTMLParser):
    """The language in force at each piece of text that holds one of the words."""

    def __init__(self, *words: str):
        super().__init__()
        self.words, self.open, self.heard = words, [("", "")], set()

    def handle_starttag(self, tag, attributes):
        if tag not in WITHOUT_END:
            self.open.append((tag, dict(attributes).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag):
        while tag not in WITHOUT_END and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self.heard |= {(word, self.open[-1][1]) for word in self.words if word in data}


@pytest.fixture
def noted(complete, bram):
    return note(complete, bram, "strength", text="Sterk gezien.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (BASE, {"Ontwikkelingsschalen", "Het team vindt het zo.", "Els De Smet"}),
        (SCALE, {"Tekst bij L1.", "Sterk gezien."}),
        (f"{BASE}review/", {"Brede basiszorg"}),
    ],
    ids=["overview", "scale", "review"],
)
def test_dutch_texts_say_that_they_are_dutch(path, words, sign_in, settings, noted, locked, bram):
    settings.LANGUAGE_CODE = "en"
    page = sign_in(bram).get(path).text
    assert '<html lang="en"' in page
    spoken = Spoken(*words)
    spoken.feed(page)
    assert spoken.heard == {(word, "nl") for word in words}
