"""The pages about people, for administrators."""

import pytest
from django.utils.translation import gettext

from assessments.parts import parts_of
from portal.accounts import inviting
from portal.accounts.history import SHOWN
from portal.accounts.models import Invitation, User
from portal.centres.offices import appoint
from tests.accounts.conftest import led_to
from tests.assessments.conftest import REFERENCE, planned  # noqa: F401 -- a fixture
from tests.conftest import TODAY


def people(number: int) -> None:
    User.objects.bulk_create(
        User(email=f"p{place}@example.be", given_name="P", family_name=f"Z{place:03}", role="centre")
        for place in range(number)
    )


EVERYBODY = ["Amina", "Chloé", "Els", "Gust"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", EVERYBODY),
        ("q=gust+aerts", ["Gust"]),
        ("q=ELS%40example", ["Els"]),
        *((f"q={name}", ["Chloé"]) for name in ("Chloé", "chloé", "CHLOÉ", "chloe", "Chloe\u0301", "hlo+maes")),
        ("q=-", []),
        ("role=inspector", ["Chloé", "Gust"]),
        ("state=closed", ["Els"]),
        ("state=active&role=centre", []),
        ("role=forged&state=forged", EVERYBODY),
        ("q=%00", []),
        ("page=99999999999999999999", EVERYBODY),
        ("page=2", []),
    ],
)
def test_searching_and_filtering(query, names, amina, chloe, els, gust, sign_in):
    User.objects.filter(pk=els.pk).update(is_active=False)
    page = sign_in(amina).get(f"/people/?{query}").context["page"]
    assert sorted(one.given_name for one in page.rows) == names


def test_the_total_is_that_of_what_was_asked_for(amina, sign_in):
    people(30)
    client = sign_in(amina)
    pages = [client.get(f"/people/?{query}", headers={"accept-language": "en"}) for query in ("", "page=2", "q=amina")]
    assert [page.context["total"] for page in pages] == [31, 31, 1]
    assert ["31 people" in page.text for page in pages] == [True, True, False]
    assert "1 person" in pages[2].text
    assert "person</p>" not in client.get("/people/?q=nobody").text


@pytest.mark.parametrize("number", [1, 50])
def test_the_lists_take_as_many_queries_for_one_and_for_fifty(number, amina, sign_in, django_assert_num_queries):
    people(number)
    for place in range(number):
        inviting.issue(email=f"n{place}@example.be", role="inspector", actor=amina)
    client = sign_in(amina)
    with django_assert_num_queries(4):
        assert len(client.get("/people/").context["page"].rows) == min(number + 1, 25)
    with django_assert_num_queries(3):
        assert len(client.get("/people/invitations/").context["page"].rows) == min(number, 25)


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_of_a_person_takes_as_many_queries(number, amina, els, centre, sign_in, django_assert_num_queries):
    for place in range(number):
        start = TODAY.replace(year=1950 + place)
        appoint(centre=centre, user=els, function="board", start=start, end=start, actor=amina)
        invitation = inviting.issue(email="els@example.be", role="centre", actor=amina)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=invitation.created_at, accepted_by=els)
        els.given_name = f"Els{place}"
        els.save()
    client = sign_in(amina)
    with django_assert_num_queries(7):
        page = client.get(f"/people/{els.pk}/")
    found = (len(page.context["ties"]), len(page.context["invitations"]), len(page.context["changes"].rows))
    assert found == (number, number, number + 1)


def test_the_history_of_an_account_goes_on_on_the_next_page(amina, els, sign_in, django_assert_num_queries):
    for place in range(SHOWN):
        els.given_name = f"Els{place}"
        els.save()
    client = sign_in(amina)
    pages = []
    for number in (1, 2, 3):
        with django_assert_num_queries(8 if number == 1 else 7):  # 1 more where what was before stands on the next
            pages.append(client.get(f"/people/{els.pk}/?page={number}").context["changes"])
    assert [(len(page.rows), page.has_next) for page in pages] == [(SHOWN, True), (1, False), (0, False)]
    told = [page.rows[-1].lines[0] for page in pages[:2]]
    assert ("Els to Els0" in told[0] or "Els naar Els0" in told[0], told[1]) == (True, gettext("account made"))
    assert 'rel="next"' in client.get(f"/people/{els.pk}/").text


def test_closing_warns_with_what_is_still_theirs(planned, amina, bram, sign_in):  # noqa: F811
    client = sign_in(amina)
    page = client.get(f"/people/{bram.pk}/close/")
    assert [REFERENCE in tie.where for tie in page.context["ties"]] == [True]
    assert f"/assessments/{REFERENCE}/" in page.text
    assert client.post(f"/people/{bram.pk}/close/").status_code == 302
    assert not User.objects.get(pk=bram.pk).is_active


def test_whoever_has_a_part_in_what_is_under_way_stays_an_inspector(planned, amina, bram, gust, sign_in):  # noqa: F811
    client = sign_in(amina)
    for one, role in ((bram, "administrator"), (bram, "centre"), (gust, "administrator")):
        client.post(f"/people/{one.pk}/role/", {"role": role})
    roles = {one.given_name: one.role for one in User.objects.filter(pk__in=[bram.pk, gust.pk])}
    assert roles == {"Bram": "inspector", "Gust": "administrator"}
    assert [tie.holds for tie in parts_of(bram)] == [True]


def test_inviting_through_the_page(amina, sign_in):
    client = sign_in(amina)
    assert client.post("/people/invite/", {"email": "nel@example.be", "role": "inspector"}).status_code == 302
    refused = client.post("/people/invite/", {"email": "nel@example.be", "role": "centre"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["role"])
    invitation = Invitation.objects.get()
    assert client.get(f"/people/invitations/{invitation.pk}/withdraw/").status_code == 200
    assert Invitation.objects.open().count() == 1
    assert client.post(f"/people/invitations/{invitation.pk}/withdraw/").status_code == 302
    assert Invitation.objects.open().count() == 0


def test_a_refusal_leads_to_what_is_there_already(amina, gust, sign_in):
    client = sign_in(amina)
    for place in range(30):
        inviting.issue(email=f"n{place:02}@example.be", role="inspector", actor=amina)
    refused = client.post("/people/invite/", {"email": "N00@example.be", "role": "administrator"})
    [url] = led_to(refused)
    assert [one.email for one in client.get(url).context["page"].rows] == ["n00@example.be"]
    assert led_to(client.post("/people/invite/", {"email": gust.email, "role": "inspector"})) == [f"/people/{gust.pk}/"]
    assert led_to(client.post("/people/invite/", {"email": "x", "role": "inspector"})) == []


@pytest.mark.parametrize(("words", "found"), [("N01@", 1), ("%00", 30), ("nobody", 0), ("_", 0)])
def test_open_invitations_are_found_by_their_address(words, found, amina, sign_in):
    for place in range(30):
        inviting.issue(email=f"n{place:02}@example.be", role="inspector", actor=amina)
    page = sign_in(amina).get(f"/people/invitations/?q={words}").context["page"]
    assert len(page.rows) == min(found, 25)


def test_the_last_administrator_is_told_why(amina, sign_in):
    client = sign_in(amina)
    answer = client.post(f"/people/{amina.pk}/close/", headers={"accept-language": "en"}, follow=True)
    assert "There must be an administrator." in answer.text
    before = client.get(f"/people/{amina.pk}/close/", headers={"accept-language": "en"}, follow=True)
    assert ("There must be an administrator." in before.text, before.redirect_chain) == (
        True,
        [(f"/people/{amina.pk}/", 302)],
    )
