"""The list of centres: its filters, its order, its table alone for htmx, and the same list as a file."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from portal.centres import asking, listing, offices, searching
from portal.centres.enums import Function
from portal.centres.models import Centre
from portal.paging import page_of


@pytest.fixture
def centres(amina, els, centre, other_centre):
    Centre.objects.filter(pk=centre.pk).update(province="Vlaams-Brabant", postcode="1800")
    Centre.objects.create(institution_number="20001", name="=1+1", network="other", status="closed")
    offices.appoint(centre=centre, user=els, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["=1+1", "CDO Genk", "CLW Vilvoorde"]),
        ("q=smet", ["CLW Vilvoorde"]),
        ("network=community", ["CDO Genk"]),
        ("province=Vlaams-Brabant", ["CLW Vilvoorde"]),
        ("status=closed", ["=1+1"]),
        ("director=none", ["CDO Genk"]),
        ("year=none&status=active", ["CDO Genk", "CLW Vilvoorde"]),
        ("year=2025", []),
        ("network=forged&year=x&director=y&province=z", ["=1+1", "CDO Genk", "CLW Vilvoorde"]),
        ("sort=-name", ["CLW Vilvoorde", "CDO Genk", "=1+1"]),
        ("sort=number", ["=1+1", "CDO Genk", "CLW Vilvoorde"]),
        ("sort=-number", ["CLW Vilvoorde", "CDO Genk", "=1+1"]),
        ("sort=-municipality", ["CLW Vilvoorde", "CDO Genk", "=1+1"]),
        ("sort=password", ["=1+1", "CDO Genk", "CLW Vilvoorde"]),
        ("q=c&sort=-name", ["CLW Vilvoorde", "CDO Genk"]),
    ],
)
def test_the_page_and_both_files_tell_the_same(query, names, amina, centres, sign_in):
    client = sign_in(amina)
    assert [centre.name for centre in client.get(f"/centres/?{query}").context["page"].rows] == names
    told = b"".join(client.get(f"/centres/export.csv?{query}").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(told), delimiter=";"))[1:]
    assert [row[0].removeprefix("'") for row in rows] == names
    sheet = load_workbook(BytesIO(b"".join(client.get(f"/centres/export.xlsx?{query}").streaming_content))).active
    assert [cells[0].value for cells in list(sheet.rows)[1:]] == names
    assert {cell.data_type for cells in sheet.rows for cell in cells} <= {"s", "inlineStr", "n"}


def test_no_cell_is_a_formula(amina, centres, sign_in):
    told = b"".join(sign_in(amina).get("/centres/export.csv?status=closed").streaming_content)
    assert told.startswith(b"\xef\xbb\xbf")
    assert told.decode("utf-8-sig").splitlines()[1].startswith("'=1+1;20001;")


def test_directors_get_only_their_own_centre_in_a_file(els, centres, sign_in):
    told = b"".join(sign_in(els).get("/centres/export.csv").streaming_content).decode("utf-8-sig")
    assert [line.split(";")[0] for line in told.splitlines()[1:]] == ["CLW Vilvoorde"]


COUNTED = {"": "1,103 centres", "q=genk": "1 centre", "q=cdo&page=2": "1,101 centres", "province=Limburg": "0 centres"}


@pytest.mark.parametrize("few", [10_000, -1])
def test_the_total_is_counted_apart(few, amina, centres, sign_in, monkeypatch):
    monkeypatch.setattr(searching, "RARE", few)
    Centre.objects.bulk_create(
        Centre(institution_number=str(40000 + n), name=f"CDO {n}", search_text=f" cdo {n} ", network="other")
        for n in range(1100)
    )
    client = sign_in(amina)
    for query, told in COUNTED.items():
        answer = client.get(f"/centres/count/?{query}", headers={"accept-language": "en"})
        assert answer.text.strip() == told, query
        page = client.get(f"/centres/?{query}")
        assert ("1,103" in page.text, "1.103" in page.text) == (False, False)  # the list itself counts nothing


def test_the_total_is_of_what_somebody_may_see(els, farid, centres, sign_in):
    counted = [sign_in(one).get("/centres/count/", headers={"accept-language": "en"}).text for one in (els, farid)]
    assert [told.strip() for told in counted] == ["1 centre", "0 centres"]


def test_counting_takes_as_many_queries_for_any_number(amina, centre, sign_in, django_assert_num_queries):
    client = sign_in(amina)
    for total in (1, 50):
        for number in range(Centre.objects.count(), total):
            Centre.objects.create(institution_number=str(20000 + number), name=f"CDO {number}", network="other")
        with django_assert_num_queries(3):  # session, person, count
            client.get("/centres/count/?q=c")


def test_a_search_as_you_type_gets_the_table_alone(amina, centres, sign_in):
    answer = sign_in(amina).get("/centres/?q=genk", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in answer, "CDO Genk" in answer, "CLW Vilvoorde" in answer) == (False, True, False)


def test_a_list_that_the_browser_asks_for_anew_is_the_whole_page(sign_in, amina):
    page = sign_in(amina).get("/centres/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in page.text


def test_the_sorted_column_says_so_and_turns_around(amina, centres, sign_in):
    columns = sign_in(amina).get("/centres/?q=c&sort=number").context["columns"]
    assert [(column["now"], column["query"]) for column in columns if column["sort"]] == [
        ("", "q=c"),
        ("ascending", "q=c&sort=-number"),
        ("", "q=c&sort=municipality"),
    ]


def test_the_order_is_chosen_in_the_form_too(amina, centres, sign_in):
    page = sign_in(amina).get("/centres/?sort=-number", headers={"accept-language": "en"})
    assert page.context["orders"] == [
        ("name", "Centre, ascending"),
        ("-name", "Centre, descending"),
        ("number", "Institution number, ascending"),
        ("-number", "Institution number, descending"),
        ("municipality", "Municipality, ascending"),
        ("-municipality", "Municipality, descending"),
    ]
    assert '<option value="-number" selected>' in page.text
    assert page.text.count('name="sort"') == 1


def test_who_has_no_scripts_asks_for_the_total(amina, centres, sign_in):
    client = sign_in(amina)
    page = client.get("/centres/?status=active", headers={"accept-language": "en"}).text
    assert (
        '<noscript><p class="text-soft"><a href="?status=active&amp;count=1">Count the centres</a></p></noscript>'
        in page
    )
    counted = client.get("/centres/?status=active&count=1", headers={"accept-language": "en"}).text
    assert ("2 centres" in counted, "<noscript>" in counted, 'hx-trigger="load' in counted) == (True, False, False)


@pytest.mark.parametrize("one", listing.COLUMNS, ids=lambda one: one.name)
def test_every_column_says_on_the_page_and_in_the_file_what_it_is_called(one, amina, els, centres, sign_in):
    """What stands beneath a label is what the label names, wherever its column stands."""
    values = {
        "name": "CLW Vilvoorde",
        "institution_number": "123456",
        "postcode": "1800",
        "municipality": "Vilvoorde",
        "network": "Subsidised private",
        "province": "Vlaams-Brabant",
        "directors": "Els De Smet",
        "status": "Active",
    }
    client, english = sign_in(amina), {"accept-language": "en"}
    told = b"".join(client.get("/centres/export.csv?q=123456", headers=english).streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(StringIO(told), delimiter=";"))
    assert (len(row), row[str(one.label())]) == (len(values), values[one.name])
    if one.on_page and one.name != "name":
        page = client.get("/centres/?q=123456", headers=english).text
        cell = re.search(rf'<td data-label="{one.label()}">(.*?)</td>', page)[1]
        assert cell == ("1800 Vilvoorde" if one.name == "municipality" else values[one.name])


def test_a_file_of_many_takes_two_queries_a_thousand(amina, db, django_assert_num_queries):
    Centre.objects.bulk_create(
        Centre(institution_number=str(20000 + n), name=f"CDO {n}", network="other") for n in range(2500)
    )
    with django_assert_num_queries(4):  # the rows, and the directors of each thousand
        assert sum(1 for _row in listing.cells(listing.centres_for(amina, asking.asked_by({})))) == 2500


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_takes_as_many_queries_for_one_centre_as_for_fifty(
    kind, amina, centre, sign_in, django_assert_num_queries
):
    client = sign_in(amina)
    for total in (1, 50):
        for number in range(Centre.objects.count(), total):
            Centre.objects.create(institution_number=str(20000 + number), name=f"CDO {number}", network="other")
        with django_assert_num_queries(6):  # session, person, rows that begin so, words, other rows, directors
            b"".join(client.get(f"/centres/export.{kind}?q=c&sort=-number&status=active").streaming_content)


def test_a_centre_is_found_by_the_new_name_of_its_director(els, centres):
    els.family_name = "Vandenbroucke"
    els.save()
    assert [one.name for one in Centre.objects.matching("vandenbroucke")] == ["CLW Vilvoorde"]
    assert not Centre.objects.matching("smet").exists()
    els.is_active = False
    els.save()
    assert not Centre.objects.matching("vandenbroucke").exists()


@pytest.fixture
def everywhere(db):
    """Four that have "genk": at the beginning of the name, within it, as municipality."""
    for number, name, place in (
        ("20001", "CDO Genk", "Zele"),
        ("20002", "genk-noord", "Aalst"),
        ("20003", "Génk", "Lier"),
        ("20004", "CLW", "Genk"),
        ("30001", "CLW Lier", "Lier"),
    ):
        Centre.objects.create(institution_number=number, name=name, municipality=place, network="other")


@pytest.mark.parametrize("few", [1_000, -1])
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("q=genk", ["20003", "20002", "20001", "20004"]),
        ("q=genk&sort=-name", ["20002", "20003", "20004", "20001"]),
        ("q=genk&sort=municipality", ["20004", "20002", "20003", "20001"]),
        ("q=genk&sort=-municipality", ["20004", "20001", "20003", "20002"]),
        ("q=genk&sort=number", ["20001", "20002", "20003", "20004"]),
        ("q=2000&sort=-number", ["20004", "20003", "20002", "20001"]),
        ("q=genk noord", ["20002"]),
        ("q=noord genk", ["20002"]),
        ("", ["20001", "20004", "30001", "20003", "20002"]),
    ],
)
def test_what_begins_with_the_words_comes_first_by_the_index_and_by_walking(
    few, query, numbers, amina, everywhere, sign_in, monkeypatch
):
    monkeypatch.setattr(searching, "RARE", few)
    client = sign_in(amina)
    assert [row.institution_number for row in client.get(f"/centres/?{query}").context["page"].rows] == numbers
    told = b"".join(client.get(f"/centres/export.csv?{query}").streaming_content).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(StringIO(told), delimiter=";")][1:] == numbers


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pages_go_on_where_those_that_begin_so_end(size, amina, everywhere, monkeypatch):
    monkeypatch.setattr(searching, "RARE", -1)
    rows = listing.centres_for(amina, asking.asked_by({"q": "genk"}))
    pages = [page_of(rows, number, size) for number in range(1, 6)]
    found = [row.institution_number for page in pages for row in page.rows]
    assert found == ["20003", "20002", "20001", "20004"]
    assert [page.has_next for page in pages] == [number * size < 4 for number in range(1, 6)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_is_called_in_the_language_of_who_takes_it(sign_in, amina, kind):
    client = sign_in(amina)
    names = {}
    for language in ("nl", "en"):
        answer = client.get(f"/centres/export.{kind}", headers={"accept-language": language})
        b"".join(answer.streaming_content)  # whoever takes the file closes it
        names[language] = answer["Content-Disposition"]
    assert names == {
        "nl": f'attachment; filename="centra.{kind}"',
        "en": f'attachment; filename="centres.{kind}"',
    }
