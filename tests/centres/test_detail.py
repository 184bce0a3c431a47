"""The page of a centre: its timeline and what an administrator should look at."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment
from portal.centres import offices, status
from portal.centres.enums import Function
from portal.centres.hints import hints_on
from portal.centres.models import Centre
from portal.centres.timeline import timeline_of

EDIT, APPOINT = "/centres/123456/edit/", "/centres/123456/appointments/new/"


def assessment(centre, reference: str, day: date) -> Assessment:
    return Assessment.objects.create(
        centre=centre, reference=reference, school_year=day.year, visit_start=day, visit_end=day
    )


def hints(centre, user) -> list[str]:
    shown = list(centre.appointments.with_standing(timezone.localdate()))
    return [url for _text, url in hints_on(centre, shown, user)]


def test_assessments_of_a_merged_centre_are_shown_on_both_pages(amina, els, centre, other_centre):
    assessment(centre, "2020-001", date(2020, 11, 5))
    assessment(other_centre, "2021-002", date(2021, 11, 5))
    day = date(2022, 8, 31)
    status.merge(centre=centre, into=other_centre, day=day, reason="x", end_terms=False, seen=0, actor=amina)
    told = {
        one.name: [(e.title[:8], e.where) for e in timeline_of(one, one.merged_centres.all(), amina)]
        for one in (centre, other_centre)
    }
    assert told == {
        "CLW Vilvoorde": [("2020-001", "")],
        "CDO Genk": [("2021-002", ""), ("2020-001", "CLW Vilvoorde")],
    }
    assert timeline_of(centre, [], els) == []


def test_the_page_of_the_one_that_carries_on_names_those_merged_into_it(amina, centre, other_centre, sign_in):
    day = date(2022, 8, 31)
    status.merge(centre=centre, into=other_centre, day=day, reason="x", end_terms=False, seen=0, actor=amina)
    client = sign_in(amina)
    for page in ("/centres/30569/", "/centres/30569/history/"):
        assert [one.name for one in client.get(page).context["merged"]] == ["CLW Vilvoorde"]
    assert client.get("/centres/123456/").context["merged"] == []


def test_what_is_missing_is_told_to_administrators_alone(amina, els, bram, centre, sign_in):
    assert hints(centre, amina) == [APPOINT, EDIT]  # no director, no e-mail address
    offices.appoint(centre=centre, user=els, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina)
    assert hints(centre, amina) == [f"/people/{els.pk}/", EDIT]  # who never signed in
    told = {user.given_name: len(sign_in(user).get("/centres/123456/").context["hints"]) for user in (amina, bram, els)}
    assert hints(centre, amina) == [EDIT]  # and now did
    assert told == {"Amina": 2, "Bram": 0, "Els": 0}


def test_an_end_that_passed_asks_for_a_step(amina, centre):
    centre.email, centre.ends_on = "a@example.be", timezone.localdate()
    assert hints(centre, amina) == [APPOINT]
    centre.ends_on -= timedelta(days=1)
    assert hints(centre, amina) == [APPOINT, "/centres/123456/status/"]


def test_two_centres_at_one_address_name_each_other(amina, centre, other_centre):
    Centre.objects.update(street="Kaai 1", postcode="1800", municipality="Vilvoorde", email="a@example.be")
    Centre.objects.filter(pk=other_centre.pk).update(street="KAAI 1")
    centre.refresh_from_db()
    assert hints(centre, amina) == [APPOINT, "/centres/30569/"]


@pytest.mark.parametrize("number", [1, 50])
def test_the_queries_are_the_same_for_one_assessment_and_for_fifty(
    number, amina, centre, sign_in, django_assert_num_queries
):
    for place in range(number):
        assessment(centre, f"2026-{place:03}", timezone.localdate() + timedelta(days=place))
    client = sign_in(amina)
    with django_assert_num_queries(10):
        assert len(client.get("/centres/123456/").context["timeline"]) == number
