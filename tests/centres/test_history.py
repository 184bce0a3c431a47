"""What history tells: who, when, from what to what."""

from datetime import date

import pytest
from django.utils import translation

from portal.centres import offices, records, status
from portal.centres.history import SHOWN, history_of
from portal.centres.models import Centre
from tests.centres.conftest import SITE

PHONE = str(Centre._meta.get_field("phone").verbose_name)


@pytest.fixture
def changed(amina, centre):
    records.change_centre(centre=centre, fields={"phone": "02 1", "email": "a@example.be"}, seen=0, actor=amina)
    return centre


def test_a_change_is_told_field_by_field(amina, changed):
    last, first = history_of(changed).rows
    assert [(one.label, one.old, one.new) for one in last.fields] == [
        (PHONE, "–", "02 1"),
        (str(Centre._meta.get_field("email").verbose_name), "–", "a@example.be"),
    ]
    assert (last.actor, last.kind, first.actor, first.kind, first.key) == (amina, "~", None, "+", "")


def test_what_was_added_and_removed_is_told_with_what_it_held(amina, centre):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.remove_site(site=site, seen=0, actor=amina)
    held = ["01", "Molenstraat 1", "9300", "Aalst"]
    removed, added, _centre = history_of(centre).rows
    assert [(one.old, one.new) for one in added.fields] == [("–", value) for value in held]
    assert [(one.old, one.new) for one in removed.fields] == [(value, "–") for value in held]


def test_a_new_name_of_the_board_is_told_at_each_of_its_centres(amina, centre):
    records.change_board(board=centre.board, fields={"name": "Nieuwe naam"}, seen=0, actor=amina)
    change, _added = history_of(centre).rows
    assert [(one.old, one.new) for one in change.fields] == [("Scholengroep Vilvoorde-Zaventem", "Nieuwe naam")]
    assert (change.actor, "977041" in change.what) == (amina, True)


@pytest.mark.parametrize("number", [1, 40])
def test_the_queries_are_the_same_for_one_change_and_for_many(number, amina, centre, django_assert_num_queries):
    for seen in range(number):
        records.change_centre(centre=centre, fields={"phone": str(seen)}, seen=seen, actor=amina)
        records.add_site(centre=centre, fields=SITE | {"number": f"{seen:02}"}, actor=amina)
    with django_assert_num_queries(6):  # their order, two kinds with what was before, the boards, what was put back
        assert len(history_of(centre).rows) == 1 + 2 * number


def test_older_changes_stand_on_the_next_page(amina, centre, sign_in):
    for seen in range(SHOWN):
        records.change_centre(centre=centre, fields={"phone": str(seen)}, seen=seen, actor=amina)
    client = sign_in(amina)
    pages = [client.get(f"/centres/123456/history/?page={number}").context["page"] for number in (1, 2, 3)]
    assert [(len(page.rows), page.has_next) for page in pages] == [(SHOWN, True), (1, False), (0, False)]
    # The last of a page is told beside what was before it, which stands on the next.
    oldest = [(one.old, one.new) for one in pages[0].rows[-1].fields]
    assert (oldest, pages[1].rows[0].kind) == ([("–", "0")], "+")


@pytest.mark.parametrize("into", [False, True])
def test_a_term_that_ended_with_its_centre_says_so(into, amina, els, hilde, centre, other_centre):
    for user, start in ((els, 2020), (hilde, 2040)):
        offices.appoint(centre=centre, user=user, function="board", start=date(start, 9, 1), end=None, actor=amina)
    earlier = Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    given = {"day": date(2026, 8, 31), "end_terms": True, "actor": amina}
    status.merge(centre=earlier, into=centre, reason="eerst", seen=0, **given)
    given |= {"centre": centre, "reason": "te klein", "seen": centre.revision}
    with translation.override("en"):
        if into:
            status.merge(into=other_centre, **given)
        else:
            status.close(**given)
        said = "CLW Vilvoorde was merged into CDO Genk: te klein" if into else "CLW Vilvoorde was closed: te klein"
        reasons = [(change.what.split(":")[0], change.kind, change.reason) for change in history_of(centre).rows[:3]]
        followed = [change.reason for change in history_of(earlier).rows[:2]]
    assert reasons == [("school board", "-", said), ("school board", "~", said), ("Record of CLW Vilvoorde", "~", "")]
    assert followed == ([said, ""] if into else ["", ""])
