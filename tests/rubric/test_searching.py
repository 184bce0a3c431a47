"""Words looked for in the sentences, titles and legends of instruments."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from rubric.models import InstrumentVersion
from rubric.searching import folded, marked, search
from rubric.storing import fill, manuscript_of
from tests.instruments import published, second_version

URL = "/instruments/search/"


def versions():
    return InstrumentVersion.objects.listed()


@given(st.text(), st.lists(st.text(min_size=1).map(folded).filter(bool)))
def test_pieces_join_to_the_text(text, wanted):
    assert "".join(piece for piece, _hit in marked(text, wanted)) == text


def test_capitals_and_accents_do_not_matter():
    assert marked("Creëert Één", [folded("CREEERT"), folded("een")]) == (("Creëert", True), (" ", False), ("Één", True))


def test_all_words_must_stand_in_the_sentence(version):
    hits, more = search(versions(), "CONTINUUM zorg")
    assert ([hit.anchor for hit in hits], more) == (["L2-exceeds-6"], False)
    assert ("continuüm", True) in hits[0].pieces
    assert search(versions(), "continuüm ontbrekendwoord") == ([], False)
    assert search(versions(), "  ") == ([], False)


def test_titles_and_legends_are_searched_too(version):
    hits, _more = search(versions(), "significante voorbeelden")
    assert [(hit.anchor, hit.scale) for hit in hits] == [("level-exceeds", ())]
    assert ("significante", True) in hits[0].pieces
    hits, _more = search(versions(), "benadert verwachting")
    assert [hit.anchor for hit in hits] == ["level-approximates"]
    hits, _more = search(versions(), "l3 clb")
    assert [(hit.anchor, hit.level, hit.pieces) for hit in hits] == [("L3", (), ())]
    assert hits[0].scale[0] == ("L3", True)
    assert [hit.anchor for hit in search(versions(), "exceeds expectation")[0]] == ["level-exceeds"]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "<span>Exceeds expectation"), ("nl", '<span lang="nl">Overstijgt de verwachting')]
)
def test_levels_have_their_english_names_in_the_english_interface(version, language, name):
    html = Client().get(URL + "?q=continuum", headers={"accept-language": language}).content.decode()
    assert f'<span lang="nl">L2 Passende begeleiding</span> · {name}</span></a>' in html


def test_at_most_a_hundred_places(version):
    for number in ("2", "3"):
        copy = InstrumentVersion.objects.create(instrument=version.instrument, number=number, title="Kopie")
        fill(copy, manuscript_of(version))
    hits, more = search(versions(), "e")
    assert (len(hits), more) == (100, True)
    order = [one.pk for one in versions()]
    places = [order.index(hit.version.pk) for hit in hits]
    assert places == sorted(places)
    of_first = [hit.anchor for hit in search(versions()[:1], "e")[0]]
    assert [hit.anchor for hit in hits[: len(of_first)]] == of_first  # all of it, before the next version begins


@pytest.mark.parametrize(
    "query", ["?q=leerlingen", "?q=leerlingen&in=dbso-leerlingenbegeleiding/1", "", "?q=%00", "?in=x"]
)
def test_anybody_may_search(version, query):
    assert Client().get(URL + query).status_code == 200


def test_hits_lead_to_their_sentence(version):
    html = Client().get(URL + "?q=continuum", headers={"accept-language": "en"}).content.decode()
    assert 'href="/instruments/dbso-leerlingenbegeleiding/1/#L2-exceeds-6"' in html
    assert "<mark>continuüm</mark>" in html
    assert "1 place " in html


def test_within_another_version_nothing_is_found(version):
    html = Client().get(URL + "?q=continuum&in=other/1", headers={"accept-language": "en"}).content.decode()
    assert "No sentence, legend or title holds all of these words." in html


def test_drafts_are_searched_by_administrators_only(version, sign_in, amina, bram):
    draft = InstrumentVersion.objects.create(instrument=version.instrument, number="2")
    fill(draft, manuscript_of(version))
    found = {person.email: sign_in(person).get(URL + "?q=continuum&all=1").content for person in (amina, bram)}
    link = b"/instruments/dbso-leerlingenbegeleiding/2/#L2-exceeds-6"
    assert {email: link in html for email, html in found.items()} == {amina.email: True, bram.email: False}


def test_a_sentence_is_found_once_in_the_newest_published_version_and_in_older_ones_when_asked(version, shipped):
    second = published(second_version(shipped))
    draft = InstrumentVersion.objects.create(instrument=version.instrument, number="3")
    fill(draft, manuscript_of(version))
    newest, everywhere = (
        Client().get(URL + query, headers={"accept-language": "en"}).content.decode()
        for query in ("?q=continuum", "?q=continuum&all=1")
    )
    places = [f'href="{one.get_absolute_url()}#L2-exceeds-6"' for one in (version, second, draft)]
    assert [place in newest for place in places] == [False, True, False]
    assert [place in everywhere for place in places] == [True, True, False]
    assert (">1 place " in newest, ">2 places<" in everywhere) == (True, True)
    assert ("the newest version of each instrument" in newest, "the newest version of each" in everywhere) == (
        True,
        False,
    )
    assert ('value="1" checked' in newest, 'value="1" checked' in everywhere) == (False, True)


def test_of_an_instrument_that_has_no_published_version_the_retired_one_is_searched(version):
    InstrumentVersion.objects.filter(pk=version.pk).update(status="retired", valid_to="2027-08-31")
    assert b"#L2-exceeds-6" in Client().get(URL + "?q=continuum").content


def test_queries(version, sign_in, bram, django_assert_num_queries):
    client = sign_in(bram)
    with django_assert_num_queries(6):  # session, person, versions, levels, scales, sentences
        client.get(URL + "?q=leerlingen")
