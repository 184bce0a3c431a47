"""The page of history: who, when, from what to what; what can be put back and what no longer."""

import pytest
from django.utils.translation import gettext

from portal.centres import records
from portal.centres.history import history_of
from portal.centres.models import Centre, Site

PHONE = str(Centre._meta.get_field("phone").verbose_name)
SITE = {"number": "01", "street": "Molenstraat 1", "postcode": "9300", "municipality": "Aalst"}


@pytest.fixture
def changed(amina, centre):
    records.change_centre(centre=centre, fields={"phone": "02 1", "email": "a@example.be"}, seen=0, actor=amina)
    return centre


def newest(centre) -> str:
    return next(change.key for change in history_of(centre) if change.key)


def test_a_change_is_told_field_by_field(amina, changed):
    last, first = history_of(changed)
    assert [(one.label, one.old, one.new) for one in last.fields] == [
        (PHONE, "–", "02 1"),
        (str(Centre._meta.get_field("email").verbose_name), "–", "a@example.be"),
    ]
    assert (last.actor, last.kind, first.actor, first.kind, first.key) == (amina, "~", None, "+", "")


def test_a_change_is_put_back_and_that_is_history_too(amina, changed, sign_in):
    assert sign_in(amina).post("/centres/123456/history/", {"change": newest(changed)}).status_code == 302
    changed.refresh_from_db()
    assert (changed.phone, changed.email, changed.revision) == ("", "", 2)
    assert [change.reason for change in history_of(changed)] == ["put back", "", ""]


def test_what_was_changed_again_since_is_not_put_back(amina, changed, sign_in):
    key = newest(changed)
    records.change_centre(centre=changed, fields={"phone": "02 2"}, seen=1, actor=amina)
    response = sign_in(amina).post("/centres/123456/history/", {"change": key})
    assert [PHONE in refusal for refusal in response.context["refusals"]] == [True]
    assert Centre.objects.get().phone == "02 2"


def test_a_number_that_another_centre_took_is_not_put_back(amina, centre, sign_in):
    records.change_centre(centre=centre, fields={"institution_number": "54321"}, seen=0, actor=amina)
    Centre.objects.create(institution_number="123456", name="CDO Lier", network="other")
    response = sign_in(amina).post("/centres/54321/history/", {"change": newest(centre)})
    assert (response.status_code, len(response.context["refusals"])) == (200, 1)
    assert Centre.objects.get(pk=centre.pk).institution_number == "54321"


def test_a_removed_site_is_put_back(amina, centre, sign_in):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.remove_site(site=site, seen=0, actor=amina)
    assert sign_in(amina).post("/centres/123456/history/", {"change": newest(centre)}).status_code == 302
    assert [site.street for site in Site.objects.all()] == ["Molenstraat 1"]


def test_of_another_centre_nothing_is_put_back(amina, changed, other_centre, sign_in):
    response = sign_in(amina).post("/centres/30569/history/", {"change": newest(changed)})
    assert response.context["refusals"] == [gettext("This change can't be put back.")]


@pytest.mark.parametrize("key", ["", "x", "centre-", "centre-99999999999999", "centre-٣", "appointment-1", "board-1"])
def test_a_forged_key_is_refused(key, amina, centre, sign_in):
    response = sign_in(amina).post("/centres/123456/history/", {"change": key})
    assert (response.status_code, response.context["refusals"]) == (200, [gettext("This change can't be put back.")])


@pytest.mark.parametrize("number", [1, 50])
def test_the_queries_are_the_same_for_one_change_and_for_fifty(number, amina, centre, django_assert_num_queries):
    for seen in range(number):
        records.change_centre(centre=centre, fields={"phone": str(seen)}, seen=seen, actor=amina)
        records.add_site(centre=centre, fields=SITE | {"number": f"{seen:02}"}, actor=amina)
    with django_assert_num_queries(4):  # three kinds of record, and the names of boards
        assert len(history_of(centre)) == 1 + 2 * number
