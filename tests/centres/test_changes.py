"""The history of records: every way of writing leaves who, when and what, and stale writes leave nothing."""

from datetime import date

import pytest

from portal.centres import changes, offices, records
from portal.centres.enums import Function
from portal.centres.models import Centre, Site
from tests.centres.conftest import SITE


def told(record) -> list[tuple]:
    rows = record.history.model.objects.filter(id=record.pk).order_by("history_id")
    return [(row.history_type, row.history_user) for row in rows]


def test_what_is_added_changed_and_removed_is_told_with_its_author(amina, centre):
    records.change_centre(centre=centre, fields={"phone": "02 1"}, seen=0, actor=amina)
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.change_site(site=site, fields={"street": "Kaai 3"}, seen=0, actor=amina)
    number = site.pk
    records.remove_site(site=site, seen=1, actor=amina)
    site.pk = number
    assert told(centre) == [("+", None), ("~", amina)]
    assert told(site) == [("+", amina), ("~", amina), ("-", amina)]
    assert [row.street for row in Site.history.order_by("history_id")] == ["Molenstraat 1", "Kaai 3", "Kaai 3"]


def test_a_stale_change_leaves_no_history(amina, centre):
    with pytest.raises(records.Stale):
        records.change_centre(centre=centre, fields={"phone": "02 1"}, seen=7, actor=amina)
    assert told(centre) == [("+", None)]
    assert Centre.objects.get().phone == ""


def test_terms_of_office_have_history(amina, els, centre):
    term = offices.appoint(
        centre=centre, user=els, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina
    )
    offices.change_last_day(appointment=term, seen=offices.seen_of(term), end=date(2021, 8, 31), actor=amina)
    assert told(term) == [("+", amina), ("~", amina)]
    assert [row.end for row in term.history.order_by("history_id")] == [None, date(2021, 8, 31)]


def test_many_records_are_noted_with_one_query_a_thousand(amina, db, django_assert_num_queries):
    numbers = range(20000, 21000)
    Centre.objects.bulk_create(Centre(institution_number=str(n), name=f"CDO {n}", network="other") for n in numbers)
    centres = list(Centre.objects.all())
    with django_assert_num_queries(1):
        changes.note(centres, kind=changes.ADDED, actor=amina, reason="import 12")
    rows = Centre.history.all()
    assert {(row.history_type, row.history_user_id, row.history_change_reason) for row in rows} == {
        ("+", amina.pk, "import 12")
    }
    assert len(rows) == 1000


def test_a_changed_name_is_what_is_searched(amina, centre):
    records.change_centre(centre=centre, fields={"name": "CLW Liège-Noord"}, seen=0, actor=amina)
    assert Centre.objects.get().search_text == " clw liege noord 123456 vilvoorde"
