"""Invitations to an office: accepted, refused, withdrawn with the centre; and terms that follow accounts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from portal.accounts import standing
from portal.accounts.accepting import accept_as, accept_as_new
from portal.accounts.inviting import withdraw
from portal.accounts.models import Invitation, User
from portal.accounts.ties import ties_of
from portal.centres import status
from portal.centres.handing_over import hand_over
from portal.centres.history import history_of
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import invite, put_in_office
from portal.centres.models import Appointment, Centre, CentreUserObjectPermission
from portal.centres.offices import appoint, change_last_day, seen_of
from portal.mail import purposes
from portal.mail.models import OutgoingMail
from tests.accounts.conftest import path_of
from tests.centres.conftest import JEF
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def invited(amina, centre) -> CentreInvitation:
    """Jef, who has no account, as director of CLW Vilvoorde from today on."""
    found = put_in_office(
        centre=centre, email="Jef@Example.be", function="director", start=TODAY, end=None, actor=amina
    )
    assert isinstance(found, CentreInvitation)
    return found


def sees(user) -> list[str]:
    return [centre.name for centre in Centre.objects.visible_to(user)]


def test_accepting_puts_in_office_in_the_same_transaction(invited, amina, centre):
    accept_as_new(invitation=invited.invitation, **JEF)
    jef = User.objects.get(email="jef@example.be")
    term = Appointment.objects.get()
    assert (term.user, term.centre, term.function, term.start, term.end) == (jef, centre, "director", TODAY, None)
    assert sees(jef) == ["CLW Vilvoorde"]
    with translation.override("en"):
        told = [(one.actor, one.reason) for one in history_of(centre).rows if one.what.endswith(jef.name)]
    assert told == [(jef, f"by accepting an invitation of {amina.name}")]


@pytest.mark.parametrize("number", [1, 50])
def test_the_history_of_many_who_accepted_takes_as_many_queries(number, amina, centre, django_assert_num_queries):
    for place in range(number):
        email = f"jef{place}@example.be"
        found = put_in_office(centre=centre, email=email, function="board", start=TODAY, end=None, actor=amina)
        accept_as_new(invitation=found.invitation, **JEF)
    with django_assert_num_queries(7):
        told = history_of(centre).rows
    assert len([one for one in told if amina.name in one.reason]) == number


def test_an_invitation_to_come_shows_nothing_before_its_first_day(amina, centre, time_machine):
    start = TODAY + timedelta(days=7)
    found = put_in_office(centre=centre, email="jef@example.be", function="board", start=start, end=None, actor=amina)
    accept_as_new(invitation=found.invitation, **JEF)
    jef = User.objects.get(email="jef@example.be")
    assert sees(jef) == []
    time_machine.move_to("2026-11-29T23:00:00Z", tick=False)
    assert sees(jef) == ["CLW Vilvoorde"]


def test_several_directors_at_one_centre_and_several_centres_for_one(invited, amina, els, centre, other_centre):
    for where in (centre, other_centre):
        appoint(centre=where, user=els, function="director", start=TODAY, end=None, actor=amina)
    accept_as_new(invitation=invited.invitation, **JEF)
    assert sees(User.objects.get(email="jef@example.be")) == ["CLW Vilvoorde"]
    assert sees(els) == ["CDO Genk", "CLW Vilvoorde"]


@pytest.mark.parametrize("with_account", [True, False])
def test_the_same_office_is_not_offered_twice_to_one_address(with_account, invited, amina, centre):
    if with_account:
        User.objects.create_user("jef@example.be", given_name="Jef", family_name="Wouters", role="centre")
    with pytest.raises(ValidationError) as refused:
        invite(centre=centre, email="JEF@example.be", function="director", start=TODAY, end=None, actor=amina)
    assert list(refused.value.error_dict) == ["email"]
    invite(centre=centre, email="jef@example.be", function="board", start=TODAY, end=None, actor=amina)


def test_a_term_that_is_over_before_it_is_accepted_is_refused(amina, centre, time_machine):
    found = invite(centre=centre, email="jef@example.be", function="board", start=TODAY, end=TODAY, actor=amina)
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    with pytest.raises(ValidationError):
        accept_as_new(invitation=found.invitation, **JEF)
    assert (User.objects.filter(email="jef@example.be").count(), Appointment.objects.count()) == (0, 0)


def test_closing_a_centre_withdraws_its_invitations(invited, amina, centre):
    status.close(centre=centre, day=TODAY, reason="x", end_terms=True, seen=0, actor=amina)
    assert list(CentreInvitation.objects.unanswered()) == []


def test_closing_withdraws_them_where_terms_go_on_too(invited, amina, centre):
    status.close(centre=centre, day=TODAY, reason="x", end_terms=False, seen=0, actor=amina)
    assert list(CentreInvitation.objects.unanswered()) == []


def test_merging_withdraws_them_where_terms_go_on_too(invited, amina, centre, other_centre):
    given = {"into": other_centre, "day": TODAY, "reason": "x", "end_terms": False, "seen": 0}
    status.merge(centre=centre, actor=amina, **given)
    assert list(CentreInvitation.objects.unanswered()) == []


def test_nobody_is_invited_to_a_closed_centre(amina, centre):
    Centre.objects.filter(pk=centre.pk).update(status="closed", ends_on=TODAY)
    with pytest.raises(ValidationError):
        invite(centre=centre, email="jef@example.be", function="board", start=TODAY, end=None, actor=amina)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("why", ["closed", "over"])
def test_the_answer_where_it_is_refused_is_the_same_with_and_without_an_account(why, amina, els, centre, client):
    typed = {"given_name": "Jef", "family_name": "Wouters", "password1": "x" * 20, "password2": "x" * 20}
    term = {"centre": centre, "function": "board", "start": TODAY, "end": TODAY, "actor": amina}
    invitations = [invite(email=email, **term).invitation for email in (els.email, "jef@example.be")]
    if why == "closed":
        Centre.objects.filter(pk=centre.pk).update(status="closed", ends_on=TODAY)
    else:
        CentreInvitation.objects.update(start=date(2020, 1, 1), end=date(2020, 1, 2))
    answers = [client.post(path_of(one), typed) for one in invitations]
    assert [answer.status_code for answer in answers] == [200, 200]
    told = [answer.context["form"].errors for answer in answers]
    assert (list(told[0]), told[0]) == (["__all__"], told[1])


def test_who_may_not_accept_reads_why_instead_of_a_button(invited, amina, centre, sign_in):
    """What a centre refuses too; and what is tried for it leaves nothing."""
    jef = User.objects.create_user("jef@example.be", given_name="Jef", family_name="Wouters", role="centre")
    client, path = sign_in(jef), path_of(invited.invitation)
    assert [client.get(path).context["refusals"] for _turn in range(2)] == [[], []]
    assert (Appointment.objects.count(), CentreInvitation.objects.open().count()) == (0, 1)
    appoint(centre=centre, user=jef, function="director", start=TODAY, end=None, actor=amina)
    page, refused = client.get(path), client.post(path)
    assert (page.status_code, refused.status_code, len(page.context["refusals"])) == (200, 403, 1)
    assert page.context["refusals"] == refused.context["refusals"]
    assert ['<button type="submit" class="btn btn-primary">' in each.text for each in (page, refused)] == [False, False]


def test_whoever_has_an_account_meanwhile_accepts_by_signing_in(invited):
    jef = User.objects.create_user("jef@example.be", given_name="Jef", family_name="Wouters", role="centre")
    accept_as(invitation=invited.invitation, user=jef)
    assert sees(jef) == ["CLW Vilvoorde"]


def test_an_account_that_closes_loses_its_grants_at_once_and_gets_them_back(amina, els, centre):
    appoint(centre=centre, user=els, function="director", start=TODAY, end=None, actor=amina)
    standing.deactivate(person=els, actor=amina)
    assert CentreUserObjectPermission.objects.count() == 0
    standing.reactivate(person=els, actor=amina)
    assert CentreUserObjectPermission.objects.count() == 1
    assert sees(User.objects.get(pk=els.pk)) == ["CLW Vilvoorde"]


def test_who_is_in_office_joins_the_inspectorate_only_after_that(amina, els, centre):
    term = appoint(centre=centre, user=els, function="director", start=TODAY, end=None, actor=amina)
    with pytest.raises(ValidationError):
        standing.change_role(person=els, role="inspector", actor=amina)
    assert User.objects.get(pk=els.pk).role == "centre"
    change_last_day(appointment=term, seen=seen_of(term), end=TODAY, actor=amina)
    with pytest.raises(ValidationError):  # the last day counts
        standing.change_role(person=els, role="inspector", actor=amina)
    change_last_day(appointment=term, seen=seen_of(term), end=TODAY, actor=amina)
    Appointment.objects.update(start=date(2020, 1, 1), end=date(2026, 11, 22))
    standing.change_role(person=els, role="inspector", actor=amina)
    assert User.objects.get(pk=els.pk).role == "inspector"


def test_the_page_of_a_person_tells_their_terms(amina, els, centre, other_centre):
    appoint(centre=centre, user=els, function="director", start=date(2020, 1, 1), end=date(2021, 1, 1), actor=amina)
    appoint(centre=other_centre, user=els, function="board", start=TODAY, end=None, actor=amina)
    assert [(tie.where, tie.holds) for tie in ties_of(els)] == [("CDO Genk", True), ("CLW Vilvoorde", False)]


def test_the_invitation_of_another_centre_is_not_there(invited, amina, other_centre, els, centre, sign_in):
    number = invited.invitation_id
    client = sign_in(amina)
    for method, where in ((client.get, "withdraw"), (client.post, "withdraw"), (client.post, "anew")):
        assert method(f"/centres/30569/invitations/{number}/{where}/").status_code == 404
    appoint(centre=centre, user=els, function="director", start=TODAY, end=None, actor=amina)
    assert sign_in(els).post(f"/centres/123456/invitations/{number}/withdraw/").status_code == 404
    assert Invitation.objects.unanswered().count() == 1


def test_an_administrator_withdraws_it_on_the_page_of_the_centre(invited, amina, client, sign_in):
    path = path_of(invited.invitation)
    page = sign_in(amina).get("/centres/123456/")
    assert [one.invitation.email for one in page.context["invitations"]] == ["jef@example.be"]
    assert path not in page.text
    address = f"/centres/123456/invitations/{invited.invitation_id}/withdraw/"
    assert [client.get(address).status_code, client.post(address).status_code] == [200, 302]
    client.logout()
    assert client.get(path).status_code == 404
    with pytest.raises(ValidationError):
        withdraw(invitation=invited.invitation, actor=amina)


@pytest.mark.parametrize("by", ["amina", "els"])
def test_the_mail_names_who_invites_to_which_office_from_which_day(by, amina, els, centre):
    """Word for word: somebody who didn't expect it must see what it is."""
    els.family_name = "<b>De Smet</b>"
    els.save()
    Centre.objects.filter(pk=centre.pk).update(name="C" * 200)
    centre.refresh_from_db()
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    given = {"last_day": TODAY, "email": "jef@example.be", "start": None, "seen": seen_of(term)}
    hand_over(appointment=term, actor={"amina": amina, "els": els}[by], **given)
    mail = OutgoingMail.objects.get()
    mail.language = "en"
    content = purposes.get(mail.purpose).render(mail)
    who = {
        "amina": "Amina El Khatib of the inspectorate of education invites you",
        "els": "Els <b>De Smet</b>, who hands over this office, invites you",
    }
    with translation.override("nl"):
        day, function = date_format(date(2026, 11, 24), "j F Y"), gettext("director")
    assert f"{who[by]} to the Doorlichtingsportaal for {'C' * 150} ({function}, " in content.text
    assert [day in text for text in (content.text, content.html)] == [True, True]
    assert "<b>" not in content.html
    assert "This message was sent automatically." in content.text
    assert not content.text.startswith("\n")
