"""Closing, reopening and merging: what is refused, what follows, and who sees the outcomes from then on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.centres import offices, records, status
from portal.centres.enums import Function
from portal.centres.models import Appointment, Centre

DAY = date(2026, 8, 31)


@pytest.fixture
def terms(amina, els, farid, centre, other_centre):
    for user, where in ((els, centre), (farid, other_centre)):
        offices.appoint(
            centre=where, user=user, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina
        )


def merged(centre, into, actor, **more):
    given = {"day": DAY, "reason": "samen verder", "end_terms": True, "seen": centre.revision} | more
    return status.merge(centre=centre, into=into, actor=actor, **given)


def seen_by(user) -> list[str]:
    return sorted(Centre.objects.visible_to(user).values_list("name", flat=True))


def test_the_director_of_the_successor_sees_the_merged_centre_and_its_own_director_no_longer(
    amina, els, farid, terms, centre, other_centre
):
    assert (seen_by(els), seen_by(farid)) == (["CLW Vilvoorde"], ["CDO Genk"])
    merged(centre, other_centre, amina)
    assert (seen_by(els), seen_by(farid)) == ([], ["CDO Genk", "CLW Vilvoorde"])
    status.reopen(centre=centre, reason="vergissing", seen=centre.revision, actor=amina)
    assert (seen_by(els), seen_by(farid)) == ([], ["CDO Genk"])


def test_terms_go_on_where_the_administrator_says_so(amina, els, terms, centre, other_centre):
    merged(centre, other_centre, amina, end_terms=False)
    assert seen_by(els) == ["CLW Vilvoorde"]


def test_terms_that_were_to_begin_later_are_taken_back(amina, hilde, terms, centre):
    begins = timezone.localdate() + timedelta(days=9)
    offices.appoint(centre=centre, user=hilde, function=Function.BOARD, start=begins, end=None, actor=amina)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    assert [term.end for term in Appointment.objects.filter(centre=centre)] == [DAY]
    assert [row.history_type for row in Appointment.history.filter(user=hilde)] == ["-", "+"]


def test_what_was_merged_before_follows_so_there_is_never_a_chain(amina, centre, other_centre):
    third = Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    merged(centre, other_centre, amina)
    merged(other_centre, third, amina)
    centre.refresh_from_db()
    assert (centre.merged_into, other_centre.merged_into) == (third, third)


def test_no_circle_and_no_merging_into_what_is_not_active(amina, centre, other_centre):
    with pytest.raises(ValidationError) as itself:
        merged(centre, centre, amina)
    merged(centre, other_centre, amina)
    with pytest.raises(ValidationError) as circle:
        merged(other_centre, centre, amina)
    assert (list(itself.value.error_dict), list(circle.value.error_dict)) == (["into"], ["into"])


def test_a_day_to_come_or_before_the_beginning_and_a_stale_page_are_refused(amina, centre):
    given = {"centre": centre, "reason": "x", "end_terms": False, "actor": amina}
    with pytest.raises(ValidationError) as to_come:
        status.close(day=timezone.localdate() + timedelta(days=1), seen=0, **given)
    assert list(to_come.value.error_dict) == ["day"]
    with pytest.raises(records.Stale):
        status.close(day=DAY, seen=4, **given)
    centre.refresh_from_db()
    assert centre.status == "active"


def test_only_administrators(bram, centre):
    with pytest.raises(PermissionDenied):
        status.close(centre=centre, day=DAY, reason="x", end_terms=False, seen=0, actor=bram)


TYPED = {"step": "merge", "into": "30569", "day": "2026-08-31", "reason": "samen", "seen": 0}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"step": "reopen"}, ["step"]),
        ({"into": "99999"}, ["into"]),
        ({"into": ""}, ["into"]),
        ({"into": "123456"}, ["into"]),
        ({"day": ""}, ["day"]),
        ({"day": "2099-01-01"}, ["day"]),
        ({"reason": ""}, ["reason"]),
        ({"seen": 3}, ["__all__"]),
        ({}, []),
    ],
)
def test_the_page(typed, wrong, amina, centre, other_centre, sign_in):
    response = sign_in(amina).post("/centres/123456/status/", TYPED | typed)
    assert sorted(response.context["form"].errors if response.status_code == 200 else []) == wrong
    assert Centre.objects.get(pk=centre.pk).status == ("active" if wrong else "merged")
