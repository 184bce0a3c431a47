from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client

from rubric import reading
from rubric.enums import VersionStatus
from rubric.models import Instrument, InstrumentVersion
from rubric.publishing import copy_version
from rubric.reading import grid

LIST = "/instruments/"
PAGE = "/instruments/dbso-leerlingenbegeleiding/1/"


class Texts(HTMLParser):
    """The text of each element by language attribute, and all ids, of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.ids: list[str] = []
        self.dutch: list[str] = []
        self._open: list[tuple[str, str]] = []  # the elements that we are in, with the language of each
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        if tag not in ("meta", "link", "input", "br"):
            self._open.append((tag, given.get("lang") or (self._open[-1][1] if self._open else "")))

    def handle_endtag(self, tag):
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1][1] == "nl" and data.strip():
            self.dutch.append(data.strip())


@pytest.fixture
def draft(version):
    return InstrumentVersion.objects.create(instrument=version.instrument, number="2", title="Ontwerptekst")


def test_the_list_asks_to_sign_in_the_published_text_does_not(client, version):
    response = client.get(LIST)
    assert (response.status_code, response.url) == (302, f"/login/?next={LIST}")
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("person", ["amina", "bram", "dirk", "gust", "els", "farid"])
@pytest.mark.parametrize("url", [LIST, PAGE])
def test_everybody_signed_in_may_read_what_is_published(request, sign_in, version, person, url):
    assert sign_in(request.getfixturevalue(person)).get(url).status_code == 200


@pytest.mark.parametrize(("person", "status"), [("amina", 200), ("bram", 404), ("els", 404)])
def test_drafts_are_for_administrators(request, sign_in, draft, person, status):
    client = sign_in(request.getfixturevalue(person))
    assert Client().get("/instruments/dbso-leerlingenbegeleiding/2/").status_code == 404
    assert client.get("/instruments/dbso-leerlingenbegeleiding/2/").status_code == status
    assert ("Ontwerptekst" in client.get(LIST).content.decode()) is (status == 200)


@pytest.mark.parametrize(
    "url", ["/instruments/dbso-leerlingenbegeleiding/9/", "/instruments/other/1/", "/instruments/x/1.2/"]
)
def test_what_isnt_there_is_not_found(sign_in, bram, version, url):
    assert sign_in(bram).get(url).status_code == 404


def test_nobody_writes_here(sign_in, amina, version):
    client = sign_in(amina)
    assert [client.post(url).status_code for url in (LIST, PAGE)] == [405, 405]


def test_the_page_holds_every_text_marked_as_dutch(sign_in, bram, version):
    page = Texts(sign_in(bram).get(PAGE, headers={"accept-language": "en"}).content.decode())
    text = grid(version.pk)
    wanted = [text.title, text.introduction, text.target_explanation, text.good_practice_definition, text.scope]
    wanted += [level.legend for level in text.levels] + [criterion.text for criterion in text.criteria]
    wanted += [one.text for scale in text.scales for part in scale.descriptors for one in part.statements]
    assert [words for words in wanted if words not in page.dutch] == []
    assert sum(words.startswith("Zo in de bron") for words in page.dutch) == 5


def test_each_scale_and_level_has_an_anchor_once(sign_in, bram, version):
    ids = Texts(sign_in(bram).get(PAGE).content.decode()).ids
    text = grid(version.pk)
    anchors = [scale.code for scale in text.scales] + [f"level-{level.code}" for level in text.levels]
    parts = [(f"{scale.code}-{part.level.code}", part) for scale in text.scales for part in scale.descriptors]
    anchors += [code for code, _part in parts]
    anchors += [f"{code}-{number}" for code, part in parts for number in range(1, len(part.statements) + 1)]
    assert [anchor for anchor in anchors if ids.count(anchor) != 1] == []
    assert len(ids) == len(set(ids))


def test_the_page_names_the_exact_text(sign_in, bram, version):
    html = sign_in(bram).get(PAGE).content.decode()
    assert html.count(version.content_sha256) == 1
    assert html.count('class="added"') == 4


@pytest.mark.parametrize(("language", "word"), [("nl", "Volgens de verwachting"), ("en", "Meets expectation")])
def test_levels_bear_their_name_in_the_language_of_the_interface(sign_in, bram, version, language, word):
    html = sign_in(bram).get(PAGE, headers={"accept-language": language}).content.decode()
    assert (html.count(f">{word}</h3>"), html.count(f">{word}</span>")) == (1, 1)  # its legend, its column


def test_a_retired_version_names_its_successor_once_that_is_published(sign_in, bram, version, draft):
    InstrumentVersion.objects.filter(pk=version.pk).update(
        status=VersionStatus.RETIRED, successor=draft, valid_to=date(2027, 8, 31)
    )
    assert "Ontwerptekst" not in sign_in(bram).get(PAGE).content.decode()
    InstrumentVersion.objects.filter(pk=draft.pk).update(status=VersionStatus.PUBLISHED, content_sha256="1" * 64)
    html = sign_in(bram).get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert 'href="/instruments/dbso-leerlingenbegeleiding/2/"' in html
    assert "until 31 August 2027" in html


def test_the_list_takes_as_many_queries_for_50_versions_as_for_one(sign_in, bram, version, django_assert_num_queries):
    client = sign_in(bram)
    with django_assert_num_queries(3):  # session, person, versions
        assert client.get(LIST).content.count(b'scope="row"') == 1
    for number in range(49):
        instrument = Instrument.objects.create(code=f"extra-{number}")
        InstrumentVersion.objects.create(
            instrument=instrument, number="1", title="Extra", status=VersionStatus.PUBLISHED, content_sha256="1" * 64
        )
    with django_assert_num_queries(3):
        assert client.get(LIST).content.count(b'scope="row"') == 50


def test_the_page_takes_three_queries_once_the_process_has_read_the_text(
    sign_in, bram, version, django_assert_num_queries
):
    client = sign_in(bram)
    with django_assert_num_queries(3):  # session, person, versions
        client.get(PAGE)
    reading.forget()
    with django_assert_num_queries(8):
        client.get(PAGE)


def test_the_list_says_when_there_is_nothing(sign_in, bram):
    html = sign_in(bram).get(LIST, headers={"accept-language": "en"}).content.decode()
    assert "There is no published instrument yet." in html


def test_an_administrator_goes_from_reading_a_draft_to_writing_it(version, sign_in, amina):
    copy = copy_version(version=version, code=version.instrument.code, number="2")
    client = sign_in(amina)
    link = 'href="/instruments/dbso-leerlingenbegeleiding/{}/edit/"'
    html = {
        number: client.get(f"/instruments/dbso-leerlingenbegeleiding/{number}/").content.decode() for number in "12"
    }
    assert [link.format(number) in text for number, text in html.items()] == [False, True]
    assert client.get(f"/instruments/dbso-leerlingenbegeleiding/{copy.number}/edit/").status_code == 200
