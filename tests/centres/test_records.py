"""Changing centre records through the pages: what is saved, what is refused at which field, what is never lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from portal.centres import records
from portal.centres.models import Board, Centre, Site
from portal.centres.views import sites
from tests.centres.conftest import SITE

CENTRE = {
    "institution_number": "40111",
    "name": "CLW Aalst",
    "network": "private",
    "main_structure": "312",
}


@pytest.fixture
def administrator(amina, sign_in):
    return sign_in(amina)


def errors(response) -> list[str]:
    """The fields with errors on the page that came back."""
    assert response.status_code == 200
    return sorted(response.context["form"].errors)


def test_adding_a_centre_with_a_board_that_is_not_known_yet(administrator):
    typed = CENTRE | {"board_number": "977999", "board_name": "Scholen aan de Dender"}
    response = administrator.post("/centres/new/", typed)
    assert (response.status_code, response["Location"]) == (302, "/centres/40111/")
    centre = Centre.objects.get(institution_number="40111")
    assert (centre.name, centre.board.name, centre.revision) == ("CLW Aalst", "Scholen aan de Dender", 0)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"institution_number": "123456"}, ["institution_number"]),
        ({"institution_number": "1234"}, ["institution_number"]),
        ({"institution_number": ""}, ["institution_number"]),
        ({"postcode": "93000"}, ["postcode"]),
        ({"network": "forged"}, ["network"]),
        ({"board_number": "5"}, ["board_number"]),
        ({"board_number": "977888"}, ["board_name"]),
        ({"board_number": "977041", "board_name": "Another name"}, ["board_name"]),
        ({"board_name": "No number"}, ["board_number"]),
        ({"begins_on": "2026-02-01", "ends_on": "2026-01-01"}, ["__all__"]),
        ({"begins_on": "soon"}, ["begins_on"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name": "a\0b"}, ["name"]),
        ({"institution_number": "٤٠١١١"}, ["institution_number"]),
        ({"postcode": "٩٣٠٠"}, ["postcode"]),
        ({"board_number": "٩٧٧٩٩٩", "board_name": "Nieuw"}, ["board_number"]),
        ({"website": "ftp://example.be/"}, ["website"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_what_was_typed_is_kept(typed, wrong, administrator, centre):
    response = administrator.post("/centres/new/", CENTRE | {"clb": "Vrij CLB Aalst"} | typed)
    assert errors(response) == wrong
    assert 'value="Vrij CLB Aalst"' in response.content.decode()
    assert (Centre.objects.count(), Board.objects.count()) == (1, 1)


def test_the_name_of_a_board_is_no_html(administrator, centre):
    Board.objects.update(name="<b>Bestuur</b>")
    for page in ("edit/", "board/"):
        shown = administrator.get(f"/centres/123456/{page}").content.decode()
        assert "&lt;b&gt;Bestuur" in shown
        assert "<b>Bestuur" not in shown


def test_of_two_who_change_a_centre_the_second_is_told_and_decides(administrator, centre):
    read_by_both = CENTRE | {"institution_number": "123456", "board_number": "977041", "seen": 0}
    assert administrator.post("/centres/123456/edit/", read_by_both | {"phone": "02 111 11 11"}).status_code == 302
    second = read_by_both | {"phone": "02 222 22 22"}
    response = administrator.post("/centres/123456/edit/", second)
    assert errors(response) == ["__all__", "phone"]
    assert "02 111 11 11" in response.context["form"].errors["phone"][0]
    assert Centre.objects.get().phone == "02 111 11 11"
    shown = response.context["form"]
    assert (shown["phone"].value(), shown["seen"].value()) == ("02 222 22 22", 1)
    assert administrator.post("/centres/123456/edit/", second | {"seen": 1}).status_code == 302
    centre.refresh_from_db()
    assert (centre.phone, centre.revision) == ("02 222 22 22", 2)


def test_a_refused_change_leaves_the_heading_of_the_page(administrator, centre, monkeypatch):
    """Somebody else was faster, between reading and writing."""

    def overtaken(*_given, **_more):
        return False

    monkeypatch.setattr(records.changes, "change", overtaken)
    typed = CENTRE | {"institution_number": "123456", "board_number": "977041", "seen": 0}
    page = administrator.post("/centres/123456/edit/", typed)
    assert (errors(page), page.context["centre"].name) == (["__all__"], "CLW Vilvoorde")


@pytest.mark.parametrize("seen", ["", "-1", "x"])
def test_a_form_that_does_not_say_what_was_read_changes_nothing(seen, administrator, centre):
    typed = CENTRE | {"institution_number": "123456", "seen": seen}
    assert errors(administrator.post("/centres/123456/edit/", typed)) == ["seen"]
    assert Centre.objects.get().name == "CLW Vilvoorde"


def test_sites_are_added_changed_and_removed(administrator, centre):
    assert administrator.post("/centres/123456/sites/new/", SITE).status_code == 302
    assert errors(administrator.post("/centres/123456/sites/new/", SITE)) == ["__all__"]
    moved = SITE | {"street": "Kaai 3", "seen": 0}
    assert administrator.post("/centres/123456/sites/01/edit/", moved).status_code == 302
    assert errors(administrator.post("/centres/123456/sites/01/edit/", moved | {"street": "X"})) == [
        "__all__",
        "street",
    ]
    stale_removal = administrator.post("/centres/123456/sites/01/edit/", moved | {"remove": "1"})
    assert errors(stale_removal) == ["__all__"]
    assert [site.street for site in Site.objects.all()] == ["Kaai 3"]
    administrator.post("/centres/123456/sites/01/edit/", moved | {"seen": 1, "remove": "1"})
    assert Site.objects.count() == 0


def test_a_site_without_a_postcode_is_removed(administrator, centre):
    """As some have that came by an import: what is missing is no reason to keep it."""
    Site.objects.create(centre=centre, **SITE | {"postcode": ""})
    page = "/centres/123456/sites/01/edit/"
    gone = SITE | {"postcode": "", "street": "", "seen": 0, "remove": "1"}
    assert errors(administrator.post(page, gone | {"seen": ""})) == ["seen"]
    assert administrator.post(page, gone).status_code == 302
    assert Site.objects.count() == 0


def test_a_board_is_changed_for_all_of_its_centres_and_once_by_two(administrator, centre, other_centre):
    typed = {"institution_number": "977041", "name": "Scholengroep Zenne", "seen": 0}
    assert administrator.post("/centres/123456/board/", typed).status_code == 302
    assert errors(administrator.post("/centres/123456/board/", typed | {"name": "Anders"})) == ["__all__", "name"]
    page = administrator.get("/centres/123456/board/", headers={"accept-language": "en"})
    assert "It is the board of 1 centre." in page.text
    Board.objects.create(institution_number="977042", name="Andere")
    taken = typed | {"institution_number": "977042", "seen": 1}
    assert errors(administrator.post("/centres/123456/board/", taken)) == ["institution_number"]
    assert [board.name for board in Board.objects.order_by("pk")] == ["Scholengroep Zenne", "Andere"]
    Centre.objects.filter(pk=centre.pk).update(board=None)
    assert administrator.get("/centres/123456/board/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"board_name": "a\ufffdb"}, ["board_name"]),
        ({"board_name": "Nieuw", "board_number": "977888"}, ["board_number"]),
    ],
)
def test_what_is_wrong_with_the_board_is_told_at_the_board(typed, wrong, administrator, centre, monkeypatch):
    """Not at the name and the number of the centre."""
    if wrong == ["board_number"]:  # somebody else takes the number just before
        known_or_new = records.known_or_new_board

        def overtaken(**given):
            monkeypatch.setattr(Board.objects, "filter", lambda **_given: Board.objects.none())
            Board.objects.create(institution_number="977888", name="Sneller")
            return known_or_new(**given)

        monkeypatch.setattr(records, "known_or_new_board", overtaken)
    page = administrator.post("/centres/new/", CENTRE | {"board_number": "977999"} | typed)
    assert errors(page) == wrong
    assert Centre.objects.count() == 1


def test_a_site_that_is_removed_while_its_page_is_made_is_no_error(administrator, amina, centre, monkeypatch):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    read = sites.get_object_or_404

    def removed_after(*given, **asked):
        found = read(*given, **asked)
        site.delete()
        return found

    monkeypatch.setattr(sites, "get_object_or_404", removed_after)
    assert administrator.get("/centres/123456/sites/01/edit/").status_code == 200


@pytest.mark.parametrize("where", ["board/", "edit/"])
def test_a_page_reads_its_record_once(where, administrator, centre, django_assert_num_queries):
    with django_assert_num_queries({"board/": 5, "edit/": 3}[where]):  # session, person, centre, board, its centres
        administrator.get(f"/centres/123456/{where}")


@pytest.mark.parametrize("number", ["1", "001", "ab", ""])
def test_a_site_number_has_two_digits(number, administrator, centre):
    assert errors(administrator.post("/centres/123456/sites/new/", SITE | {"number": number})) == ["number"]


def test_a_number_taken_a_moment_earlier_is_an_error_at_the_field(amina, centre, monkeypatch):
    """Two administrators add the same centre at once: both find the number free, the database lets one in."""
    monkeypatch.setattr(Centre, "full_clean", lambda self, **_options: None)
    with pytest.raises(records.ValidationError) as refused:
        records.add_centre(fields=CENTRE | {"institution_number": "123456"}, actor=amina)
    assert list(refused.value.message_dict) == ["institution_number"]


def test_the_deeds_themselves_refuse_who_is_no_administrator(gust, els, centre):
    for actor in (gust, els):
        with pytest.raises(PermissionDenied):
            records.add_centre(fields=CENTRE, actor=actor)
    assert Centre.objects.count() == 1


@pytest.mark.parametrize("typed", [{"number": "٠٧"}, {"postcode": "٩٣٠٠"}])
def test_digits_of_another_script_are_none_of_a_site(typed, administrator, centre):
    response = administrator.post("/centres/123456/sites/new/", SITE | typed)
    assert errors(response) == list(typed)
    assert administrator.get("/centres/123456/").status_code == 200


def test_the_database_takes_no_other_postcode_either(centre):
    with pytest.raises(IntegrityError), transaction.atomic():
        Centre.objects.filter(pk=centre.pk).update(postcode="٩٣٠٠")
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(centre=centre, **SITE | {"postcode": "930"})
