"""The private address: made, shown again, renewed, switched off; a wrong one says nothing."""

import pytest

from assessments.calendar.addresses import address_of, owner_of, renew, switch_off
from assessments.calendar.models import CalendarFeed
from assessments.errors import Refused
from portal.accounts.enums import Role
from portal.accounts.standing import change_role, deactivate, reactivate

PAGE = "/calendar/"


def token_of(feed):
    return address_of(feed).removeprefix("http://testserver/calendar/").removesuffix(".ics")


def test_an_address_is_long_its_own_and_can_be_shown_again(bram, chloe):
    feeds = [renew(actor=bram), renew(actor=chloe)]
    tokens = [token_of(feed) for feed in feeds]
    assert [len(token) for token in tokens] == [64, 64]
    assert [owner_of(token) for token in tokens] == [bram, chloe]
    assert token_of(CalendarFeed.objects.get(user=bram)) == tokens[0]


def test_the_table_alone_opens_nothing(bram, client):
    feed = renew(actor=bram)
    assert feed.key in token_of(feed)
    for guess in (feed.key, feed.key * 2, feed.key + "0" * 32, token_of(feed)[:-1], token_of(feed) + "0"):
        assert client.get(f"/calendar/{guess}.ics").status_code == 404


def test_another_secret_of_the_portal_makes_other_addresses(bram, settings):
    token = token_of(renew(actor=bram))
    settings.SECRET_KEY = "another" * 10
    assert owner_of(token) is None


def test_a_renewed_address_ends_the_old_one(bram, client):
    old = address_of(renew(actor=bram))
    new = address_of(renew(actor=bram))
    assert [client.get(address).status_code for address in (old, new)] == [404, 200]
    switch_off(actor=bram)
    assert [client.get(address).status_code for address in (old, new)] == [404, 404]
    assert CalendarFeed.objects.count() == 0


@pytest.mark.parametrize("change", ["closed", "another role"])
def test_who_is_no_inspector_any_more_has_no_address_and_gets_none_back(change, bram, amina, client):
    address = address_of(renew(actor=bram))
    if change == "closed":
        deactivate(person=bram, actor=amina)
        reactivate(person=bram, actor=amina)
    else:
        change_role(person=bram, role=Role.ADMINISTRATOR, actor=amina)
        change_role(person=bram, role=Role.INSPECTOR, actor=amina)
    assert (client.get(address).status_code, CalendarFeed.objects.count()) == (404, 0)


def test_a_wrong_address_says_nothing(bram, client, sign_in):
    path = "/calendar/" + "0" * 64 + ".ics"
    answer = client.get(path)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (404, b"404", {})
    assert answer["Cache-Control"] == "private, no-cache"
    assert sign_in(bram).get(path).content == b"404"


@pytest.mark.parametrize("who", ["amina", "els"])
def test_only_inspectors_have_one(who, request):
    actor = request.getfixturevalue(who)
    for deed in (renew, switch_off):
        with pytest.raises(Refused):
            deed(actor=actor)
    assert CalendarFeed.objects.count() == 0


def test_the_page_makes_renews_and_switches_off(bram, sign_in):
    client = sign_in(bram)
    assert "/calendar/address/" in client.get(PAGE).text
    shown = []
    for had_one in (False, True):
        assert client.post(PAGE + "address/", headers={"accept-language": "en"}).url == PAGE
        address = address_of(CalendarFeed.objects.get(user=bram))
        page = client.get(PAGE).text
        assert (f">{address}</textarea>" in page, "The one before no longer works" in page) == (True, had_one)
        assert 'href="webcal://testserver/calendar/' in client.get(PAGE).text
        shown.append(address)
    assert shown[0] != shown[1]
    assert client.post(PAGE + "off/").url == PAGE
    assert "webcal:" not in client.get(PAGE).text


def test_somebody_elses_address_is_never_shown(bram, chloe, sign_in):
    token = token_of(renew(actor=bram))
    assert token[:32] not in sign_in(chloe).get(PAGE).text
