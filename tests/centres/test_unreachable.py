"""Centres without a director who can be reached, with the reason."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.centres.inviting import invite
from portal.centres.models import Appointment, Centre
from portal.centres.unreachable import Reason, unreachable, words_of
from portal.mail.ledger import queue
from portal.mail.models import OutgoingMail
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("on_the_day")


def directs(user, centre, start=date(2020, 9, 1), end=None) -> None:
    Appointment.objects.create(user=user, centre=centre, function="director", start=start, end=end)


def was_in(user) -> None:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())


def mailed(address: str, state: str, remark: str) -> None:
    mail = queue(purpose="letter", subject_key=remark, recipient=address, recipient_name="", address=address)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, last_remark=remark)


def reasons(user) -> dict[str, str]:
    return {centre.name: centre.reason for centre in unreachable(user, TODAY)}


def test_nobody_was_ever_in_office(amina, centre):
    assert reasons(amina) == {"CLW Vilvoorde": Reason.NOBODY}


def test_only_a_member_of_the_board_or_a_director_to_come(amina, els, centre):
    Appointment.objects.create(user=els, centre=centre, function="board", start=date(2020, 1, 1))
    directs(els, centre, TODAY + timedelta(days=1))
    was_in(els)
    assert reasons(amina) == {"CLW Vilvoorde": Reason.NOBODY}


def test_in_office_but_never_signed_in(amina, els, centre):
    directs(els, centre)
    assert reasons(amina) == {"CLW Vilvoorde": Reason.NEVER}
    was_in(els)
    assert reasons(amina) == {}
    User.objects.filter(pk=els.pk).update(password="!nothing")
    assert reasons(amina) == {"CLW Vilvoorde": Reason.NEVER}


def test_the_account_is_closed(amina, els, centre):
    directs(els, centre)
    was_in(els)
    User.objects.filter(pk=els.pk).update(is_active=False)
    assert reasons(amina) == {"CLW Vilvoorde": Reason.CLOSED}


def test_mail_is_refused_until_a_later_one_is_taken(amina, els, centre):
    directs(els, centre)
    was_in(els)
    mailed(els.email, "failed", "not_reached")  # the server was away: the address may be good
    assert reasons(amina) == {}
    mailed(els.email, "failed", "refused")
    assert reasons(amina) == {"CLW Vilvoorde": Reason.BOUNCED}
    mailed(els.email, "sent", "accepted")
    assert reasons(amina) == {}


def test_a_second_director_who_can_be_reached_is_enough(amina, els, farid, centre):
    for user in (els, farid):
        directs(user, centre)
    was_in(farid)
    assert reasons(amina) == {}


def test_a_term_that_is_over_tells_its_last_day(amina, els, farid, centre):
    directs(els, centre, end=date(2021, 8, 31))
    directs(farid, centre, start=date(2021, 9, 1), end=TODAY - timedelta(days=1))
    was_in(farid)
    (found,) = unreachable(amina, TODAY)
    assert (found.reason, found.last_day) == (Reason.OVER, TODAY - timedelta(days=1))
    with translation.override("en"):
        assert words_of(found) == "last day in office: 22 Nov 2026"  # in office still on that day


def test_invited_and_not_accepted_and_the_invitation_refused(amina, els, centre):
    directs(els, centre, end=date(2021, 8, 31))
    invite(centre=centre, email="jef@example.be", function="director", start=TODAY, end=None, actor=amina)
    assert reasons(amina) == {"CLW Vilvoorde": Reason.INVITED}
    OutgoingMail.objects.update(state="failed", last_remark="refused")
    assert reasons(amina) == {"CLW Vilvoorde": Reason.BOUNCED}


@pytest.mark.parametrize("status", ["closed", "merged"])
def test_only_active_centres(status, amina, centre, other_centre, els):
    directs(els, other_centre)
    was_in(els)
    into = other_centre if status == "merged" else None
    Centre.objects.filter(pk=centre.pk).update(status=status, merged_into=into)
    assert reasons(amina) == {}


def test_the_page_filters_by_reason(amina, els, centre, other_centre, sign_in):
    directs(els, centre, end=date(2021, 8, 31))
    client = sign_in(amina)
    shown = {
        reason: [row.name for row in client.get(f"/centres/unreachable/?reason={reason}").context["page"].rows]
        for reason in ("over", "nobody", "bounced", "", "forged")
    }
    both = ["CDO Genk", "CLW Vilvoorde"]
    assert shown == {"over": ["CLW Vilvoorde"], "nobody": ["CDO Genk"], "bounced": [], "": both, "forged": both}


def test_the_page_finds_by_words_and_counts(amina, els, centre, other_centre, sign_in):
    directs(els, centre, end=date(2021, 8, 31))
    client = sign_in(amina)

    def shown(query: str) -> list[str]:
        page = client.get(f"/centres/unreachable/?{query}").context
        assert page["number"] == len(page["page"].rows)
        return [row.institution_number for row in page["page"].rows]

    both = ["30569", "123456"]
    assert [shown(query) for query in ("", "q=", "q=+", "reason=&q=")] == [both] * 4
    assert [shown(f"q={words}") for words in ("vilv", "1234", "GÉNK", "c", "lvoorde", "%00", "%25", "c" * 300)] == [
        ["123456"],
        ["123456"],
        ["30569"],
        both,
        [],
        [],
        [],
        [],
    ]
    assert [shown(f"q=c&reason={reason}") for reason in ("over", "nobody", "bounced", "forged")] == [
        ["123456"],
        ["30569"],
        [],
        both,
    ]


def test_the_count_stands_above_the_list_and_the_words_stay(amina, centre, other_centre, sign_in):
    client, english = sign_in(amina), {"accept-language": "en"}
    assert "2 centres" in client.get("/centres/unreachable/", headers=english).text
    page = client.get("/centres/unreachable/?q=vilv&reason=nobody", headers=english).text
    assert ("1 centre\n" in page, 'value="vilv"' in page, 'value="nobody" selected' in page) == (True, True, True)
    nowhere = client.get("/centres/unreachable/?q=genk&reason=over", headers=english).text
    assert "No centre without a reachable director is found by this." in nowhere


def test_turning_a_page_keeps_what_was_asked_for(amina, sign_in):
    for place in range(30):
        Centre.objects.create(institution_number=f"{20000 + place}", name=f"CDO {place}", network="other")
    text = sign_in(amina).get("/centres/unreachable/?q=cdo&reason=nobody").text
    assert "?q=cdo&amp;reason=nobody&amp;page=2" in text


@pytest.mark.parametrize("query", ["", "?q=c", "?q=c&reason=never"])
@pytest.mark.parametrize("number", [1, 50])
def test_the_page_takes_as_many_queries_for_one_and_for_fifty(
    number, query, amina, els, sign_in, django_assert_num_queries
):
    for place in range(number):
        centre = Centre.objects.create(institution_number=f"{20000 + place}", name=f"C {place}", network="other")
        directs(els, centre)
    client = sign_in(amina)
    with django_assert_num_queries(7 if query else 6):
        page = client.get(f"/centres/unreachable/{query}").context
    assert (len(page["page"].rows), page["number"]) == (min(number, 25), number)
    assert {tuple(row.addresses) for row in page["page"].rows} == {(els.email,)}


@pytest.mark.parametrize(
    ("query", "names"), [("", ["'=2+2", "CDO Genk", "CLW Vilvoorde"]), ("q=c&reason=nobody", ["CDO Genk"])]
)
def test_both_files_tell_what_the_page_shows(query, names, amina, els, farid, centre, other_centre, sign_in):
    directs(els, centre)
    directs(farid, centre)
    Centre.objects.create(institution_number="20001", name="=2+2", network="other")
    client = sign_in(amina)
    page = client.get(f"/centres/unreachable/?{query}")
    shown = [
        [row.name, row.institution_number, row.municipality, row.words.capitalize(), ", ".join(row.addresses)]
        for row in page.context["page"].rows
    ]
    for kind in ("csv", "xlsx"):
        assert f"/centres/unreachable/export.{kind}?" in page.text
    told = b"".join(client.get(f"/centres/unreachable/export.csv?{query}").streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(StringIO(told), delimiter=";")
    assert (len(header), [row[0] for row in rows]) == (5, names)
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
    file = client.get(f"/centres/unreachable/export.xlsx?{query}")
    sheet = load_workbook(BytesIO(b"".join(file.streaming_content))).active
    cells = [[cell.value or "" for cell in row] for row in sheet.rows]
    assert cells == [header, *shown]


def test_a_file_reads_the_addresses_of_many_at_once(amina, els, sign_in, django_assert_num_queries):
    for place in range(60):
        centre = Centre.objects.create(institution_number=f"{20000 + place}", name=f"C {place}", network="other")
        directs(els, centre)
    client = sign_in(amina)
    with django_assert_num_queries(5):
        told = b"".join(client.get("/centres/unreachable/export.csv").streaming_content)
    assert told.count(els.email.encode()) == 60
