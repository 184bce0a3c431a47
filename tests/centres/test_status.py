"""Closing, reopening and merging: what is refused, what follows, and who sees the outcomes from then on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from assessments.enums import TeamRole
from assessments.models import Assessment
from assessments.planning import plan
from portal.accounts.models import User
from portal.centres import offices, records, status
from portal.centres.enums import Function
from portal.centres.inviting import put_in_office
from portal.centres.models import Appointment, Centre
from portal.holidays import school_year_of
from tests.centres.conftest import DAY, merged


@pytest.fixture
def terms(amina, els, farid, centre, other_centre):
    for user, where in ((els, centre), (farid, other_centre)):
        offices.appoint(
            centre=where, user=user, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina
        )


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
        ({"day": "2099-01-01", "reason": ""}, ["day", "reason"]),
        ({"day": "2099-01-01", "reason": "", "into": "99999"}, ["day", "into", "reason"]),
        ({"day": "2099-01-01", "reason": "a\ufffdb"}, ["day", "reason"]),
        ({"day": "2099-01-01", "step": "close", "reason": ""}, ["day", "reason"]),
        ({"day": "2099-01-01", "step": ""}, ["day", "step"]),
        ({"seen": 3}, ["__all__"]),
        ({}, []),
    ],
)
def test_the_page(typed, wrong, amina, centre, other_centre, sign_in):
    response = sign_in(amina).post("/centres/123456/status/", TYPED | typed)
    assert sorted(response.context["form"].errors if response.status_code == 200 else []) == wrong
    assert Centre.objects.get(pk=centre.pk).status == ("active" if wrong else "merged")


def key(number: str) -> str:
    """As the form carries a centre that was found."""
    return str(Centre.objects.get(institution_number=number).pk)


def test_a_number_that_went_to_another_centre_merges_into_nobody_else(amina, centre, other_centre, sign_in):
    client, third = sign_in(amina), Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    chosen = {"into": "30569", "target": key("30569")}
    for one, number in ((other_centre, "99998"), (third, "30569")):
        one.institution_number = number
        one.save()
    form = client.post("/centres/123456/status/", TYPED | chosen).context["form"]
    assert (sorted(form.errors), Centre.objects.get(pk=centre.pk).status) == (["target"], "active")


def test_the_centre_that_carries_on_is_found_by_words_and_chosen(amina, centre, other_centre, sign_in):
    for index in range(2):
        Centre.objects.create(institution_number=f"2000{index}", name=f"CDO Lier {index}", network="other")
    Centre.objects.create(institution_number="20009", name="CDO Dicht", network="other", status="closed")
    client = sign_in(amina)
    typed = TYPED | {"into": "cdo", "reason": "", "day": "2026-08-31"}
    searched = client.post("/centres/123456/status/", typed | {"search": "1"}).context["form"]
    assert (searched.is_bound, dict(searched.errors)) == (False, {})
    assert [one[0] for one in searched.fields["target"].choices] == [key(one) for one in ("30569", "20000", "20001")]
    assert [searched[name].value() for name in ("step", "into", "day", "end_terms", "seen")] == [
        "merge",
        "cdo",
        "2026-08-31",
        False,
        "0",
    ]
    not_chosen = client.post("/centres/123456/status/", typed | {"reason": "x"}).context["form"]
    assert (sorted(not_chosen.errors), Centre.objects.get(pk=centre.pk).status) == (["target"], "active")
    forged = client.post("/centres/123456/status/", typed | {"reason": "x", "target": key("20009")}).context["form"]
    assert sorted(forged.errors) == ["target"]
    emptied = client.post(
        "/centres/123456/status/", typed | {"reason": "x", "into": "", "target": key("20001")}
    ).context
    assert sorted(emptied["form"].errors) == ["into"]
    assert client.post("/centres/123456/status/", typed | {"reason": "x", "target": key("20001")}).status_code == 302
    assert Centre.objects.get(pk=centre.pk).merged_into.name == "CDO Lier 1"


def test_searching_without_a_finding_says_so_and_many_ask_for_more_words(amina, centre, sign_in):
    for index in range(11):
        Centre.objects.create(institution_number=f"{20000 + index}", name=f"CDO {index}", network="other")
    client = sign_in(amina)
    none, many = (
        client.post("/centres/123456/status/", {"into": words, "search": "1"}, headers={"accept-language": "en"})
        for words in ("\x00zz", "cdo")
    )
    assert ("No other active centre" in none.text, "the first 10" in none.text) == (True, False)
    assert (many.text.count('name="target"'), "the first 10" in many.text) == (10, True)
    assert " checked" not in many.text.split('name="target"', 1)[1].split('name="day"')[0]


def test_the_only_centre_that_is_found_is_chosen_already(amina, centre, other_centre, sign_in):
    client = sign_in(amina)
    searched = client.post(
        "/centres/123456/status/", TYPED | {"into": "genk", "target": "20001", "search": "1"}
    ).context["form"]
    assert searched["target"].value() == key("30569")
    unseen = client.post("/centres/123456/status/", TYPED | {"into": "genk"}).context["form"]
    assert (sorted(unseen.errors), unseen["target"].value()) == (["target"], key("30569"))
    assert Centre.objects.get(pk=centre.pk).status == "active"  # nothing happens before somebody saw which one


@pytest.mark.parametrize(
    ("now", "fields", "required"),
    [
        ("active", ["seen", "step", "into", "day", "reason", "end_terms"], True),
        ("closed", ["seen", "step", "into", "day", "reason", "end_terms"], False),
        ("merged", ["seen", "step", "reason"], None),
    ],
)
def test_the_form_asks_for_what_its_steps_need(now, fields, required, amina, centre, other_centre, sign_in):
    ends = {"merged_into": other_centre if now == "merged" else None, "ends_on": None if now == "active" else DAY}
    Centre.objects.filter(pk=centre.pk).update(status=now, **ends)
    page = sign_in(amina).get("/centres/123456/status/", headers={"accept-language": "en"})
    form = page.context["form"]
    assert list(form.fields) == fields
    assert (form.fields["day"].required if "day" in fields else None) == required
    assert ("a closure can't be planned ahead" in page.text) == (now == "active")
    assert ("Only for merging.<" in page.text) == (now == "closed")


def test_a_merged_centre_is_opened_again(amina, centre, other_centre, sign_in):
    merged(centre, other_centre, amina)
    client = sign_in(amina)
    assert client.get("/centres/123456/status/").context["form"]["step"].value() == "reopen"
    typed = {"step": "reopen", "reason": "vergissing", "seen": centre.revision}
    assert client.post("/centres/123456/status/", typed).status_code == 302
    assert Centre.objects.get(pk=centre.pk).status == "active"


def test_the_page_shows_before_what_goes_with_it(amina, bram, els, hilde, centre, other_centre, sign_in, version):
    today = timezone.localdate()
    offices.appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    offices.appoint(centre=centre, user=hilde, function="board", start=DAY, end=DAY, actor=amina)  # over
    tomorrow = today + timedelta(days=1)
    offices.appoint(centre=centre, user=hilde, function="board", start=tomorrow, end=None, actor=amina)
    put_in_office(centre=centre, email="jef@a.be", function="director", start=today, end=None, actor=amina)
    Centre.objects.filter(pk=other_centre.pk).update(status="merged", merged_into=centre)
    team = {bram: TeamRole.COORDINATOR}
    for index, day in enumerate((today + timedelta(days=9), DAY)):
        days = {"school_year": school_year_of(day), "visit_start": day, "visit_end": day}
        plan(reference=f"2026-{index}", centre=centre, versions=[version], team=team, actor=amina, **days)
    page = sign_in(amina).get("/centres/123456/status/", headers={"accept-language": "en"})
    found = page.context["consequences"]
    assert [(name, is_to_come) for name, _term, is_to_come in found.terms] == [
        ("Els De Smet", False),
        (hilde.name, True),
    ]
    assert ("this term ends with it" in page.text, "this term is taken back" in page.text) == (True, True)
    assert [one.invitation.email for one in found.invitations] == ["jef@a.be"]
    assert found.merged == [other_centre]
    assert [one.sentence.split(":")[0] for one in found.told] == ["2 assessments", "1 visit is still planned here"]
    assert [[url for _title, url in one.links] for one in found.told] == [[], ["/assessments/2026-0/"]]
    assert '<a href="/assessments/2026-0/">2026-0, ' in page.text
    assert "CDO Genk (30569) was merged into this centre before" in page.text
    merged_already = sign_in(amina).get("/centres/30569/status/")
    assert merged_already.context["consequences"] is None


@pytest.mark.parametrize("step", ["close", "merge"])
def test_a_page_that_comes_too_late_shows_the_centre_as_it_is(step, amina, els, centre, other_centre, sign_in):
    """And what goes with it, as before: nothing happened."""
    offices.appoint(centre=centre, user=els, function="director", start=DAY, end=None, actor=amina)
    client = sign_in(amina)
    read = client.get("/centres/123456/status/").context["consequences"]
    late = client.post("/centres/123456/status/", TYPED | {"step": step, "seen": 3}).context
    assert (late["consequences"], late["centre"].status) == (read, "active")


def test_nothing_goes_with_it_where_there_is_nothing(amina, centre, sign_in):
    page = sign_in(amina).get("/centres/123456/status/", headers={"accept-language": "en"})
    assert "Nothing: there is no assessment" in page.text


def test_a_closed_centre_shows_what_merging_takes_along_where_there_is_something(amina, centre, other_centre, sign_in):
    Centre.objects.filter(pk=centre.pk).update(status="closed", ends_on=DAY)
    client = sign_in(amina)
    nothing = client.get("/centres/123456/status/", headers={"accept-language": "en"})
    assert (nothing.context["consequences"], "takes along" in nothing.text) == (None, False)
    Centre.objects.filter(pk=other_centre.pk).update(status="merged", merged_into=centre)
    something = client.get("/centres/123456/status/", headers={"accept-language": "en"})
    assert "What merging takes along" in something.text
    assert something.context["consequences"].merged == [other_centre]


@pytest.mark.parametrize("step", ["close", "reopen"])
def test_a_day_to_come_is_no_matter_for_who_opens_a_closed_centre_again(step, amina, centre, sign_in):
    Centre.objects.filter(pk=centre.pk).update(status="closed", ends_on=DAY)
    typed = {"step": step, "day": "2099-01-01", "reason": "x", "seen": 0}
    answer = sign_in(amina).post("/centres/123456/status/", typed)
    assert answer.status_code == (302 if step == "reopen" else 200)


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_takes_the_same_queries_with_1_and_with_50(number, amina, centre, sign_in, django_assert_num_queries):
    for index in range(number):
        user = User.objects.create(email=f"d{index}@a.be", given_name="D", family_name=f"{index}", role="centre")
        Appointment.objects.create(centre=centre, user=user, function="director", start=DAY)
        Centre.objects.create(
            institution_number=f"{20000 + index}", name="CDO", network="other", status="merged", merged_into=centre
        )
    client = sign_in(amina)
    client.get("/centres/123456/status/")
    with django_assert_num_queries(8):
        client.get("/centres/123456/status/")


def planned(number, centre, start):
    Assessment.objects.bulk_create(
        Assessment(
            reference=f"2026-{index}",
            centre=centre,
            visit_start=start + timedelta(days=index),
            visit_end=start + timedelta(days=index),
            school_year=school_year_of(start + timedelta(days=index)),
        )
        for index in range(number)
    )


@pytest.mark.parametrize("number", [1, 50])
def test_visits_to_come_are_named_with_links_the_first_ten_of_them(
    number, amina, centre, sign_in, django_assert_num_queries
):
    planned(number, centre, timezone.localdate() + timedelta(days=1))
    client = sign_in(amina)
    client.get("/centres/123456/status/")
    with django_assert_num_queries(9):
        page = client.get("/centres/123456/status/")
    links = page.context["consequences"].told[1].links
    assert [url for _title, url in links[:2]] == [f"/assessments/2026-{index}/" for index in range(min(number, 2))]
    assert [url for _title, url in links[10:]] == ["/assessments/?centre=123456"] * (number > 10)
