"""The pages on which an instrument is written: who may, what is kept, what is told."""

import json
import re
from dataclasses import replace

import pytest

from rubric.models import InstrumentVersion, Level, PracticeCriterion, Scale, Statement
from rubric.paragraphs import Sentence, fingerprint
from rubric.publishing import publish
from rubric.storing import manuscript_of
from tests.rubric.test_storing import a_manuscript, stored

EDIT = "/instruments/proef/1/edit/"
JSON = {"accept": "application/json"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def draft(db):
    return stored(a_manuscript(scales=4, levels=3, target=2))


@pytest.fixture
def amin(sign_in, amina):
    return sign_in(amina)


def fields_of(html: str, action: str) -> dict[str, str]:
    """The fields of the form with this action, as a browser would send them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>.*?</form>', html, re.S).group()
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="hidden"' not in tag and name:
            found[name.group(1)] = value.group(1) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = text.removeprefix("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        found[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return found


def part_url(kind, row):
    return f"{EDIT}{kind}/{row.pk}/"


def text_url(scale, level):
    return f"{EDIT}scales/{scale.pk}/texts/{level.pk}/"


def texts(scale, level):
    rows = Statement.objects.filter(descriptor__scale=scale, descriptor__level=level)
    return list(rows.values_list("text", flat=True))


def was_of(scale, level):
    rows = Statement.objects.filter(descriptor__scale=scale, descriptor__level=level).prefetch_related("errata")
    return fingerprint([Sentence(row.text, " ".join(one.remark for one in row.errata.all())) for row in rows])


@pytest.mark.parametrize(("scales", "queries"), [(4, 9), (40, 9)])
def test_the_overview_takes_as_many_queries_for_40_scales_as_for_4(amin, django_assert_num_queries, scales, queries):
    stored(a_manuscript(scales=scales, levels=4, target=2))
    with django_assert_num_queries(queries):  # session, person, version, five for the text, other versions
        assert amin.get(EDIT).status_code == 200


@pytest.mark.parametrize("scales", [4, 40])
def test_the_page_of_a_scale_takes_as_many_queries_for_40_scales_as_for_4(amin, django_assert_num_queries, scales):
    draft = stored(a_manuscript(scales=scales, levels=4, target=2))
    url = part_url("scales", draft.scales.last())
    with django_assert_num_queries(9):
        assert amin.get(url).text.count("data-sentences") == 4


def test_a_field_saves_itself_for_the_script(amin, draft):
    sent = fields_of(amin.get(EDIT).text, EDIT) | {"title": "Nieuwe  titel"}
    answer = amin.post(EDIT, sent, headers=JSON)
    assert (answer.status_code, answer.json()["was"]["was-title"]) == (200, "Nieuwe titel")
    assert InstrumentVersion.objects.get(pk=draft.pk).title == "Nieuwe titel"


def test_without_javascript_the_same_form_is_saved_by_its_button(amin, draft):
    sent = fields_of(amin.get(EDIT).text, EDIT) | {"scope": "Anders", "valid_to": "2027-08-31"}
    answer = amin.post(EDIT, sent)
    assert (answer.status_code, answer.url) == (302, EDIT)
    now = InstrumentVersion.objects.get(pk=draft.pk)
    assert (now.scope, str(now.valid_to)) == ("Anders", "2027-08-31")


def test_a_collision_shows_both_texts_and_saves_neither(amin, draft):
    sent = fields_of(amin.get(EDIT).text, EDIT)
    assert amin.post(EDIT, sent | {"title": "Van een ander"}).status_code == 302
    answer = amin.post(EDIT, sent | {"title": "Van mij"}, headers=JSON)
    assert (answer.status_code, answer.json()["now"]) == (409, {"title": "Van een ander"})
    page = amin.post(EDIT, sent | {"title": "Van mij"}, headers=ENGLISH)
    assert page.status_code == 409
    assert "It now says: “Van een ander”" in page.text
    again = fields_of(page.text, EDIT)
    assert (again["title"], again["was-title"]) == ("Van mij", "Van een ander")
    assert InstrumentVersion.objects.get(pk=draft.pk).title == "Van een ander"
    assert amin.post(EDIT, again).status_code == 302
    assert InstrumentVersion.objects.get(pk=draft.pk).title == "Van mij"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 301}, "title"),
        ({"valid_from": "2026-09-01", "valid_to": "2026-08-31"}, "valid_to"),
        ({"valid_from": "morgen"}, "valid_from"),
        ({"language": "xx"}, "language"),
        ({"source_sha256": "y" * 65}, "source_sha256"),
    ],
)
def test_bad_facts_come_back_with_the_field_named(amin, draft, changes, field):
    sent = fields_of(amin.get(EDIT).text, EDIT) | changes
    assert list(amin.post(EDIT, sent, headers=JSON).json()["errors"]) == [field]
    page = amin.post(EDIT, sent)
    assert page.status_code == 400
    assert fields_of(page.text, EDIT)[field] == changes[field] or field == "language"
    assert f'href="#instrumentversion-{draft.pk}-{field}"' in page.text


def test_the_list_of_what_is_missing_follows(amin, draft):
    assert "Nothing is missing" in amin.get(f"{EDIT}missing/", headers=ENGLISH).text
    scale, level = draft.scales.first(), draft.levels.first()
    Statement.objects.filter(descriptor__scale=scale, descriptor__level=level).delete()
    listed = amin.get(f"{EDIT}missing/", headers=ENGLISH).text
    assert "S1 has no text at Niveau 1." in listed
    assert f'{part_url("scales", scale)}#text-{level.pk}"' in listed
    other = amin.get(f"{EDIT}missing/?scale={draft.scales.last().pk}", headers=ENGLISH).text
    assert "and 1 thing elsewhere" in other
    assert amin.get(f"{EDIT}missing/?scale=x").status_code == 200


@pytest.mark.parametrize(
    ("kind", "sent", "model"),
    [
        ("scales", {"code": "S9", "title": "Negende"}, Scale),
        ("levels", {"code": "top", "title": "Top", "short_title": "Top"}, Level),
        ("criteria", {"code": "drie", "text": "Het derde."}, PracticeCriterion),
    ],
)
def test_adding_moving_and_removing(amin, draft, kind, sent, model):
    assert amin.post(f"{EDIT}{kind}/add/", sent).url == f"{EDIT}#{kind}"
    row = model.objects.get(version=draft, code=sent["code"])
    assert amin.get(part_url(kind, row)).status_code == 200
    last = row.position
    assert amin.post(f"{part_url(kind, row)}move/", {"to": "up"}).url == f"{EDIT}#{kind}"
    row.refresh_from_db()
    assert row.position == last - 1
    answer = amin.post(f"{part_url(kind, row)}move/", {"to": "1"}, headers={"HX-Request": "true", **ENGLISH})
    assert "now stands at place 1." in re.search(r"data-announce>(.*?)<", answer.text).group(1)
    assert answer.text.count("data-focus") == 1
    assert amin.get(f"{part_url(kind, row)}remove/").status_code == 200
    assert amin.post(f"{part_url(kind, row)}remove/").url == f"{EDIT}#{kind}"
    assert not model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("to", ["", "x", "-1", "²", "9" * 40])
def test_no_place_to_move_to(amin, draft, to):
    assert amin.post(f"{part_url('scales', draft.scales.first())}move/", {"to": to}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "sent", "field"),
    [
        ("scales", {"code": "S1", "title": "Dubbel"}, "code"),
        ("scales", {"code": "twee woorden", "title": "Titel"}, "code"),
        ("scales", {"code": "S" * 21, "title": "Titel"}, "code"),
        ("levels", {"code": "x", "title": "", "short_title": "x"}, "title"),
        ("criteria", {"code": "x", "text": "x" * 301}, "text"),
    ],
)
def test_bad_parts_come_back_with_what_was_typed(amin, draft, kind, sent, field):
    page = amin.post(f"{EDIT}{kind}/add/", sent)
    assert page.status_code == 400
    assert f'href="#id_{field}"' in page.text
    assert all(f'value="{value}"' in page.text for value in sent.values() if value)


def test_a_code_that_is_in_use_is_refused_at_its_field(amin, draft):
    scale = draft.scales.last()
    url = part_url("scales", scale)
    sent = fields_of(amin.get(url).text, url) | {"code": "S1"}
    assert list(amin.post(url, sent, headers=JSON).json()["errors"]) == ["code"]
    assert amin.post(url, sent).status_code == 400


def test_what_belongs_to_another_version_is_not_there(amin, draft, version):
    foreign, step = version.scales.first(), version.levels.first()
    own, level = draft.scales.first(), draft.levels.first()
    urls = [
        part_url("scales", foreign),
        f"{part_url('scales', foreign)}move/",
        f"{part_url('levels', step)}remove/",
        text_url(foreign, level),
        text_url(own, step),
        f"{text_url(own, step)}split/1/",
        f"{EDIT}levels/{step.pk}/expectations/",
        f"{EDIT}levels/{level.pk}/expectations/{step.expectations.first().pk}/remove/",
        f"{EDIT}nonsense/add/",
        f"{EDIT}scales/{'9' * 30}/",
    ]
    assert {url: amin.post(url, {"to": "up"}).status_code for url in urls} == dict.fromkeys(urls, 404)
    forged = {"was": str(draft.levels.get(is_target=True).pk), "target": str(step.pk)}
    assert amin.post(f"{EDIT}target/", forged).status_code == 404


def test_a_paragraph_is_saved_and_answered_with_its_sentences(amin, draft):
    scale, level = draft.scales.first(), draft.levels.first()
    sent = {"was": was_of(scale, level), "paragraph": "Het team werkt bv. Nederlands uit.\nHet volgt op."}
    answer = amin.post(text_url(scale, level), sent, headers=JSON)
    assert answer.status_code == 200
    assert texts(scale, level) == ["Het team werkt bv. Nederlands uit.", "Het volgt op."]
    assert was_of(scale, level) in answer.json()["sentences"]


def test_sentences_are_joined_split_and_remarked_without_javascript(amin, draft):
    scale, level = draft.scales.first(), draft.levels.first()
    url, page = text_url(scale, level), part_url("scales", scale)
    sent = {"was": was_of(scale, level), "paragraph": "Een. Twee. Drie vier.", "erratum": ["", ""]}
    assert amin.post(url, sent).url == f"{page}#text-{level.pk}"
    sent = {"was": was_of(scale, level), "paragraph": "Een. Twee. Drie vier.", "erratum": ["", "", ""], "join": "1"}
    amin.post(url, sent)
    assert texts(scale, level) == ["Een. Twee.", "Drie vier."]
    amin.post(
        url, {"was": was_of(scale, level), "paragraph": "Een. Twee. Drie vier.", "erratum": ["", "Zo in de bron."]}
    )
    shown = amin.get(f"{url}split/2/").text
    assert "vier.</button>" in shown
    amin.post(f"{url}split/2/", {"was": was_of(scale, level), "word": "1"})
    assert texts(scale, level) == ["Een. Twee.", "Drie", "vier."]
    assert "Zo in de bron." in amin.get(page).text
    assert amin.get(f"{url}split/9/").status_code == 404


def test_what_is_typed_along_with_joining_is_kept(amin, draft):
    scale, level = draft.scales.first(), draft.levels.first()
    sent = {"was": was_of(scale, level), "paragraph": "Anders. Heel anders.", "join": "1"}
    amin.post(text_url(scale, level), sent)
    assert texts(scale, level) == ["Anders.", "Heel anders."]


def test_a_collision_on_a_text_shows_both(amin, draft):
    scale, level = draft.scales.first(), draft.levels.first()
    url, was = text_url(scale, level), was_of(scale, level)
    amin.post(url, {"was": was, "paragraph": "Van een ander."})
    mine = {"was": was, "paragraph": "Van mij.", "erratum": ["Mijn opmerking."]}
    answer = amin.post(url, mine, headers=JSON)
    assert (answer.status_code, answer.json()["theirs"]) == (409, "Van een ander.")
    page = amin.post(url, mine)
    assert page.status_code == 409
    assert all(text in page.text for text in ("Van een ander.", "Van mij.", "Mijn opmerking."))
    amin.post(url, fields_of(page.text, url))
    assert texts(scale, level) == ["Van mij."]


def test_a_text_that_is_too_long_comes_back(amin, draft):
    scale, level = draft.scales.first(), draft.levels.first()
    before, long = texts(scale, level), "Zin. " * 4001
    sent = {"was": was_of(scale, level), "paragraph": long}
    assert list(amin.post(text_url(scale, level), sent, headers=JSON).json()["errors"]) == ["paragraph"]
    page = amin.post(text_url(scale, level), sent)
    assert (page.status_code, long in page.text, texts(scale, level)) == (400, True, before)


def test_the_target_is_chosen_on_the_overview(amin, draft):
    third, second = draft.levels.get(code="niveau-3"), draft.levels.get(code="niveau-2")
    amin.post(f"{EDIT}target/", {"was": str(second.pk), "target": str(third.pk)})
    assert draft.levels.get(is_target=True) == third
    assert amin.post(f"{EDIT}target/", {"was": str(second.pk), "target": "none"}).status_code == 409
    amin.post(f"{EDIT}target/", {"was": str(third.pk), "target": "none"})
    assert InstrumentVersion.objects.get(pk=draft.pk).without_target


def test_expectations(amin, draft):
    level = draft.levels.first()
    url = f"{EDIT}levels/{level.pk}/expectations/"
    assert amin.post(url, {"finding_kind": "strength", "at_least": "1"}).status_code == 302
    assert level.expectations.count() == 3
    assert amin.post(f"{url}{level.expectations.last().pk}/remove/").status_code == 302
    assert level.expectations.count() == 2
    for bad in (
        {"finding_kind": "strength"},
        {"finding_kind": "strength", "weights": ["minor"], "at_least": "1"},
        {"finding_kind": "strength", "all_criteria": "on", "at_least": "1"},
        {"finding_kind": "strength", "at_least": "3", "at_most": "2"},
        {"finding_kind": "x", "at_least": "-1"},
    ):
        assert amin.post(url, bad).status_code == 400
    assert level.expectations.count() == 2


def test_the_code_and_number_of_a_draft_change_its_address(amin, draft):
    assert amin.post(f"{EDIT}name/", {"code": "duaal", "number": "2026"}).url == "/instruments/duaal/2026/edit/"
    assert amin.post("/instruments/duaal/2026/edit/name/", {"code": "een.punt", "number": "1"}).status_code == 400


def test_a_draft_is_deleted_after_asking(amin, draft):
    assert amin.get(f"{EDIT}delete/").status_code == 200
    assert amin.post(f"{EDIT}delete/").url == "/instruments/"
    assert not InstrumentVersion.objects.filter(pk=draft.pk).exists()
    assert amin.get(EDIT).status_code == 404


def addresses(draft):
    scale, level = draft.scales.first(), draft.levels.first()
    posts = [
        "",
        "target/",
        "scales/add/",
        f"scales/{scale.pk}/",
        f"scales/{scale.pk}/move/",
        f"levels/{level.pk}/remove/",
    ]
    posts += ["name/", "delete/", f"levels/{level.pk}/expectations/", f"scales/{scale.pk}/texts/{level.pk}/"]
    return [EDIT + post for post in posts]


def test_a_published_version_says_that_it_never_changes_and_keeps_what_was_typed(amin, draft):
    urls = addresses(draft)
    publish(version_id=draft.pk, seen=manuscript_of(draft).content_sha256)
    before = manuscript_of(InstrumentVersion.objects.select_related("instrument").get(pk=draft.pk))
    for url in urls:
        page = amin.post(url, {"paragraph": "Te laat getypt.", "to": "up"}, headers=ENGLISH)
        assert (page.status_code, "Te laat getypt." in page.text) == (409, True)
        assert "This version never changes" in page.text
        assert 'href="/instruments/proef/1/copy/"' in page.text
        assert amin.post(url, {}, headers=JSON).status_code == 409
    assert amin.get(EDIT).status_code == 200
    assert amin.get("/instruments/proef/1/publish/").status_code == 200
    assert manuscript_of(InstrumentVersion.objects.select_related("instrument").get(pk=draft.pk)) == before


def test_drafts_are_hidden_from_all_but_administrators(client, sign_in, draft, bram, els):
    for user in (bram, els):
        sign_in(user)
        assert {client.post(url).status_code for url in addresses(draft)} == {404}
        assert {client.get(url).status_code for url in (EDIT, f"{EDIT}missing/")} == {404}


def test_others_get_the_reason(sign_in, bram, version):
    client = sign_in(bram)
    for url in ("/instruments/new/", "/instruments/dbso-leerlingenbegeleiding/1/copy/"):
        page = client.get(url, headers=ENGLISH)
        assert (page.status_code, "Administrators keep the instruments." in page.text) == (403, True)


def test_an_instrument_without_anything_can_be_opened(amin):
    answer = amin.post("/instruments/new/", {"code": "leeg", "number": "1", "title": "Leeg", "language": "nl"})
    assert answer.url == "/instruments/leeg/1/edit/"
    assert amin.get(answer.url).status_code == 200
    assert amin.get("/instruments/leeg/1/publish/").status_code == 200
    assert amin.get("/instruments/leeg/1/").status_code == 200


def test_a_new_instrument_needs_a_code_of_its_own(amin, draft):
    sent = {"code": "proef", "number": "2", "title": "Nog een", "language": "nl"}
    page = amin.post("/instruments/new/", sent)
    assert (page.status_code, 'value="Nog een"' in page.text) == (400, True)


def test_publishing_asks_and_tells(amin, draft):
    url = "/instruments/proef/1/publish/"
    seen = re.search(r'name="seen" value="(\w+)"', amin.get(url).text).group(1)
    assert amin.post(url, {"seen": "0"}).status_code == 409
    assert amin.post(url, {"seen": seen}).url == "/instruments/proef/1/"
    assert InstrumentVersion.objects.get(pk=draft.pk).content_sha256 == seen


def test_what_is_incomplete_says_so_when_publishing(amin, draft):
    Statement.objects.filter(descriptor__scale=draft.scales.first()).delete()
    page = amin.post("/instruments/proef/1/publish/", {"seen": "x"}, headers=ENGLISH)
    assert page.status_code == 409
    assert page.text.count("S1 has no text at") == 3


def test_retiring_asks_for_the_end_and_the_successor(amin, draft, version):
    url = "/instruments/dbso-leerlingenbegeleiding/1/retire/"
    assert amin.get("/instruments/proef/1/retire/").status_code == 409
    publish(version_id=draft.pk, seen=manuscript_of(draft).content_sha256)
    assert amin.get(url).status_code == 200
    for bad in ({"valid_to": ""}, {"valid_to": "x"}, {"valid_to": "2027-08-31", "successor": str(version.pk)}):
        assert amin.post(url, bad).status_code == 400
    assert amin.post(url, {"valid_to": "2027-08-31", "successor": str(draft.pk)}).status_code == 302
    now = InstrumentVersion.objects.get(pk=version.pk)
    assert (now.status, now.successor_id) == ("retired", draft.pk)
    assert amin.post(url, {"valid_to": "2027-08-31"}).status_code == 409


def test_a_copy_is_opened_for_writing(amin, version, shipped):
    url = "/instruments/dbso-leerlingenbegeleiding/1/copy/"
    assert 'value="2"' in amin.get(url).text
    answer = amin.post(url, {"code": "dbso-leerlingenbegeleiding", "number": "2"})
    assert answer.url == "/instruments/dbso-leerlingenbegeleiding/2/edit/"
    copy = InstrumentVersion.objects.select_related("instrument").get(number="2")
    assert manuscript_of(copy) == replace(shipped, version="2")
    assert amin.post(url, {"code": "dbso-leerlingenbegeleiding", "number": "2"}).status_code == 400


def test_the_list_offers_what_an_administrator_may_do(amin, draft, version):
    page = amin.get("/instruments/").text
    for url in ("/instruments/new/", EDIT, "/instruments/proef/1/publish/"):
        assert f'href="{url}"' in page
    assert 'href="/instruments/dbso-leerlingenbegeleiding/1/retire/"' in page


def test_others_are_offered_nothing(sign_in, bram, version):
    page = sign_in(bram).get("/instruments/").text
    assert not re.search(r"/(new|copy|retire|publish|edit)/", page)


def test_the_answers_for_the_script_are_json(amin, draft):
    answer = amin.post(EDIT, fields_of(amin.get(EDIT).text, EDIT), headers=JSON)
    assert sorted(json.loads(answer.content)) == ["time", "was"]
