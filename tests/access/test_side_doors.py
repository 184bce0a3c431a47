"""Ways round the front door: numbers of somebody else's work, forged values, pages that tell too much."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.access import grants_called_for, grants_held
from assessments.commenting import comment
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.models import Assessment, Comment, Event, Finding, Passage, PassageRevision, Proposal, Rating, Thread
from assessments.planning import plan
from assessments.transitions import return_to_team
from assessments.writing import save_passage
from portal.accounts.invitation_mail import token_of
from portal.centres.invitation_models import CentreInvitation
from portal.centres.inviting import invite
from portal.centres.offices import appoint, seen_of
from portal.mail.models import OutgoingMail
from tests.access.addresses import ROWS, A
from tests.access.conftest import Work
from tests.assessments.conftest import REFERENCE, fresh

SECRET = "Het geheim van het andere centrum"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def everything():
    """All rows that a wrong request might change, as plain values."""
    models = [Assessment, Rating, Passage, PassageRevision, Proposal, Finding, Thread, Comment, Event]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def elsewhere(worked, amina, bram, chloe, dirk, gust, other_centre, version):
    """Work of Gust and Chloé on another centre, of the same sort; Bram has no part in it."""
    other = plan(
        reference="2026-015",
        centre=other_centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=[version],
        team={gust: "coordinator", chloe: "member"},
        actor=amina,
    )
    for one in (gust, chloe):
        declare(reference="2026-015", conflict=False, declaration="", actor=one)
    narrative = dossier_of(other).scales[0].narrative
    for text, author in [(SECRET, gust), ("Anders.", chloe)]:
        save_passage(reference="2026-015", passage_id=narrative.pk, base=0, text=text, actor=author)
    from assessments.noting import add_finding  # noqa: PLC0415

    scale = narrative.scale_id
    add_finding(reference="2026-015", scale_id=scale, kind="strength", weight="", text=SECRET, criteria=[], actor=gust)
    comment(reference="2026-015", scale_id=scale, thread_id=None, text=SECRET, actor=gust)
    return Work(fresh(other))


THEIRS = [
    ("GET", "findings/{finding}/", {}),
    ("POST", "findings/{finding}/", {"kind": "improvement_point", "weight": "minor", "seen": "0"}),
    ("POST", "findings/{finding}/remove/", {"seen": "1"}),
    ("POST", "passages/{passage}/", {"revision": "1", "text": "Overschreven."}),
    ("POST", "passages/{passage}/", {"revision": "1", "text": "Overschreven.", "proposal": "{proposal}"}),
    ("GET", "passages/{passage}/versions/", {}),
    ("GET", "passages/{passage}/proposals/{proposal}/", {}),
    ("GET", "passages/{own_passage}/proposals/{proposal}/", {}),
    ("POST", "review/comments/", {"text": "Ik ook.", "thread": "{thread}"}),
    ("POST", "review/comments/", {"text": "Ik ook.", "scale": "{no_scale}"}),
    ("POST", "review/comments/", {"text": "Ik ook.", "scale": "0"}),
    ("POST", "review/threads/{thread}/close/", {}),
    ("POST", "scales/dbso-leerlingenbegeleiding/L9/rate/", {"level": "meets", "revision": "0"}),
    ("POST", "scales/duaal/L1/rate/", {"level": "meets", "revision": "0"}),
    ("POST", "scales/dbso-leerlingenbegeleiding/L1/rate/", {"level": "prima", "revision": "1"}),
    ("GET", "scales/dbso-leerlingenbegeleiding/L9/", {}),
    ("GET", "scales/duaal/L1/findings/new/", {}),
]


@pytest.mark.parametrize("who", ["bram", "dirk"])
def test_numbers_of_somebody_elses_work_in_an_address_of_ones_own(worked, elsewhere, client, bram, dirk, who):
    client.force_login({"bram": bram, "dirk": dirk}[who], backend=BACKEND)
    values = {
        "finding": elsewhere.finding.pk,
        "passage": elsewhere.passage.pk,
        "proposal": elsewhere.proposal.pk,
        "thread": elsewhere.thread.pk,
        "own_passage": Work(worked).passage.pk,
        "no_scale": 10**12,
    }
    before, answers = everything(), []
    for method, path, data in THEIRS:
        filled = {name: value.format(**values) for name, value in data.items()}
        address = A + path.format(**values)
        response = client.get(address) if method == "GET" else client.post(address, filled)
        assert SECRET not in response.text
        answers.append(response.status_code)
    # What the reviewer may not do at all, by no number, is refused before a number is looked at.
    forbidden = {404} if who == "bram" else {403, 404}
    assert {answer for (_method, path, _data), answer in zip(THEIRS, answers, strict=True) if "close" not in path} <= (
        forbidden
    )
    assert everything() == before


def test_a_proposal_of_another_text_is_not_decided(worked, elsewhere, client, bram):
    """The text is the writer's own and is kept; the number beside it says nothing."""
    client.force_login(bram, backend=BACKEND)
    own = Work(worked).passage
    data = {"revision": own.revision, "text": "Nieuw.", "proposal": elsewhere.proposal.pk}
    assert client.post(f"{A}passages/{own.pk}/", data).status_code == 302
    elsewhere.proposal.refresh_from_db()
    assert elsewhere.proposal.decided_at is None


READING = [
    "",
    "history/",
    "advice/",
    "review/",
    "scales/dbso-leerlingenbegeleiding/L1/",
    "passages/{passage}/versions/",
]
TYPED = ["Tekst bij L1", "Wat Bram ervan maakt", "Wat Chloé ervan maakt", "Iets.", "Het team vindt het zo", "Waarom?"]
TYPED += ["Te kort, zegt Dirk", "Volgens de verwachting", "is-chosen", "gunstig"]


@pytest.mark.parametrize("state", ["draft", "review", "locked"], indirect=True)
def test_an_administrator_reads_no_rating_and_no_text_before_the_end(state, work, client, amina, dirk):
    client.force_login(amina, backend=BACKEND)
    if state == "review":
        return_to_team(reference=REFERENCE, reason="Te kort, zegt Dirk.", seen=work.assessment.revision, actor=dirk)
    pages = [client.get(A + path.format(passage=work.passage.pk)) for path in READING]
    assert [page.status_code for page in pages] == [200, 200, 403, 403, 403, 403]
    pages += [client.get(path) for path in ("/assessments/", "/assessments/board/?year=2026", A + "week/")]
    for page in pages:
        assert [word for word in TYPED if word in page.text] == []


def test_the_team_does_read_them(worked, client, bram):
    """So that the words of the test above are the right ones."""
    client.force_login(bram, backend=BACKEND)
    texts = "".join(client.get(A + path.format(passage=Work(worked).passage.pk)).text for path in READING)
    assert [word for word in TYPED if word not in texts] == ["Te kort, zegt Dirk"]


def test_the_reason_of_a_return_is_for_the_team(in_review, client, amina, bram, dirk):
    return_to_team(reference=REFERENCE, reason="Te kort, zegt Dirk.", seen=in_review.revision, actor=dirk)
    seen = {}
    for user in (amina, bram):
        client.force_login(user, backend=BACKEND)
        seen[user.given_name] = ["Te kort, zegt Dirk" in client.get(A + path).text for path in ("", "history/")]
    assert seen == {"Amina": [False, False], "Bram": [True, True]}


@pytest.mark.parametrize("state", ["draft", "review", "locked"], indirect=True)
def test_a_director_sees_nothing_of_it_before_the_end(state, work, client, els, hilde):
    for user in (els, hilde):
        client.force_login(user, backend=BACKEND)
        assert REFERENCE not in client.get("/assessments/").text
        assert REFERENCE not in client.get("/outcomes/").text


def test_lists_hold_ones_own_only(elsewhere, client, bram, gust, amina, els):
    shown = {}
    for user in (bram, gust, amina, els):
        client.force_login(user, backend=BACKEND)
        text = client.get("/assessments/?all=1").text
        shown[user.given_name] = [reference for reference in (REFERENCE, "2026-015") if reference in text]
    assert shown == {"Bram": [REFERENCE], "Gust": ["2026-015"], "Amina": [REFERENCE, "2026-015"], "Els": []}


def test_an_inactive_person_sees_and_holds_nothing(worked, bram):
    bram.is_active = False
    bram.save()
    assert list(Assessment.objects.visible_to(bram)) == []
    assert list(Assessment.objects.granted_to(bram)) == []


def test_the_grants_are_those_of_the_memberships(worked):
    assert grants_held(worked.pk) == grants_called_for(worked.memberships.all())


def test_the_ledger_does_not_show_the_link_of_an_invitation(amina, centre, client):
    """It shows a letter only where that lies in the outbox of this machine, as in the demo."""
    sent = invite(
        centre=centre, email="jef@example.be", function="director", start=date(2026, 1, 1), end=None, actor=amina
    )
    client.force_login(amina, backend=BACKEND)
    mail = OutgoingMail.objects.get()
    pages = [client.get(path).text for path in ("/mail/", f"/mail/{mail.pk}/", "/people/invitations/", "/")]
    pages += [client.get(centre.get_absolute_url()).text, client.get(centre.get_absolute_url() + "history/").text]
    assert [page for page in pages if token_of(sent.invitation) in page or sent.invitation.nonce in page] == []


def test_a_number_in_the_body_does_not_change_whose_office_is_handed_over(
    amina, els, farid, centre, other_centre, client
):
    own, theirs = (
        appoint(centre=where, user=user, function="director", start=date(2026, 1, 1), end=None, actor=amina)
        for where, user in ((centre, els), (other_centre, farid))
    )
    client.force_login(els, backend=BACKEND)
    last_day = (timezone.localdate() + timedelta(days=30)).isoformat()
    body = {"seen": seen_of(own), "last_day": last_day, "email": "jef@example.be", "pk": theirs.pk}
    body |= {"appointment": theirs.pk, "centre": other_centre.pk, "function": "board", "end": "2100-01-01"}
    assert client.post(f"/centres/123456/appointments/{own.pk}/hand-over/", body).status_code == 302
    offered = CentreInvitation.objects.get()
    assert (offered.centre, offered.function, offered.hands_over, offered.end) == (centre, "director", own, None)
    theirs.refresh_from_db()
    assert theirs.end is None


POSTS = [row for row in ROWS if row.method == "POST" and row.path.startswith(A)]
NUMBERS = st.one_of(
    st.integers().map(str),
    st.sampled_from(["", "-1", "0", "9" * 15, "9" * 40, "1e3", "½", "٣", "²", "\x00", "abc", "1.0", " 1", "\ud7ff"]),
    st.text(max_size=6),
)


@pytest.mark.parametrize("who", ["bram", "dirk", "amina"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.sampled_from(POSTS), data=st.data())
def test_no_forged_value_breaks_a_page(worked, client, bram, dirk, amina, who, row, data):
    client.force_login({"bram": bram, "dirk": dirk, "amina": amina}[who], backend=BACKEND)
    work = Work(worked)
    values = {"passage": work.passage.pk, "finding": work.finding.pk, "thread": work.thread.pk}
    fields = {name: data.draw(NUMBERS, label=name) for name in sorted({*row.data, "page", "proposal", "scale"})}
    kept = data.draw(st.sampled_from([*row.data, None])) if row.data else None
    if kept and "{" not in row.data[kept]:
        fields[kept] = row.data[kept]
    if not data.draw(st.booleans(), label="proposal sent"):
        fields.pop("proposal")
    with transaction.atomic():
        response = client.post(row.path.format(**values), fields)
        transaction.set_rollback(True)
    assert response.status_code in (200, 302, 400, 403, 404, 409)


@pytest.mark.parametrize(
    "query",
    ["?page=" + "9" * 5000, "?page=-1", "?page=٣", "?page=0", "?page=²", "?state=%00", "?centre=%00", "?centre=²"],
)
@pytest.mark.parametrize("address", ["/assessments/", "/assessments/new/"])
def test_no_forged_address_breaks_a_list(worked, client, amina, address, query):
    client.force_login(amina, backend=BACKEND)
    assert client.get(address + query).status_code == 200


@pytest.mark.parametrize("path", ["findings/{n}/", "passages/{n}/versions/", "passages/{n}/proposals/{n}/"])
@pytest.mark.parametrize("n", ["0", "9" * 30, "9" * 5000, "٣"])
def test_no_forged_number_in_an_address_breaks_a_page(worked, client, bram, path, n):
    client.force_login(bram, backend=BACKEND)
    assert client.get(A + path.format(n=n)).status_code == 404
