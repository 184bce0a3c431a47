"""The start page: what waits for whom, on which day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from assessments.commenting import comment, resolve
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import TeamRole
from assessments.models import Assessment, Membership
from assessments.planning import plan, replan
from assessments.reports.models import Report
from assessments.reports.reading import mark_read
from assessments.transitions import finalise, return_to_team
from portal.accounts.accepting import accept_as_new
from portal.accounts.inviting import withdraw
from portal.accounts.models import Invitation, User
from portal.centres.handing_over import hand_over
from portal.centres.models import Board, Centre
from portal.centres.offices import appoint, seen_of
from portal.centres.status import merge
from portal.home import administrator_tasks, centre_cards, inspector_tasks
from portal.home.glance import glances
from portal.home.happening import latest
from portal.home.successions import A_MONTH, successions
from portal.home.waiting import Task, due_day, headline, in_order
from portal.mail.ledger import queue
from portal.mail.models import OutgoingMail
from tests.assessments.conftest import INSTRUMENT, REFERENCE, fresh, give, note, write
from tests.conftest import TODAY

BEFORE, DUE = date(2026, 11, 6), date(2026, 12, 2)  # ten days before the visit; 14 days after its last day
SCALES = f"/assessments/{REFERENCE}/scales/{INSTRUMENT}/"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def waits(user, today=TODAY) -> list[tuple[str, str, date]]:
    """Title and soft line of what waits for an inspector, without the centre's name, and the day."""
    found = inspector_tasks.tasks(glances(user), today)
    return [(task.title.removeprefix("CLW Vilvoorde: "), task.soft, task.day) for task in found]


def test_a_declaration_is_missing(planned, bram, dirk):
    assert waits(bram, BEFORE) == [
        (
            "visit in 10 days",
            "Draft · your declaration on conflicts of interest is still missing",
            date(2026, 11, 16),
        )
    ]
    assert waits(dirk, BEFORE) == []


def test_nothing_to_work_on_before_the_visit(draft, bram):
    assert waits(bram, BEFORE) == []
    assert waits(bram, date(2026, 11, 16)) == [("rate L1", "Draft · 0 of 4 scales complete", date(2026, 11, 16))]


def test_who_declared_a_conflict_has_nothing_to_do(draft, bram):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn zus werkt er.", actor=bram)
    assert waits(bram) == []


def test_what_the_draft_lacks_next(draft, bram, chloe):
    give("L1", "meets", bram)
    assert waits(chloe) == [("write the text of L1", "Draft · 0 of 4 scales complete", DUE)]
    write(dossier_of(draft).scales[0].narrative, "Tekst.", bram)
    assert waits(chloe) == [("rate L2", "Draft · 1 of 4 scales complete", DUE)]
    note(draft, bram, "improvement_point", "important")
    (task,) = inspector_tasks.tasks(glances(chloe), TODAY)
    assert (task.title, task.soft) == ("CLW Vilvoorde: motivation at L1", "Draft · 0 of 4 scales complete")
    assert task.url == SCALES + "L1/#motivation"
    assert (task.mark.position, task.mark.total, task.mark.label) == (3, 4, "L1: Meets expectation")
    write(dossier_of(draft).scales[0].motivation, "Toch volgens.", bram)
    assert waits(chloe) == [("rate L2", "Draft · 1 of 4 scales complete", DUE)]
    write(dossier_of(draft).scales[0].findings[0].passage, "", bram)
    assert waits(chloe) == [("write the text of a finding at L1", "Draft · 0 of 4 scales complete", DUE)]


def test_a_complete_draft_waits_for_the_coordinator(complete, bram, chloe):
    assert waits(bram) == [("submit for review", "Draft · every scale is complete", DUE)]
    assert waits(chloe) == []


def test_review_comes_and_goes_between_reviewer_and_team(in_review, bram, chloe, dirk):
    assert waits(dirk) == [("to review", "Review · judgement not locked yet", DUE)]
    thread = comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarop steunt dit?", actor=dirk).thread
    assert waits(dirk) == []
    assert waits(chloe) == [("answer one comment", "Review · judgement not locked yet", DUE)]
    comment(reference=REFERENCE, scale_id=None, thread_id=thread.pk, text="Op de gesprekken.", actor=chloe)
    assert waits(chloe) == []
    assert waits(bram) == [("lock the judgement", "Review · after the synthesis meeting", DUE)]
    assert waits(dirk) == [("one comment was answered", "Review · judgement not locked yet", DUE)]
    resolve(reference=REFERENCE, thread_id=thread.pk, actor=dirk)
    assert waits(dirk) == [("read along", "Review · every comment is closed · judgement not locked yet", DUE)]


def test_returned_with_the_reason(in_review, bram, chloe, dirk):
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Zie L3.", actor=dirk)
    return_to_team(reference=REFERENCE, reason="Waarop steunt L3?", seen=in_review.revision, actor=dirk)
    expected = [("returned to the team", "Draft · “Waarop steunt L3?” · one open comment", DUE)]
    assert waits(bram) == waits(chloe) == expected
    assert waits(dirk) == []


def test_the_advice_comes_before_the_lock(in_review, bram):
    write(dossier_of(in_review).advice, "", bram)
    assert waits(bram) == [("advice of the team", "Review · the advice or its motivation is missing", DUE)]


def test_ready_to_finalise(locked, bram, dirk):
    (task,) = inspector_tasks.tasks(glances(dirk), date(2026, 12, 3))
    assert (task.title, task.soft) == (
        "CLW Vilvoorde: ready to finalise",
        "Review · judgement locked · no open comment",
    )
    assert task.overdue
    assert task.url == f"/assessments/{REFERENCE}/steps/finalise/"
    assert waits(bram) == []


def admin_waits(user, today=TODAY):
    return [(task.title, task.soft, task.day) for task in administrator_tasks.tasks(user, today)]


def test_what_waits_for_an_administrator(planned, amina, bram, chloe, dirk, els, centre):
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    User.objects.filter(pk=els.pk).update(last_login=timezone.now())
    missing = "CLW Vilvoorde: declaration of coordinator Bram Verhelst is missing"
    assert admin_waits(amina) == [(missing, REFERENCE, DUE)]
    days = {"school_year": 2026, "visit_start": planned.visit_start, "visit_end": planned.visit_end}
    team = {bram: TeamRole.COORDINATOR, chloe: TeamRole.MEMBER}
    replan(reference=REFERENCE, **days, team=team, seen=fresh(planned).revision, actor=amina)
    declare(reference=REFERENCE, conflict=False, declaration="", actor=bram)
    assert admin_waits(amina) == [("CLW Vilvoorde: name a reviewer", REFERENCE, DUE)]
    declare(reference=REFERENCE, conflict=True, declaration="Mijn zus werkt er.", actor=chloe)
    replaced = "CLW Vilvoorde: replace Chloé Maes, who declared a conflict of interest"
    assert admin_waits(amina) == [(replaced, f"{REFERENCE} · name a reviewer", DUE)]


def test_mail_and_empty_offices_wait_for_an_administrator(amina, centre, other_centre):
    Centre.objects.filter(pk=other_centre.pk).update(status="closed")
    mail = queue(purpose="letter", subject_key="a", recipient="b", recipient_name="Els De Smet", address="els@a.be")
    nobody = ("CLW Vilvoorde: nobody is in office as director", "A report would have no director to go to", None)
    assert admin_waits(amina) == [nobody]
    OutgoingMail.objects.filter(pk=mail.pk).update(state="failed", last_remark="refused")
    failed = ("Mail to Els De Smet failed", "els@a.be · The mail server refuses this address.", timezone.localdate())
    assert admin_waits(amina) == [failed, nobody]
    OutgoingMail.objects.filter(pk=mail.pk).update(recipient_name="")  # an invitation: nobody knows the name yet
    failed = ("Mail to els@a.be failed", "The mail server refuses this address.", timezone.localdate())
    assert admin_waits(amina) == [failed, nobody]


def test_a_director_sees_nothing_before_the_report_is_issued(sign_in, locked, amina, els, farid, centre, dirk):
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    assert [(card.centre, card.outcome) for card in centre_cards.cards(els)] == [(centre, None)]
    page = sign_in(els).get("/", headers={"accept-language": "en"})
    assert REFERENCE not in page.content.decode()
    assert page.context["tasks"] == []
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    (card,) = centre_cards.cards(els)
    assert (card.outcome.reference, [scale.position for scale in card.outcome.scales]) == (REFERENCE, [3, 3, 3, 3])
    (task,) = centre_cards.tasks(els, timezone.localdate())
    assert task.title == "CLW Vilvoorde: a new outcome to read"
    assert centre_cards.tasks(els, timezone.localdate() + timedelta(days=30)) == []
    assert centre_cards.tasks(farid, timezone.localdate()) == []
    assert centre_cards.cards(farid) == []
    assert "One thing waits for you." in sign_in(els).get("/", headers={"accept-language": "en"}).content.decode()


def test_an_outcome_waits_until_it_was_read_whatever_came_after_it(locked, amina, els, centre, dirk):
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    report, days = Report.objects.get(), {"visit_start": TODAY, "visit_end": TODAY, "school_year": 2026}
    newer = Assessment.objects.create(reference="2026-099", centre=centre, **days)
    told = {"edition": 1, "issued_at": timezone.now(), "pdf": report.pdf, "pdf_sha256": report.pdf_sha256}
    told |= {"snapshot": report.snapshot | {"reference": "2026-099"}, "snapshot_sha256": report.snapshot_sha256}
    later = Report.objects.create(assessment=newer, **told)

    def waiting() -> list[str]:
        return [task.url for task in centre_cards.tasks(els, timezone.localdate())]

    assert sorted(waiting()) == ["/outcomes/2026-014/", "/outcomes/2026-099/"]
    mark_read(report=later, reader=els)
    assert waiting() == [f"/outcomes/{REFERENCE}/"]
    mark_read(report=report, reader=els)
    assert waiting() == []


def test_a_centre_that_was_merged_stands_beneath_the_one_that_carries_on(
    sign_in, locked, amina, farid, centre, other_centre, dirk
):
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    appoint(centre=other_centre, user=farid, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    given = {"day": date(2026, 1, 1), "reason": "samen", "end_terms": True, "seen": centre.revision, "actor": amina}
    merge(centre=centre, into=other_centre, **given)
    (card,) = centre_cards.cards(farid)
    assert (card.centre, card.outcome, [one.centre for one in card.merged]) == (other_centre, None, [centre])
    assert [task.title for task in centre_cards.tasks(farid, timezone.localdate())] == [
        "CLW Vilvoorde: a new outcome to read"
    ]
    page = sign_in(farid).get("/", headers={"accept-language": "en"})
    assert (page.text.count('<h2 id="centre-'), "Merged into this centre" in page.text) == (1, True)
    assert card.merged[0].url in page.text


def test_a_former_director_sees_nothing_any_more(locked, amina, els, centre, dirk):
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=date(2021, 8, 31), actor=amina)
    assert centre_cards.cards(els) == []


def test_what_happened_last_without_content_for_administrators(draft, bram, chloe):
    give("L1", "meets", bram)
    note(draft, chloe, "strength")
    note(draft, chloe, "strength")
    today = timezone.localdate()
    with_content = [each.text for each in latest([draft.pk], today, with_content=True)]
    assert with_content[:2] == ["Chloé added a finding (L1)", "Bram rated (L1)"]
    assert [each.text for each in latest([draft.pk], today, with_content=False)][:2] == [
        "Chloé added a finding",
        "Bram rated",
    ]


def test_a_hand_over_is_told_to_administrators(sign_in, amina, els, centre, draft):
    term = appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
    last_day = timezone.localdate() + timedelta(days=7)
    given = {"appointment": term, "last_day": last_day, "email": "jef@a.be", "start": None, "seen": seen_of(term)}
    invited = hand_over(actor=els, **given).invitation
    client, said = sign_in(amina), "Els De Smet invited jef@a.be as successor (director)"
    first = client.get("/", headers={"accept-language": "en"}).context["happenings"][0]
    assert (first.text, first.centre, first.url) == (said, "CLW Vilvoorde", "/centres/123456/")
    accept_as_new(invitation=invited, given_name="Jef", family_name="Wouters", password="x" * 20)
    told = [each.text for each in client.get("/", headers={"accept-language": "en"}).context["happenings"]]
    assert (told[0], said in told) == ("Jef Wouters accepted to succeed as director", False)
    with translation.override("en"):
        assert successions(timezone.localdate())[0].at == Invitation.objects.get().accepted_at
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=60), accepted_at=timezone.now() - A_MONTH)
    assert successions(timezone.localdate()) == []
    assert "succe" not in str(sign_in(els).get("/", headers={"accept-language": "en"}).context.get("happenings"))


def test_the_card_of_a_centre_offers_handing_over_as_the_button_does(sign_in, amina, els, hilde, centre):
    given = {"centre": centre, "start": date(2020, 9, 1), "end": None, "actor": amina}
    term = appoint(user=els, function="director", **given)
    appoint(user=hilde, function="board", **given)

    def offered(user) -> tuple[bool, bool, bool]:
        client, english = sign_in(user), {"accept-language": "en"}
        start, page = (client.get(path, headers=english).text for path in ("/", "/centres/123456/"))
        return "Who is in office here" in start, "here, and handing over" in start, "/hand-over/" in page

    assert (offered(els), offered(hilde)) == ((True, True, True), (True, False, False))
    last_day = timezone.localdate() + timedelta(days=7)
    asked = {"last_day": last_day, "email": "jef@a.be", "start": None, "seen": seen_of(term)}
    found = hand_over(appointment=term, actor=els, **asked)
    assert offered(els) == (True, False, False)
    withdraw(invitation=found.invitation, actor=els)
    assert offered(els) == (True, True, True)


def test_what_changed_last_stands_first_whatever_the_visit_day(sign_in, amina, bram, centre, version):
    for index, start in enumerate((date(2026, 11, 9), date(2027, 6, 1), date(2026, 10, 5))):
        given = {"school_year": 2026, "visit_start": start, "visit_end": start, "team": {bram: TeamRole.COORDINATOR}}
        plan(reference=f"2026-{index}", centre=centre, versions=[version], actor=amina, **given)
    client = sign_in(amina)
    before = [row.assessment.reference for row in client.get("/").context["rows"]]
    declare(reference="2026-0", conflict=False, declaration="", actor=bram)
    after = [row.assessment.reference for row in client.get("/").context["rows"]]
    assert (before, after) == (["2026-2", "2026-1", "2026-0"], ["2026-0", "2026-2", "2026-1"])


def on(*days: date | None, is_due: bool = True) -> list[Task]:
    return in_order(Task("t", "s", "b", "/", day=day, is_due=is_due) for day in days)


@pytest.mark.parametrize(
    ("tasks", "sentence"),
    [
        (on(), ""),
        (on(TODAY), "One thing waits for you; today."),
        (on(date(2026, 11, 25)), "One thing waits for you; by Wednesday."),
        (on(date(2026, 12, 3), None, date(2026, 11, 25)), "3 things wait for you; the first by Wednesday."),
        (on(date(2026, 12, 3), date(2026, 12, 4)), "2 things wait for you; the first by 3 December."),
        (on(date(2026, 11, 20), TODAY), "2 things wait for you; the first was due on 20 November."),
        (on(None), "One thing waits for you."),
        (on(date(2026, 11, 20), is_due=False), "One thing waits for you."),
    ],
)
def test_the_sentence(tasks, sentence):
    assert headline(tasks, TODAY) == sentence


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 12, 3), "the first deadline is 3 December"),
        (date(2026, 11, 25), "the first deadline is Wednesday"),
        (TODAY, "the first deadline is today"),
        (date(2026, 11, 20), "the first deadline was 20 November"),
    ],
)
def test_the_sentence_does_not_call_first_what_stands_further_down(due, words):
    tasks = in_order([*on(date(2026, 11, 2), is_due=False), *on(due)])
    assert headline(tasks, TODAY) == f"2 things wait for you; {words}."


def test_tasks_stand_in_order_and_are_limited():
    days = [task.day for task in on(None, date(2026, 12, 3), TODAY, *[date(2027, 1, 1)] * 40)]
    assert days == [TODAY, date(2026, 12, 3), *[date(2027, 1, 1)] * 23]


@pytest.mark.parametrize("who", ["amina", "bram", "chloe", "dirk", "gust", "els", "farid"])
def test_the_page_of_each_role(who, request, sign_in, in_review):
    user = request.getfixturevalue(who)
    page = sign_in(user).get("/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert f"Hello {user.given_name}" in page.content.decode()
    assert page["content-language"] == "en"


def test_empty_states_say_what_will_appear(sign_in, db, gust, amina, els):
    for user in (gust, amina, els):
        assert "will appear here" in sign_in(user).get("/", headers={"accept-language": "en"}).content.decode()


def test_an_administrator_sees_no_level_before_it_is_final(sign_in, in_review, amina):
    (row,) = sign_in(amina).get("/").context["rows"]
    assert row.marks == []


def test_signing_in_comes_first(client, db):
    assert client.get("/").url == f"{reverse('account_login')}?next=/"


def add(number, *, centre, version, amina, team):
    """More assessments, each with a rated scale, a comment and an undeclared member."""
    bram, _chloe, dirk = team
    for index in range(number):
        reference = f"2027-{index:03}"
        made = plan(
            reference=reference,
            centre=centre,
            school_year=2026,
            visit_start=date(2026, 11, 9),
            visit_end=date(2026, 11, 10),
            versions=[version],
            team=dict(zip(team, [TeamRole.COORDINATOR, TeamRole.MEMBER, TeamRole.REVIEWER], strict=True)),
            actor=amina,
        )
        declare(reference=reference, conflict=False, declaration="", actor=bram)
        comment(reference=reference, scale_id=None, thread_id=None, text="Waarom?", actor=dirk)
        Assessment.objects.filter(pk=made.pk).update(state=["draft", "review"][index % 2])


def test_the_same_few_queries_with_1_and_with_50(
    sign_in, in_review, centre, version, amina, bram, chloe, dirk, django_assert_num_queries
):
    for more in (0, 49):
        add(more, centre=centre, version=version, amina=amina, team=(bram, chloe, dirk))
        Membership.objects.filter(role=TeamRole.MEMBER).update(conflict=True)
        for who, queries in ((bram, 10), (chloe, 10), (dirk, 10), (amina, 9)):
            client = sign_in(who)
            client.get("/")
            with django_assert_num_queries(queries):
                assert client.get("/").status_code == 200


@pytest.mark.parametrize("function", ["board", "director"])
def test_the_same_few_queries_for_the_board_or_director_of_50_centres(
    function, sign_in, locked, els, centre, amina, dirk, django_assert_num_queries
):
    """Each office of a director was handed over, and the invitation withdrawn."""
    last_day = timezone.localdate() + timedelta(days=40)
    appoint(centre=centre, user=els, function=function, start=date(2020, 9, 1), end=None, actor=amina)
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    client = sign_in(els)
    board = Board.objects.create(institution_number="99999", name="Bestuur")
    for more in (0, 49):
        for index in range(more):
            another = Centre.objects.create(
                institution_number=f"{20000 + index}", name=f"CDO {index}", network="other", board=board
            )
            appoint(centre=another, user=els, function=function, start=date(2020, 9, 1), end=None, actor=amina)
        for term in els.appointments.filter(function="director", end=None):
            asked = {"last_day": last_day, "email": "jef@a.be", "start": None, "seen": seen_of(term)}
            withdraw(invitation=hand_over(appointment=term, actor=amina, **asked).invitation, actor=amina)
        with django_assert_num_queries(8):
            assert client.get("/").status_code == 200


def test_who_is_to_come_and_who_is_to_go_reads_from_and_until_when(sign_in, els, centre, other_centre, amina):
    today = timezone.localdate()
    begins, ends = today + timedelta(days=1), today + timedelta(days=31)
    appoint(centre=other_centre, user=els, function="director", start=begins, end=None, actor=amina)
    for start, end in ((date(2020, 9, 1), ends), (date(2019, 9, 1), date(2020, 8, 31))):
        appoint(centre=centre, user=els, function="board", start=start, end=end, actor=amina)
    news = sign_in(els).get("/").context["news"]
    assert [("CLW Vilvoorde" in line, "CDO Genk" in line) for line in news] == [(True, False), (False, True)]
    with translation.override("nl"):
        assert [date_format(day, "j F Y") in line for day, line in zip((ends, begins), news, strict=True)] == [
            True,
            True,
        ]


def test_of_centres_that_nobody_directs_the_visited_come_first(sign_in, amina, in_review, centre):
    for number in range(5):
        Centre.objects.create(institution_number=f"{20000 + number}", name=f"Atheneum {number}", network="other")
    titles = [task.title for task in sign_in(amina).get("/").context["tasks"]]
    first = next(title for title in titles if "Atheneum" in title or "Vilvoorde" in title)
    assert first.startswith("CLW Vilvoorde")


@pytest.mark.parametrize(
    ("last_day", "due"),
    [
        (date(2026, 12, 4), date(2026, 12, 18)),  # the last day before the Christmas holidays
        (date(2026, 12, 7), date(2027, 1, 4)),  # the 14th day is the first after them
        (date(2026, 12, 18), date(2027, 1, 15)),
        (date(2027, 6, 25), date(2027, 9, 9)),
    ],
)
def test_no_day_of_a_school_holiday_counts_until_the_report_is_due(last_day, due):
    assert due_day(Assessment(visit_start=last_day, visit_end=last_day), last_day + timedelta(days=1)) == due


def test_the_first_visit_day_stands_until_it_is_over():
    visit = Assessment(visit_start=date(2026, 12, 18), visit_end=date(2026, 12, 18))
    assert due_day(visit, date(2026, 12, 18)) == date(2026, 12, 18)
