"""What history tells: who, when, from what to what."""

import pytest

from portal.centres import records
from portal.centres.history import history_of
from portal.centres.models import Centre

PHONE = str(Centre._meta.get_field("phone").verbose_name)
SITE = {"number": "01", "street": "Molenstraat 1", "postcode": "9300", "municipality": "Aalst"}


@pytest.fixture
def changed(amina, centre):
    records.change_centre(centre=centre, fields={"phone": "02 1", "email": "a@example.be"}, seen=0, actor=amina)
    return centre


def test_a_change_is_told_field_by_field(amina, changed):
    last, first = history_of(changed)
    assert [(one.label, one.old, one.new) for one in last.fields] == [
        (PHONE, "–", "02 1"),
        (str(Centre._meta.get_field("email").verbose_name), "–", "a@example.be"),
    ]
    assert (last.actor, last.kind, first.actor, first.kind, first.key) == (amina, "~", None, "+", "")


def test_what_was_added_and_removed_is_told_with_what_it_held(amina, centre):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.remove_site(site=site, seen=0, actor=amina)
    held = ["01", "Molenstraat 1", "9300", "Aalst"]
    removed, added, _centre = history_of(centre)
    assert [(one.old, one.new) for one in added.fields] == [("–", value) for value in held]
    assert [(one.old, one.new) for one in removed.fields] == [(value, "–") for value in held]


def test_a_new_name_of_the_board_is_told_at_each_of_its_centres(amina, centre):
    records.change_board(board=centre.board, fields={"name": "Nieuwe naam"}, seen=0, actor=amina)
    change, _added = history_of(centre)
    assert [(one.old, one.new) for one in change.fields] == [("Scholengroep Vilvoorde-Zaventem", "Nieuwe naam")]
    assert (change.actor, "977041" in change.what) == (amina, True)


@pytest.mark.parametrize("number", [1, 50])
def test_the_queries_are_the_same_for_one_change_and_for_fifty(number, amina, centre, django_assert_num_queries):
    for seen in range(number):
        records.change_centre(centre=centre, fields={"phone": str(seen)}, seen=seen, actor=amina)
        records.add_site(centre=centre, fields=SITE | {"number": f"{seen:02}"}, actor=amina)
    with django_assert_num_queries(5):  # four kinds of record, and the names of boards
        assert len(history_of(centre)) == 1 + 2 * number
