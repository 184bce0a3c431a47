"""From the rows of a file to what would change in the database, field by field, and all that is wrong."""

from datetime import date

import pytest
from django.utils import translation

from portal.centres.enums import PROVINCES, Network
from portal.centres.importing.cleaning import clean
from portal.centres.importing.columns import NUMBER, chosen, fingerprint, guessed, recognised
from portal.centres.importing.comparing import compare
from portal.centres.importing.gathering import Wrong, gather
from portal.centres.importing.preview import field_label
from portal.centres.importing.reading import read
from portal.centres.importing.reasons import POSSIBLE, Reason, Refused, told
from portal.centres.models import Board, Centre, Site
from tests.centres.importing.files import GENK, HEADER, csv_file, institutions


def plan_of(*rows, header=HEADER, keys=None, **how):
    table = read(csv_file(header, *rows))
    columns = chosen(table.header, keys) if keys else recognised(table.header)
    return compare(gather(table.rows, columns), **how)


def wrong_in(*rows, header=HEADER, keys=None):
    return [(one.row, one.column, one.reason) for one in plan_of(*rows, header=header, keys=keys).wrong]


def genk(**changes):
    row = dict(zip(HEADER, GENK, strict=True)) | changes
    return list(row.values())


@pytest.fixture
def known(db):
    board = Board.objects.create(institution_number="977042", name="Scholengroep Genk")
    centre = Centre.objects.create(
        institution_number="30569",
        name="CDO Genk",
        network="community",
        board=board,
        street="Stationsstraat 12",
        postcode="3600",
        municipality="Genk",
        province="Limburg",
    )
    Site.objects.create(
        centre=centre,
        number="01",
        street="Stationsstraat 12",
        postcode="3600",
        municipality="Genk",
        main_municipality="Genk",
        province="Limburg",
    )
    return centre


def test_the_public_form_is_recognised_whatever_the_order_and_the_case():
    assert recognised(HEADER).keys == [
        "institution_number", "name", "site.number", "site.street", "site.house", "site.postcode",
        "site.municipality", "site.main_municipality", "site.province", "board.name", "network", "main_structure",
    ]  # fmt: skip
    assert recognised(["NAAM_INSTELLING ", "x", "Nummer_Instelling"]).keys == ["name", "", "institution_number"]
    assert recognised(["Instellingsnummer", "Naam"]) is None
    assert guessed(["Instellingsnummer", "Naam", "E-mailadres", "kleur", "naam"]) == [
        "institution_number", "name", "email", "", "",
    ]  # fmt: skip
    assert guessed(["School nr", "Nr", "PC", "Prov."]) == ["institution_number", "", "postcode", "province"]
    assert fingerprint(["😀", "Ж"]) != fingerprint(["%", "Щ"])
    assert fingerprint(["Naam ", "é"]) == fingerprint(["naam", "E"])
    assert fingerprint(["E-mail", "Naam"]) == fingerprint(["e_mail ", "naam"]) != fingerprint(["Naam", "E-mail"])


def test_two_columns_that_tell_the_same_are_refused():
    with pytest.raises(Refused) as refused:
        recognised([*HEADER, "Naam_instelling"])
    assert (refused.value.reason, refused.value.column) == (Reason.DOUBLE_COLUMN, "Naam_instelling")
    assert "“Naam_instelling”" in str(refused.value)
    with pytest.raises(Refused) as refused:
        recognised([*HEADER, "Naam_instelling", "NAAM_NET", "telefoon", "telefoonnummer"])
    assert "“Naam_instelling”, “NAAM_NET”, “telefoonnummer”" in str(refused.value)


def test_a_new_institution_takes_its_address_from_its_first_site(db):
    second = genk(intern_volgnr_vpl="2", straatnaam_vpl="Noordlaan", huisnr_vpl="3", nummer_hoofdstructuur="211")
    plan = plan_of(second, GENK)
    assert plan.counts() == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}
    assert plan.planned[0].fields == {
        "name": "CDO Genk",
        "network": "community",
        "main_structure": "312",
        "street": "Stationsstraat 12",
        "postcode": "3600",
        "municipality": "Genk",
        "province": "Limburg",
    }
    assert [(site.number, site.fields["street"]) for site in plan.planned[0].sites] == [
        ("01", "Stationsstraat 12"),
        ("02", "Noordlaan 3"),
    ]


def test_what_the_portal_has_already_is_unchanged(known):
    assert plan_of(GENK).counts() == {"new": 0, "changed": 0, "unchanged": 1, "missing": 0, "wrong": 0}
    floats = genk(nummer_instelling="30569.0", intern_volgnr_vpl="1.0", huisnr_vpl="12,0", postnummer_vpl="3600.00")
    assert plan_of(floats).counts()["unchanged"] == 1
    assert plan_of(genk(nummer_instelling="3,0569E+04")).counts()["unchanged"] == 1
    assert plan_of(genk(provincie_vpl="", naam_im="scholengroep genk")).counts()["unchanged"] == 1


def test_changes_are_told_field_by_field(known):
    plan = plan_of(genk(naam_instelling="CDO De Zavel", huisnr_vpl="14"))
    assert plan.counts()["changed"] == 1
    assert plan.planned[0].changes == [
        {"field": "name", "old": "CDO Genk", "new": "CDO De Zavel"},
        {"field": "street", "old": "Stationsstraat 12", "new": "Stationsstraat 14"},
        {"field": "street", "old": "Stationsstraat 12", "new": "Stationsstraat 14", "site": "01"},
    ]
    assert plan.planned[0].fields == {"name": "CDO De Zavel", "street": "Stationsstraat 14"}


BOARDS = ["nummer_instelling", "naam_instelling", "naam_net", "nummer_im", "naam_im"]


def of_board(number, name, institution="30569"):
    return [institution, "CDO Genk", "GO!", number, name]


def test_a_new_name_of_a_board_is_a_change_of_its_centres(known):
    plan = plan_of(of_board("977042", "Nieuwe naam"), header=BOARDS)
    assert plan.planned[0].changes == [{"field": "board.name", "old": "Scholengroep Genk", "new": "Nieuwe naam"}]
    assert [(board.number, board.name, board.revision) for board in plan.boards] == [("977042", "Nieuwe naam", 0)]
    assert plan_of(of_board("977042", "Scholengroep Genk"), header=BOARDS).boards == []


def test_an_unknown_board_without_its_name_is_left_out_and_the_centre_keeps_its_own(known):
    for number in ("977041", "1234"):
        plan = plan_of(of_board(number, ""), header=BOARDS)
        assert (plan.planned[0].kind, plan.planned[0].board_left_out, plan.boards) == ("unchanged", number, [])
        assert plan.counts() == NOTHING | {"unchanged": 1, "boards_left_out": 1}
    assert plan_of(of_board("977042", ""), header=BOARDS).counts() == NOTHING | {"unchanged": 1}


def test_a_board_without_its_name_is_known_by_another_row_of_the_file(db):
    plan = plan_of(of_board("977041", ""), of_board("977041", "Nieuw", "30570"), header=BOARDS)
    assert [(one.board, one.board_left_out) for one in plan.planned] == [("977041", ""), ("977041", "")]
    assert plan.planned[0].changes[-1] == {"field": "board", "old": "", "new": "977041 Nieuw"}
    assert [(board.number, board.name, board.row) for board in plan.boards] == [("977041", "Nieuw", 3)]


def test_a_new_board_whose_number_lost_its_zeros_is_wrong(db):
    assert wrong_in(of_board("1234", "Nieuw"), header=BOARDS) == [(2, "nummer_im", Reason.ZEROS_LOST)]


NOTHING = {"new": 0, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}


@pytest.mark.parametrize("board", ["977042", "977043"])
def test_two_names_of_one_board_in_one_file_are_wrong(known, board):
    rows = of_board(board, "Een"), of_board(board, "Twee", "30570")
    assert wrong_in(*rows, header=BOARDS) == [(3, "naam_im", Reason.BOARD_TWICE)]


@pytest.mark.parametrize("written", ["Limburg", "limburg", "Provincie Limburg", "Prov. Limburg", "LIMBURG "])
def test_provinces_get_the_names_that_the_list_filters_by(known, written):
    assert plan_of(genk(provincie_vpl=written)).counts()["unchanged"] == 1


def test_brussels_has_many_names_and_what_no_filter_finds_is_wrong(db):
    for written in ("Brussels Hoofdstedelijk Gewest", "Brussel Hoofdstad", "Brussels Gewest", "Brussel-Hoofdstad"):
        assert plan_of(genk(provincie_vpl=written)).planned[0].fields["province"] == "Brussel"
    plan = plan_of(genk(provincie_vpl="Henegouwen", naam_net="Rooms"))
    assert [(one.column, one.reason) for one in plan.wrong] == [
        ("provincie_vpl", Reason.PROVINCE),
        ("naam_net", Reason.NETWORK),
    ]
    with translation.override("en"):
        assert [told(one.reason, one.values) for one in plan.wrong] == [
            "“Henegouwen” is no province that the portal knows. Possible are: Antwerpen, Limburg, Oost-Vlaanderen, "
            "Vlaams-Brabant, West-Vlaanderen, Brussel.",
            "“Rooms” is no network that the portal knows. Possible are: Gemeenschapsonderwijs, Officieel "
            "gesubsidieerd, Vrij gesubsidieerd, Andere.",
        ]


def test_each_value_that_is_named_as_possible_is_taken():
    for key, values in POSSIBLE.items():
        assert [clean(key, value) for value in values] == list({"network": Network, "province": PROVINCES}[key])


PLACES = ["instellingsnummer", "naam", "net", "postcode", "provincie"]


def at(postcode, province="", number="30569"):
    return plan_of([number, "CDO Genk", "GO!", postcode, province], header=PLACES, keys=guessed(PLACES)).planned[0]


def test_where_no_province_is_told_and_none_is_known_the_postcode_tells_it(known):
    assert at("8000", number="30570").fields["province"] == "West-Vlaanderen"
    assert {"field": "province", "old": "", "new": "West-Vlaanderen"} in at("8000", number="30570").changes
    assert at("8000", "Limburg", "30570").fields["province"] == "Limburg"
    assert "province" not in at("4000", number="30570").fields
    assert "province" not in at("", number="30570").fields
    assert at("8000").fields == {"postcode": "8000"}  # it has one
    Centre.objects.update(province="")
    assert at("3600").fields == {"province": "Limburg"}
    assert wrong_in(["30569", "", "", "3600", "Mars"], header=PLACES, keys=guessed(PLACES)) == [
        (2, "provincie", Reason.PROVINCE)
    ]


def test_zeros_before_a_number_that_were_lost_or_added(db):
    Centre.objects.create(institution_number="001234", name="Oud", network="other")
    assert [one.number for one in plan_of(genk(nummer_instelling="1234")).planned] == ["001234"]
    assert [one.number for one in plan_of(genk(nummer_instelling="01234")).planned] == ["001234"]
    assert [one.number for one in plan_of(genk(nummer_instelling="030569")).planned] == ["030569"]
    assert wrong_in(genk(nummer_instelling="1234"), genk(nummer_instelling="01234")) == [
        (3, "nummer_instelling", Reason.SAME_NUMBER)
    ]
    assert wrong_in(genk(nummer_instelling="4321")) == [(2, "nummer_instelling", Reason.ZEROS_LOST)]


def test_what_is_wrong_is_not_counted_as_new_or_changed_too(known):
    nameless = genk(nummer_instelling="20001", naam_instelling="")
    lost = genk(nummer_instelling="4321", naam_instelling="CDO Lier")
    without_street = genk(intern_volgnr_vpl="02", straatnaam_vpl="", huisnr_vpl="")
    fine = genk(nummer_instelling="20002", naam_instelling="CDO Lier")
    plan = plan_of(nameless, lost, without_street, fine)
    assert plan.counts() == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 3}


def test_what_the_file_does_not_tell_of_is_missing(known, centre):
    Site.objects.create(centre=known, number="02", street="Weg 1", postcode="3600", municipality="Genk")
    Centre.objects.create(institution_number="999999", name="Dicht", network="other", status="closed")
    assert plan_of(GENK).missing == [("123456", "CLW Vilvoorde"), ("30569/02", "CDO Genk")]
    assert plan_of(GENK, whole=False).missing == []


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"nummer_instelling": ""}, "nummer_instelling", Reason.MISSING),
        ({"nummer_instelling": "12a45"}, "nummer_instelling", Reason.NUMBER),
        ({"nummer_instelling": "1234567"}, "nummer_instelling", Reason.NUMBER),
        ({"nummer_instelling": "30569.5"}, "nummer_instelling", Reason.NUMBER),
        ({"naam_instelling": ""}, "naam_instelling", Reason.NEW_WITHOUT),
        ({"naam_instelling": "=A1"}, "naam_instelling", Reason.FORMULA),
        ({"naam_instelling": "x" * 201}, "naam_instelling", Reason.TOO_LONG),
        ({"straatnaam_vpl": "x" * 199}, "straatnaam_vpl", Reason.TOO_LONG),  # with its number behind it
        ({"naam_instelling": "a\u202ab\ufffd"}, "naam_instelling", Reason.CONTROL),
        ({"intern_volgnr_vpl": "100"}, "intern_volgnr_vpl", Reason.SITE_NUMBER),
        ({"intern_volgnr_vpl": ""}, "intern_volgnr_vpl", Reason.MISSING),
        ({"postnummer_vpl": "36000"}, "postnummer_vpl", Reason.POSTCODE),
        ({"gemeente_vpl": ""}, "gemeente_vpl", Reason.NEW_SITE),
        ({"naam_net": "Rooms"}, "naam_net", Reason.NETWORK),
        ({"nummer_hoofdstructuur": "x"}, "nummer_hoofdstructuur", Reason.DIGITS),
    ],
)
def test_each_mistake_with_its_row_and_column(db, changes, column, reason):
    assert wrong_in(*institutions(1), genk(**changes)) == [(3, column, reason)]


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("email", "els@", Reason.EMAIL),
        ("website", "geen web", Reason.WEBSITE),
        ("website", "http://[", Reason.WEBSITE),
        ("province", "Mars", Reason.PROVINCE),
        ("begins_on", "31/02/2026", Reason.DATE),
        ("nis_code", "123", Reason.DIGITS),
        ("ends_on", "2019-12-31", Reason.DATES),
    ],
)
def test_mistakes_of_other_columns(other_centre, key, value, reason):
    Centre.objects.update(begins_on=date(2020, 1, 1))
    header, keys = ["nummer", "anders"], ["institution_number", key]
    assert wrong_in(["30569", value], header=header, keys=keys) == [(2, "anders", reason)]


def test_all_that_is_wrong_in_a_row_is_told_at_once_in_the_order_of_its_columns(db):
    """Also what only shows beside the portal's records or beside another row: mended once, it is right."""
    broken = genk(naam_instelling="", postnummer_vpl="x", gemeente_vpl="", provincie_vpl="Mars", naam_net="Rooms")
    assert wrong_in(broken) == [
        (2, "naam_instelling", Reason.NEW_WITHOUT),
        (2, "postnummer_vpl", Reason.POSTCODE),
        (2, "gemeente_vpl", Reason.NEW_SITE),
        (2, "provincie_vpl", Reason.PROVINCE),
        (2, "naam_net", Reason.NETWORK),
    ]
    nameless = genk(nummer_instelling="", intern_volgnr_vpl="", naam_net="Rooms")
    assert wrong_in(nameless) == [
        (2, "nummer_instelling", Reason.MISSING),
        (2, "intern_volgnr_vpl", Reason.MISSING),
        (2, "naam_net", Reason.NETWORK),
    ]
    other = genk(naam_instelling="Anders", straatnaam_vpl="Laan", provincie_vpl="Mars", intern_volgnr_vpl="02")
    assert wrong_in(GENK, other, genk(huisnr_vpl="99", postnummer_vpl="36000")) == [
        (3, "naam_instelling", Reason.CONTRADICTS),
        (3, "provincie_vpl", Reason.PROVINCE),
        (4, "straatnaam_vpl", Reason.SITE_TWICE),
        (4, "postnummer_vpl", Reason.POSTCODE),
    ]


def test_what_is_wrong_is_no_second_mistake_of_its_row(known):
    """A cell that is refused isn't missing, and what can't be known isn't compared."""
    Centre.objects.update(begins_on=date(2020, 1, 1))
    assert wrong_in(genk(nummer_instelling="20001", naam_instelling="x" * 201)) == [
        (2, "naam_instelling", Reason.TOO_LONG)
    ]
    assert wrong_in(genk(nummer_instelling="20001", huisnr_vpl="=A1"), genk(nummer_instelling="20001")) == [
        (2, "huisnr_vpl", Reason.FORMULA)
    ]
    assert wrong_in(genk(intern_volgnr_vpl="02", straatnaam_vpl="=A1")) == [(2, "straatnaam_vpl", Reason.FORMULA)]
    header, keys = ["nr", "van", "tot", "b", "bn"], [NUMBER, "begins_on", "ends_on", "board.number", "board.name"]
    row = ["30569", "x", "2019-12-31", "055555", "x" * 201]
    assert wrong_in(row, header=header, keys=keys) == [(2, "van", Reason.DATE), (2, "bn", Reason.TOO_LONG)]


def test_one_institution_in_two_spellings_has_its_other_mistakes_told_too(db):
    Centre.objects.create(institution_number="001234", name="Oud", network="other")
    again = genk(nummer_instelling="01234", intern_volgnr_vpl="02", gemeente_vpl="")
    assert wrong_in(genk(nummer_instelling="1234"), again) == [
        (3, "nummer_instelling", Reason.SAME_NUMBER),
        (3, "gemeente_vpl", Reason.NEW_SITE),
    ]


def other(number, **changes):
    """An institution of another main structure."""
    return genk(nummer_instelling=number, nummer_hoofdstructuur="211", **changes)


def test_new_institutions_of_another_main_structure_are_counted_apart(known):
    also_dbso = other("30570"), genk(nummer_instelling="30570", intern_volgnr_vpl="02")
    untold = genk(nummer_instelling="30571", nummer_hoofdstructuur="")
    plan = plan_of(other("30569"), *also_dbso, untold, other("30572"))
    assert plan.counts() == NOTHING | {"changed": 1, "new": 3, "new_not_dbso": 1}


def test_those_can_be_left_out_and_nothing_else_is(known, centre):
    """What the portal knows is kept up to date, what the file tells isn't missing, and their mistakes don't count."""
    untold = genk(nummer_instelling="30571", nummer_hoofdstructuur="")
    odd = genk(nummer_instelling="30573", nummer_hoofdstructuur="x")
    left_out = other("30572"), other("30572", intern_volgnr_vpl="02", postnummer_vpl="x"), other("30574")
    plan = plan_of(other("30569"), untold, *left_out, only_dbso=True)
    assert [(one.number, one.kind) for one in plan.planned] == [("30569", "changed"), ("30571", "new")]
    assert plan.missing == [("123456", "CLW Vilvoorde")]
    assert plan.counts() == NOTHING | {"changed": 1, "new": 1, "missing": 1, "left_out": 2}
    assert [one.row for one in plan_of(odd, *left_out, only_dbso=True).wrong] == [2]
    assert [one.row for one in plan_of(odd, *left_out).wrong] == [2, 4]
    assert plan_of([*left_out[0], "x"], only_dbso=True).counts()["wrong"] == 1


def test_a_board_is_not_named_by_an_institution_that_is_left_out(db):
    header = [*BOARDS, "nummer_hoofdstructuur"]
    rows = [*of_board("977041", ""), "312"], [*of_board("977041", "Nieuw", "30570"), "211"]
    plan = plan_of(*rows, header=header, only_dbso=True)
    assert [(one.number, one.board, one.board_left_out) for one in plan.planned] == [("30569", "", "977041")]
    assert plan.boards == []


def test_an_institution_with_a_wrong_row_is_counted_as_wrong_alone_and_is_not_missing(known):
    plan = plan_of(genk(naam_instelling="CDO De Zavel"), genk(intern_volgnr_vpl="02", postnummer_vpl="x"))
    assert plan.counts() == {"new": 0, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 1}


def test_a_huge_cell_is_told_cut_and_compared_whole(db):
    long = "x" * 100_000
    plan = plan_of(genk(naam_net=long), genk(nummer_instelling=long), genk(naam_instelling=long))
    assert [one.reason for one in plan.wrong] == [Reason.NETWORK, Reason.NUMBER, Reason.TOO_LONG]
    assert all(len(told(one.reason, one.values)) < 250 for one in plan.wrong)
    assert plan.wrong[2].values == {"length": 100_000, "limit": 200}
    alike = ["y" * 150 + end for end in "ab"]  # to the length that is told they are the same
    plan = plan_of(genk(naam_instelling=alike[0]), genk(naam_instelling=alike[1]))
    assert [(one.row, one.reason) for one in plan.wrong] == [(3, Reason.CONTRADICTS)]
    with translation.override("en"):
        assert told(Reason.NETWORK, {"value": long}).startswith("“" + "x" * 89 + "…” is no network")


def test_rows_of_one_institution_that_contradict_each_other(db):
    plan = plan_of(GENK, genk(intern_volgnr_vpl="02", naam_instelling="Anders"), genk(huisnr_vpl="99"))
    assert plan.wrong == [
        Wrong(3, "naam_instelling", Reason.CONTRADICTS, {"value": "Anders", "row": 2, "other": "CDO Genk"}),
        Wrong(
            4,
            "straatnaam_vpl",
            Reason.SITE_TWICE,
            {"value": "Stationsstraat 99", "row": 2, "other": "Stationsstraat 12"},
        ),
    ]


def test_networks_that_contradict_each_other_are_told_by_their_names(db):
    (wrong,) = plan_of(GENK, genk(intern_volgnr_vpl="02", naam_net="VGO")).wrong
    assert (wrong.values["value"], wrong.values["other"]) == ("Vrij gesubsidieerd", "Gemeenschapsonderwijs")


def test_a_row_with_cells_too_many_is_shifted(db):
    assert wrong_in([*GENK, "x"]) == [(2, "", Reason.TOO_MANY_CELLS)]


def test_a_hundred_bad_rows_of_ten_thousand_are_all_told(db):
    rows = list(institutions(10_000))
    bad = range(50, 10_000, 100)
    for place in bad:
        rows[place][place % 3] = ["", "=1", "x"][place % 3]
    plan = plan_of(*rows)
    assert [one.row for one in plan.wrong] == [place + 2 for place in bad]
    assert plan.counts()["wrong"] == 100


def test_comparing_asks_the_database_in_batches(known, django_assert_num_queries):
    with django_assert_num_queries(4):
        plan_of(GENK)
    rows = list(institutions(600))
    with django_assert_num_queries(5):  # one more batch of 500
        plan_of(GENK, *rows)


def test_each_reason_can_be_told_with_its_values():
    assert told("number", {"value": "x"}) == "“x” is geen instellingsnummer: dat heeft 5 of 6 cijfers."
    assert told("gone", {}) == "gone"


def test_each_field_has_a_name_for_people():
    labels = [field_label(key, site) for key, site in (("board", ""), ("main_municipality", "01"), ("postcode", "01"))]
    assert labels == ["bestuur", "vestigingsplaats 01: fusiegemeente", "vestigingsplaats 01: postnummer"]
