"""Putting a change back: what comes back with it, and what is refused because the records say something else by now."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext

from portal.accounts.enums import Role
from portal.accounts.models import Invitation, User
from portal.accounts.standing import change_role, deactivate
from portal.centres import inviting, offices, records, status
from portal.centres.handing_over import hand_over
from portal.centres.history import history_of
from portal.centres.models import Appointment, Board, Centre, CentreUserObjectPermission, Site
from portal.centres.putting_back import put_back
from tests.centres.conftest import DAY, SITE, merged

PHONE = str(Centre._meta.get_field("phone").verbose_name)


@pytest.fixture
def changed(amina, centre):
    records.change_centre(centre=centre, fields={"phone": "02 1", "email": "a@example.be"}, seen=0, actor=amina)
    return centre


@pytest.fixture
def third(db):
    return Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")


def address(key, number="123456") -> str:
    return f"/centres/{number}/history/{key}/put-back/"


def newest(centre) -> str:
    return next(change.key for change in history_of(centre).rows if change.key)


def test_a_change_is_put_back_and_that_is_history_too(amina, changed, sign_in):
    key = newest(changed).replace("-", "-0")  # the number counts, however it is written
    assert sign_in(amina).post(address(key)).status_code == 302
    changed.refresh_from_db()
    assert (changed.phone, changed.email, changed.revision) == ("", "", 2)
    told = history_of(changed).rows
    assert [change.reason for change in told] == [gettext("put back"), "", ""]
    # What was put back says so instead of a button; putting back is a change that can be put back.
    assert [change.was_put_back for change in told] == [False, True, False]
    assert [change.key != "" for change in told] == [True, False, False]
    page = sign_in(amina).get("/centres/123456/history/", headers={"accept-language": "en"})
    assert page.text.count("was put back") == 1


def test_what_was_changed_again_since_is_not_put_back(amina, changed, sign_in):
    key = newest(changed)
    records.change_centre(centre=changed, fields={"phone": "02 2"}, seen=1, actor=amina)
    assert [PHONE in refusal for refusal in sign_in(amina).get(address(key)).context["refusals"]] == [True]
    response = sign_in(amina).post(address(key))
    assert [PHONE in refusal for refusal in response.context["refusals"]] == [True]
    assert Centre.objects.get().phone == "02 2"


def test_a_number_that_another_centre_took_is_not_put_back(amina, centre, sign_in):
    records.change_centre(centre=centre, fields={"institution_number": "54321"}, seen=0, actor=amina)
    Centre.objects.create(institution_number="123456", name="CDO Lier", network="other")
    response = sign_in(amina).post(address(newest(centre), "54321"))
    assert (response.status_code, len(response.context["refusals"])) == (200, 1)
    assert Centre.objects.get(pk=centre.pk).institution_number == "54321"


def test_a_removed_site_is_put_back(amina, centre, sign_in):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.remove_site(site=site, seen=0, actor=amina)
    assert sign_in(amina).post(address(newest(centre))).status_code == 302
    assert [site.street for site in Site.objects.all()] == ["Molenstraat 1"]
    assert [change.was_put_back for change in history_of(centre).rows] == [False, True, False, False]


def test_a_changed_site_is_put_back(amina, centre):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.change_site(site=site, fields={"street": "Kaai 3"}, seen=0, actor=amina)
    put_back(centre=centre, key=newest(centre), actor=amina)
    assert [(site.street, site.revision) for site in Site.objects.all()] == [("Molenstraat 1", 2)]


def test_a_name_of_a_board_is_put_back(amina, centre, other_centre):
    records.change_board(board=centre.board, fields={"name": "Verkeerd"}, seen=0, actor=amina)
    key = newest(centre)
    with pytest.raises(ValidationError):
        put_back(centre=other_centre, key=key, actor=amina)  # another centre, which never had this board
    put_back(centre=centre, key=key, actor=amina)
    centre.board.refresh_from_db()
    assert (centre.board.name, centre.board.revision) == ("Scholengroep Vilvoorde-Zaventem", 2)


def test_of_another_centre_nothing_is_put_back(amina, changed, other_centre, sign_in):
    client = sign_in(amina)
    assert [send(address(newest(changed), "30569")).status_code for send in (client.get, client.post)] == [404, 404]
    with pytest.raises(ValidationError):
        put_back(centre=other_centre, key=newest(changed), actor=amina)


@pytest.mark.parametrize("key", ["", "x", "centre-", "centre-99999999999999", "centre-٣", "appointment-1", "board-99"])
def test_a_forged_key_is_refused(key, amina, centre, sign_in):
    client = sign_in(amina)
    assert [send(address(key)).status_code for send in (client.get, client.post)] == [404, 404]
    with pytest.raises(ValidationError):
        put_back(centre=centre, key=key, actor=amina)


def test_a_change_that_can_not_be_put_back_says_so(amina, centre, sign_in):
    """That the record was added; its own page has no button for it."""
    page = sign_in(amina).get(address(f"centre-{Centre.history.get().pk}"))
    assert (page.status_code, page.context["refusals"]) == (200, [gettext("This change can't be put back.")])


def everything() -> list:
    models = (Centre, Board, Site, Appointment, CentreUserObjectPermission, Invitation)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, [list(model.history.order_by("pk").values()) for model in models[:4]]]


def test_what_becomes_what_is_shown_first_and_changes_nothing(amina, els, hilde, centre, other_centre, sign_in):
    for user, start in ((els, 2020), (hilde, 2040)):
        offices.appoint(centre=centre, user=user, function="board", start=date(start, 9, 1), end=None, actor=amina)
    third = Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    merged(third, centre, amina)
    centre.refresh_from_db()
    merged(centre, other_centre, amina)
    before, client = everything(), sign_in(amina)
    page = client.get(address(newest(centre)), headers={"accept-language": "en"})
    assert everything() == before
    told = [(change.what.split(":")[-1].strip(), change.kind) for change in page.context["rehearsal"].changes]
    assert told == [
        ("Record of CLW Vilvoorde", "~"),
        ("Record of CDO Lier", "~"),
        ("Els De Smet", "~"),
        ("Hilde Claes", "+"),
    ]
    assert "CDO Genk (30569)</span> → CLW Vilvoorde (123456)" in page.text
    assert client.post(address(newest(centre))).status_code == 302
    shown = [(one.label, one.new) for change in page.context["rehearsal"].changes[:1] for one in change.fields]
    centre.refresh_from_db()
    assert (("status", "Active") in shown, centre.status) == (True, "active")


def test_a_removed_site_is_shown_as_it_comes_back(amina, centre, sign_in):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    records.remove_site(site=site, seen=0, actor=amina)
    page = sign_in(amina).get(address(newest(centre)))
    assert [(change.kind, change.fields[1].new) for change in page.context["rehearsal"].changes] == [
        ("+", "Molenstraat 1")
    ]
    assert Site.objects.count() == 0


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_takes_as_many_queries_for_one_term_and_for_fifty(
    number, amina, centre, sign_in, django_assert_num_queries
):
    for index in range(number):
        user = User.objects.create(email=f"d{index}@a.be", given_name="D", family_name=f"{index}", role="centre")
        given = {"centre": centre, "user": user, "end": None, "actor": amina}
        office = offices.appoint(function="director", start=DAY, **given)
        offices.appoint(function="board", start=date(2040, 1, 1), succeeds=office, **given)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    client, page = sign_in(amina), address(f"centre-{Centre.history.first().pk}")
    with django_assert_num_queries(74):
        assert len(client.get(page).context["rehearsal"].changes) == 1 + 2 * number


def test_a_merger_is_put_back_with_the_terms_that_it_ended(amina, els, farid, hilde, centre, other_centre):
    for user, function, start in ((els, "director", 2020), (farid, "board", 2020), (hilde, "board", 2040)):
        offices.appoint(centre=centre, user=user, function=function, start=date(start, 9, 1), end=None, actor=amina)
    merged(centre, other_centre, amina)
    changed_since = Appointment.objects.get(user=farid)
    changed_since.end = date(2026, 1, 31)
    changed_since.save()
    put_back(centre=centre, key=newest(centre), actor=amina)
    centre.refresh_from_db()
    assert (centre.status, centre.merged_into, centre.ends_on, centre.status_reason) == ("active", None, None, "")
    ends = dict(Appointment.objects.values_list("user__given_name", "end"))
    assert ends == {"Els": None, "Farid": date(2026, 1, 31), "Hilde": None}
    assert [one.name for one in Centre.objects.visible_to(els)] == ["CLW Vilvoorde"]
    assert Centre.objects.matching("de smet").exists()


def test_a_term_comes_back_only_to_who_may_still_be_in_office(amina, els, farid, hilde, centre):
    for user in (els, farid, hilde):
        offices.appoint(centre=centre, user=user, function="board", start=date(2020, 9, 1), end=None, actor=amina)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=centre.revision, actor=amina)
    change_role(person=els, role=Role.INSPECTOR, actor=amina)
    deactivate(person=farid, actor=amina)
    put_back(centre=centre, key=newest(centre), actor=amina)
    ends = dict(Appointment.objects.values_list("user__given_name", "end"))
    assert ends == {"Els": DAY, "Farid": DAY, "Hilde": None}


def test_a_term_does_not_come_back_beside_another_of_the_same_days(amina, els, hilde, centre):
    given = {"centre": centre, "start": date(2020, 9, 1), "end": None, "actor": amina}
    offices.appoint(user=els, function="director", **given)
    offices.appoint(user=hilde, function="board", **given)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    # Written past the rule: a term that begins after the closing.
    Appointment.objects.create(user=els, centre=centre, function="director", start=date(2026, 10, 1))
    put_back(centre=centre, key=newest(centre), actor=amina)
    ends = dict(
        Appointment.objects.filter(centre=centre, start=date(2020, 9, 1)).values_list("user__given_name", "end")
    )
    assert ends == {"Els": DAY, "Hilde": None}


def chain(centre, people, actor) -> list[Appointment]:
    """Each hands over to the next, at the turn of a year."""
    terms = [offices.appoint(centre=centre, user=people[0], function="director", start=DAY, end=None, actor=actor)]
    for number, user in enumerate(people[1:]):
        term, given = terms[-1], {"email": user.email, "last_day": date(2026 + number, 12, 31), "start": None}
        terms.append(hand_over(appointment=term, seen=offices.seen_of(term), actor=actor, **given))
    return terms


def successors() -> dict[str, str | None]:
    return dict(Appointment.objects.values_list("user__given_name", "succeeds__user__given_name"))


def test_who_succeeds_whom_comes_back_with_the_terms(amina, els, farid, hilde, centre):
    """The centre closes and comes back twice: what came back is taken back under another key."""
    chain(centre, (els, farid, hilde), amina)
    for _turn in range(2):
        centre.refresh_from_db()
        given = {"day": DAY, "reason": "stopt", "end_terms": True, "seen": centre.revision, "actor": amina}
        status.close(centre=centre, **given)
        assert successors() == {"Els": None}
        put_back(centre=centre, key=newest(centre), actor=amina)
        assert successors() == {"Els": None, "Farid": "Els", "Hilde": "Farid"}
    came_back = Appointment.objects.filter(user__in=[farid, hilde])
    told = Appointment.history.filter(history_type="+", id__in=came_back.values("pk"))
    assert set(told.values_list("id", "succeeds")) == set(came_back.values_list("pk", "succeeds"))
    farids = came_back.get(user=farid)
    given = {"email": "jef@example.be", "last_day": date(2027, 6, 30), "start": None, "seen": offices.seen_of(farids)}
    with pytest.raises(PermissionDenied):  # one office, one successor
        hand_over(appointment=farids, actor=amina, **given)


def test_whose_predecessor_does_not_come_back_succeeds_nobody(amina, els, farid, hilde, centre):
    chain(centre, (els, farid, hilde), amina)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    deactivate(person=farid, actor=amina)
    put_back(centre=centre, key=newest(centre), actor=amina)
    assert successors() == {"Els": None, "Hilde": None}


def test_whose_office_has_another_successor_since_succeeds_nobody(amina, els, farid, hilde, centre):
    (term, _farids) = chain(centre, (els, farid), amina)
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=True, seen=0, actor=amina)
    Appointment.objects.create(user=hilde, centre=centre, function="director", start=date(2027, 1, 1), succeeds=term)
    put_back(centre=centre, key=newest(centre), actor=amina)
    assert successors() == {"Els": None, "Hilde": "Els", "Farid": None}


def test_a_closed_centre_that_was_merged_is_closed_again(amina, centre, other_centre):
    status.close(centre=centre, day=DAY, reason="stopt", end_terms=False, seen=0, actor=amina)
    merged(centre, other_centre, amina, day=date(2026, 9, 30))
    put_back(centre=centre, key=newest(centre), actor=amina)
    centre.refresh_from_db()
    assert (centre.status, centre.ends_on, centre.status_reason) == ("closed", DAY, "stopt")


def test_those_that_followed_a_merger_come_back_with_it(amina, centre, other_centre, third):
    merged(centre, other_centre, amina)
    merged(other_centre, third, amina)
    with pytest.raises(ValidationError):  # its own page offers no button for what another centre brought about
        put_back(centre=centre, key=f"centre-{Centre.history.filter(id=centre.pk).latest().pk}", actor=amina)
    put_back(centre=other_centre, key=newest(other_centre), actor=amina)
    centre.refresh_from_db()
    other_centre.refresh_from_db()
    assert (centre.merged_into, other_centre.merged_into, other_centre.status) == (other_centre, None, "active")


def test_a_merger_is_not_put_back_once_the_centre_went_on(amina, centre, other_centre):
    merged(centre, other_centre, amina)
    key = newest(centre)
    status.reopen(centre=centre, reason="toch niet", seen=centre.revision, actor=amina)
    with pytest.raises(ValidationError):
        put_back(centre=centre, key=key, actor=amina)
    put_back(centre=centre, key=newest(centre), actor=amina)  # the reopening, which was wrong
    centre.refresh_from_db()
    assert (centre.status, centre.merged_into, centre.ends_on) == ("merged", other_centre, DAY)


def test_no_chain_comes_back(amina, centre, other_centre, third):
    merged(centre, other_centre, amina)
    status.reopen(centre=centre, reason="toch niet", seen=centre.revision, actor=amina)
    key = newest(centre)
    merged(third, centre, amina)
    with pytest.raises(ValidationError):  # a centre was merged into this one since
        put_back(centre=centre, key=key, actor=amina)
    put_back(centre=third, key=newest(third), actor=amina)
    merged(other_centre, third, amina)
    with pytest.raises(ValidationError):  # the one that carried on was merged itself
        put_back(centre=centre, key=key, actor=amina)
    centre.refresh_from_db()
    assert centre.status == "active"


def test_what_was_put_back_of_a_step_is_not_put_back_again(amina, centre, other_centre):
    merged(centre, other_centre, amina)
    key = newest(centre)
    put_back(centre=centre, key=key, actor=amina)
    assert [change.key != "" for change in history_of(centre).rows] == [False, False, False]
    with pytest.raises(ValidationError):
        put_back(centre=centre, key=key, actor=amina)


def test_a_merger_is_not_put_back_into_a_centre_that_was_closed_since(amina, centre, other_centre):
    merged(centre, other_centre, amina)
    centre.refresh_from_db()
    status.reopen(centre=centre, reason="Toch niet", seen=centre.revision, actor=amina)
    key = newest(centre)
    other_centre.refresh_from_db()
    given = {"day": DAY, "reason": "Te klein", "end_terms": True, "seen": other_centre.revision, "actor": amina}
    status.close(centre=other_centre, **given)
    with pytest.raises(ValidationError):
        put_back(centre=centre, key=key, actor=amina)
    centre.refresh_from_db()
    assert centre.status == "active"


def test_a_centre_that_is_closed_again_invites_nobody(amina, centre):
    given = {"day": DAY, "reason": "Te klein", "end_terms": True, "seen": centre.revision, "actor": amina}
    status.close(centre=centre, **given)
    centre.refresh_from_db()
    status.reopen(centre=centre, reason="Toch niet", seen=centre.revision, actor=amina)
    key = newest(centre)
    asked = {"email": "jef@example.be", "function": "director", "start": DAY, "end": None}
    invitation = inviting.invite(centre=centre, actor=amina, **asked).invitation
    put_back(centre=centre, key=key, actor=amina)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_who_was_invited_and_no_longer_will_be_is_shown(amina, centre, sign_in):
    status.close(centre=centre, day=DAY, reason="Te klein", end_terms=True, seen=0, actor=amina)
    status.reopen(centre=centre, reason="Toch niet", seen=1, actor=amina)
    asked = {"email": "jef@example.be", "function": "director", "start": DAY, "end": None}
    invitation = inviting.invite(centre=centre, actor=amina, **asked).invitation
    assert sign_in(amina).get(address(newest(centre))).context["rehearsal"].withdrawn == ["jef@example.be"]
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_only_administrators_put_back(bram, changed):
    with pytest.raises(PermissionDenied):
        put_back(centre=changed, key=newest(changed), actor=bram)
