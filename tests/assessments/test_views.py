"""The pages: what a wrong or stale form gets, that what was typed is kept, and how many queries a page takes."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from assessments import dossier
from assessments.commenting import comment, resolve
from assessments.dossier import dossier_of
from assessments.locking import advise
from assessments.models import Assessment, Comment, Finding, Proposal
from assessments.noting import change_finding
from assessments.planning import move_visit, plan
from assessments.waiting import who_may
from assessments.workflow import Action
from assessments.writing import MAX_LENGTH
from portal.accounts.models import User
from portal.centres.models import Appointment
from portal.holidays import school_year_of
from tests.assessments.conftest import INSTRUMENT, REFERENCE, SCALE, fresh, give, note, write

A = f"/assessments/{REFERENCE}/"
TYPED = "Een lange tekst die niemand opnieuw wil typen"
JSON = {"accept": "application/json"}
NOTHING_SEEN = ["", " ", "\u200b", "\u2800", "\u00ad"]


def narrative(assessment):
    return dossier_of(assessment).scales[0].narrative


def save(client, passage, **data):
    return client.post(f"{A}passages/{passage.pk}/", {"revision": passage.revision, "text": TYPED} | data)


def test_saving_a_text_by_form_and_by_script(sign_in, draft, bram):
    client, passage = sign_in(bram), narrative(draft)
    answer = save(client, passage)
    assert (answer.status_code, answer.url) == (302, SCALE + "#narrative")
    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["Je tekst is bewaard."]
    data = {"revision": 1, "text": TYPED + ".", "page": "p1"}
    answer = client.post(f"{A}passages/{passage.pk}/", data, headers=JSON)
    assert {name: answer.json()[name] for name in ("outcome", "revision", "text")} == {
        "outcome": "accepted",
        "revision": 2,
        "text": TYPED + ".",
    }


def test_a_level_and_a_text_are_kept_at_the_time_of_the_portal(sign_in, draft, bram, monkeypatch):
    """Neither the reader's clock nor UTC: 22:30 in Brussels, in winter."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 21, 30, tzinfo=UTC))
    client = sign_in(bram)
    rated = client.post(SCALE + "rate/", {"level": "meets", "revision": 0}, headers=JSON)
    written = client.post(f"{A}passages/{narrative(draft).pk}/", {"revision": 0, "text": TYPED}, headers=JSON)
    assert (rated.json()["time"], written.json()["time"]) == ("22:30", "22:30")


def test_what_somebody_else_must_do_is_told_as_waiting_for_them(sign_in, in_review, bram, dirk):
    """The reviewer can't lock; the coordinator can, but can't close a thread."""
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Waarom?", actor=dirk)
    lock, close = "Lock the judgement after the synthesis meeting", "Close every comment thread"
    english = {"accept-language": "en"}
    page = sign_in(dirk).get(A + "steps/finalise/", headers=english).text
    assert f">Waiting for the coordinator: {lock}</a>" in page
    assert f">{close}</a>" in page
    page = sign_in(bram).get(A + "review/", headers=english).text
    assert f">{lock}</a>" in page
    assert f">Waiting for the reviewer: {close}</a>" in page


@pytest.mark.parametrize("action", Action)
def test_each_deed_is_waited_for_by_somebody(action):
    assert who_may(action)


@pytest.mark.parametrize("wrong", [{"revision": ""}, {"revision": "-1"}, {"text": "x" * 100_001}])
def test_a_text_that_is_not_kept_is_shown_again(sign_in, draft, bram, wrong):
    answer = save(sign_in(bram), narrative(draft), **wrong)
    assert answer.status_code == 400
    assert wrong.get("text", TYPED) in answer.text
    assert narrative(draft).revision == 0


def test_a_form_without_its_text_clears_nothing(sign_in, draft, bram):
    write(narrative(draft), "Een.", bram)
    answer = sign_in(bram).post(f"{A}passages/{narrative(draft).pk}/", {"revision": 1})
    assert (answer.status_code, narrative(draft).text) == (400, "Een.")


def test_a_text_that_may_not_be_written_is_shown_with_the_reason(sign_in, planned, bram):
    answer = save(sign_in(bram), narrative(planned))
    assert answer.status_code == 403
    assert TYPED in answer.text


def test_two_texts_for_one_place_are_shown_and_decided(sign_in, draft, bram, chloe):
    write(narrative(draft), "Van Bram.", bram)
    client, passage = sign_in(chloe), narrative(draft)
    answer = save(client, passage, revision=0)
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("Van Bram.", TYPED))
    fragment = client.post(f"{A}passages/{passage.pk}/", {"revision": 0, "text": TYPED}, headers=JSON)
    assert (fragment.status_code, "<html" in fragment.text, TYPED in fragment.text) == (409, False, True)
    waiting = Proposal.objects.get()
    page = client.get(f"{A}passages/{passage.pk}/proposals/{waiting.pk}/")
    assert (page.status_code, TYPED in page.text) == (200, True)
    assert save(client, passage, text="Van beiden.", proposal=waiting.pk).status_code == 302
    assert client.get(f"{A}passages/{passage.pk}/proposals/{waiting.pk}/").status_code == 404
    versions = client.get(f"{A}passages/{passage.pk}/versions/").text
    assert all(text in versions for text in ("Van Bram.", TYPED, "Van beiden."))


def test_rating_by_form_and_by_script(sign_in, draft, bram, chloe):
    client = sign_in(bram)
    answer = client.post(SCALE + "rate/", {"level": "meets", "revision": 0})
    assert (answer.status_code, answer.url) == (302, SCALE)
    answer = client.post(SCALE + "rate/", {"level": "exceeds", "revision": 1}, headers=JSON)
    assert answer.json() == {"revision": 2, "level": "exceeds", "time": answer.json()["time"]}
    stale = client.post(SCALE + "rate/", {"level": "below", "revision": 1}, headers=JSON)
    assert (stale.status_code, stale.json()) == (409, {"outdated": True})
    assert client.post(SCALE + "rate/", {"level": "below", "revision": "x"}).url == SCALE
    assert dossier_of(draft).scales[0].level.code == "exceeds"


def test_a_wrong_finding_is_shown_again(sign_in, draft, bram):
    answer = sign_in(bram).post(SCALE + "findings/new/", {"kind": "improvement_point", "text": TYPED})
    assert (answer.status_code, TYPED in answer.text, "weight" in answer.context["form"].errors) == (400, True, True)


@pytest.mark.parametrize("text", NOTHING_SEEN)
def test_a_finding_that_says_nothing_is_not_added(sign_in, draft, bram, text):
    answer = sign_in(bram).post(SCALE + "findings/new/", {"kind": "strength", "text": text})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["text"])
    assert not Finding.objects.exists()


def test_a_finding_is_added_changed_and_removed(sign_in, draft, bram):
    client = sign_in(bram)
    new = client.post(SCALE + "findings/new/", {"kind": "strength", "text": "Sterk.", "weight": "minor"})
    assert new.url == f"{SCALE}#finding-{Finding.objects.get().pk}"
    found = dossier_of(draft).scales[0].findings[0]
    assert (found.finding.weight, found.passage.text) == ("", "Sterk.")
    address = f"{A}findings/{found.finding.pk}/"
    assert client.post(address, {"kind": "improvement_point", "weight": "minor", "seen": 9}).status_code == 409
    assert client.post(address, {"kind": "improvement_point", "weight": "minor", "seen": 0}).status_code == 302
    client.post(address + "remove/", {"seen": 1})
    assert len(dossier_of(draft).scales[0].findings) == 1  # stale: its kind was changed
    client.post(address + "remove/", {"seen": 2})
    assert dossier_of(draft).scales[0].findings == []


def test_a_finding_beside_which_a_text_waits_stays(sign_in, draft, bram, chloe):
    finding = note(draft, bram, "strength")
    passage = dossier_of(draft).scales[0].findings[0].passage
    write(passage, "Van Bram.", bram)
    write(passage, "Van Chloé.", chloe)
    sign_in(bram).post(f"{A}findings/{finding.pk}/remove/", {"seen": 2})
    assert len(dossier_of(draft).scales[0].findings) == 1


@pytest.mark.parametrize("place", ["review", "scale"])
def test_a_comment(sign_in, draft, dirk, place):
    scale = dossier_of(draft).scales[0].scale.id
    answer = sign_in(dirk).post(A + "review/comments/", {"text": "Waarom?", "scale": scale, "place": place})
    thread = Comment.objects.get().thread
    assert answer.url == {"review": f"{A}review/#thread-{thread.pk}", "scale": SCALE}[place]


def test_a_comment_without_words_names_what_is_wrong(sign_in, draft, dirk):
    assert sign_in(dirk).post(A + "review/comments/", {"text": " "}).status_code == 400


def test_a_comment_without_an_end_is_kept_in_its_field(sign_in, draft, dirk):
    answer = sign_in(dirk).post(A + "review/comments/", {"text": f"{TYPED} " + "x" * MAX_LENGTH})
    assert (answer.status_code, f"{TYPED} xx" in answer.text, Comment.objects.count()) == (400, True, 0)


def test_an_answer_to_a_thread_that_was_closed_is_kept_in_the_form(sign_in, draft, bram, dirk):
    scale = dossier_of(draft).scales[1].scale.id
    thread = comment(reference=REFERENCE, scale_id=scale, thread_id=None, text="Waarom?", actor=dirk).thread
    resolve(reference=REFERENCE, thread_id=thread.pk, actor=dirk)
    answer = sign_in(bram).post(A + "review/comments/", {"text": TYPED, "thread": thread.pk})
    assert answer.status_code == 400
    assert f"{TYPED}</textarea>" in answer.text


def test_whoever_answers_or_closes_a_thread_stays_where_it_was(sign_in, draft, dirk):
    scale = dossier_of(draft).scales[1].scale
    thread = comment(reference=REFERENCE, scale_id=scale.id, thread_id=None, text="Waarom?", actor=dirk).thread
    there, client = f"{A}scales/{INSTRUMENT}/{scale.code}/", sign_in(dirk)
    answer, close = A + "review/comments/", f"{A}review/threads/{thread.pk}/close/"
    assert client.post(answer, {"thread": thread.pk, "text": "x", "place": "scale"}).url == there
    for place, url in (("scale", there), ("", f"{A}review/#thread-{thread.pk}")):
        assert client.post(close, {"place": place}).url == url


def test_a_stale_step_keeps_the_reason(sign_in, in_review, dirk):
    answer = sign_in(dirk).post(A + "steps/return/", {"seen": 0, "reason": TYPED})
    assert (answer.status_code, TYPED in answer.text, fresh(in_review).state) == (409, True, "review")


@pytest.mark.parametrize("reason", NOTHING_SEEN)
@pytest.mark.parametrize(("step", "who"), [("return", "dirk"), ("unlock", "amina"), ("amend", "amina")])
def test_a_step_without_a_reason_is_asked_again(sign_in, locked, dirk, amina, step, who, reason):
    from assessments.transitions import finalise  # noqa: PLC0415

    if step == "amend":
        finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    before = fresh(locked)
    data = {"seen": before.revision, "reason": reason}
    answer = sign_in({"dirk": dirk, "amina": amina}[who]).post(A + f"steps/{step}/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert fresh(locked).revision == before.revision


BUTTON = '<button class="btn btn-primary">'


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 409)])
def test_a_step_lists_what_is_missing_with_links_and_has_no_button(sign_in, draft, bram, method, status):
    answer = getattr(sign_in(bram), method)(A + "steps/submit/", {"seen": draft.revision})
    told = (answer.status_code, f'href="{SCALE}#levels"' in answer.text, BUTTON in answer.text)
    assert (told, fresh(draft).state) == ((status, True, False), "draft")


def test_a_step_that_lacks_nothing_has_its_button(sign_in, complete, bram):
    page = sign_in(bram).get(A + "steps/submit/").text
    assert (page.count(BUTTON), "This is still missing" in page) == (1, False)
    assert sign_in(bram).post(A + "steps/submit/", {"seen": complete.revision}).status_code == 302


@pytest.mark.parametrize(
    ("path", "status"), [("steps/submit/", 200), ("lock/", 200), ("advice/", 200), ("declaration/", 302)]
)
def test_a_page_with_a_form_answers_a_question_for_its_head(sign_in, draft, bram, path, status):
    assert sign_in(bram).head(A + path).status_code == status


@pytest.mark.parametrize(("state", "buttons"), [("draft", 0), ("complete", 1)])
def test_the_judgement_is_locked_by_a_button_where_nothing_is_missing(sign_in, request, bram, state, buttons):
    request.getfixturevalue(state)
    page = sign_in(bram).get(A + "lock/").text
    assert (page.count(BUTTON), page.count('name="participants"')) == (buttons, buttons)


def test_whoever_typed_keeps_the_form_of_the_lock_while_something_is_missing(sign_in, draft, bram):
    data = {"synthesis_on": "2026-11-20", "participants": TYPED, "seen": "x"}
    answer = sign_in(bram).post(A + "lock/", data)
    assert (answer.status_code, TYPED in answer.text, fresh(draft).is_locked) == (400, True, False)


def test_finalising_lacks_the_lock_and_has_no_button_then(sign_in, in_review, dirk):
    page = sign_in(dirk).get(A + "steps/finalise/").text
    assert (BUTTON in page, "#steps" in page) == (False, True)


def test_before_it_is_final_the_page_says_to_whom_the_report_goes(sign_in, locked, centre, els, dirk):
    client, english = sign_in(dirk), {"accept-language": "en"}
    page = client.get(A + "steps/finalise/", headers=english).text
    assert (BUTTON in page, "no mail goes out, not later either" in page) == (True, True)
    Appointment.objects.create(user=els, centre=centre, function="director", start=date(2020, 9, 1))
    page = client.get(A + "steps/finalise/", headers=english).text
    assert (f"<li>{els.name} ({els.email})</li>" in page, "no mail goes out" in page) == (True, False)


@pytest.mark.parametrize(
    ("advice", "seen", "status"), [("", None, 400), ("prima", None, 400), ("unfavourable", 0, 409)]
)
def test_a_refused_advice(sign_in, complete, bram, advice, seen, status):
    data = {"advice": advice, "seen": complete.revision if seen is None else seen}
    answer = sign_in(bram).post(A + "advice/", data)
    assert (answer.status_code, answer.context["chosen"], fresh(complete).advice) == (status, advice, "favourable")


def test_a_later_advice_is_told_before_it_is_overwritten(sign_in, complete, bram, chloe):
    client, data = sign_in(bram), {"advice": "unfavourable", "seen": complete.revision}
    client.cookies["django_language"] = "en"
    advise(reference=REFERENCE, advice="favourable_with_obligation", seen=complete.revision, actor=chloe)
    answer = client.post(A + "advice/", data)
    assert (answer.status_code, answer.context["chosen"]) == (409, "unfavourable")
    (told,) = [str(one) for one in answer.context["messages"]]
    assert all(words in told for words in ("with the obligation to work", "chosen by Chloé Maes"))
    data["seen"] = answer.context["assessment"].revision
    assert (client.post(A + "advice/", data).status_code, fresh(complete).advice) == (302, "unfavourable")


def test_a_later_kind_of_a_finding_is_told_before_it_is_overwritten(sign_in, draft, bram, chloe):
    finding = note(draft, bram, "strength")
    kind = {"kind": "improvement_point", "weight": "important", "criteria": []}
    change_finding(reference=REFERENCE, finding_id=finding.pk, seen=0, actor=chloe, **kind)
    client, address = sign_in(bram), f"{A}findings/{finding.pk}/"
    client.cookies["django_language"] = "en"
    answer = client.post(address, {"kind": "good_practice", "seen": 0})
    assert (answer.status_code, answer.context["form"]["kind"].value()) == (409, "good_practice")
    (told,) = answer.context["form"].non_field_errors()
    assert "“improvement point, important”, chosen by Chloé Maes" in told
    seen = answer.context["found"].finding.revision
    assert f'name="seen" value="{seen}"' in answer.text
    assert client.post(address, {"kind": "good_practice", "seen": seen}).status_code == 302


@pytest.mark.parametrize("form_of", ["plan", "week"])
def test_a_later_planning_is_told_before_it_is_overwritten(sign_in, draft, amina, bram, chloe, dirk, form_of):
    """And the next try counts."""
    client = sign_in(amina)
    client.cookies["django_language"] = "en"
    days = {"school_year": 2026, "visit_start": "2026-11-23", "visit_end": "2026-11-25", "week": "2026-11-23"}
    form = days | {"coordinator": bram.pk, "members": [chloe.pk], "reviewer": dirk.pk, "seen": draft.revision}
    move_visit(reference=REFERENCE, week=date(2026, 11, 30), seen=draft.revision, actor=amina)
    answer = client.post(A + f"{form_of}/", form)
    (told,) = answer.context["form"].non_field_errors()
    assert (answer.status_code, "30 Nov" in told) == (409, True)
    assert form_of == "week" or "Chloé Maes (team member)" in told
    seen = fresh(draft).revision
    assert f'name="seen" value="{seen}"' in answer.text
    assert client.post(A + f"{form_of}/", form | {"seen": seen}).status_code == 302
    assert fresh(draft).visit_start == date(2026, 11, 23)


@pytest.mark.parametrize("wrong", [{"seen": "x"}, {"synthesis_on": "2999-01-01"}, {"synthesis_on": "x"}])
def test_a_refused_lock_keeps_what_was_typed(sign_in, complete, bram, wrong):
    data = {"synthesis_on": "2026-11-20", "participants": TYPED, "seen": "x"} | wrong
    answer = sign_in(bram).post(A + "lock/", data)
    status = 409 if wrong == {"seen": "x"} else 400
    assert (answer.status_code, TYPED in answer.text, fresh(complete).is_locked) == (status, True, False)
    if wrong == {"seen": "x"}:  # having looked again, the next try counts
        data["seen"] = answer.context["form"].data["seen"]
        assert sign_in(bram).post(A + "lock/", data).status_code == 302


def test_what_the_page_of_the_lock_did_not_show_is_not_locked(sign_in, complete, bram, chloe, monkeypatch):
    """A colleague rates while the page is being read."""
    real = dossier.Dossier

    def read_and_rated(**work):
        monkeypatch.setattr(dossier, "Dossier", real)
        give("L1", "below", chloe, seen=1)
        return real(**work)

    monkeypatch.setattr(dossier, "Dossier", read_and_rated)
    page = sign_in(bram).get(A + "lock/")
    assert page.context["dossier"].scales[0].level.code == "meets"
    data = {"synthesis_on": "2026-11-20", "participants": TYPED, "seen": page.context["form"]["seen"].value()}
    assert sign_in(bram).post(A + "lock/", data).status_code == 409
    assert not fresh(complete).is_locked


def test_locking_too_early(sign_in, draft, bram):
    data = {"synthesis_on": "2026-11-20", "participants": TYPED, "seen": "x"}
    answer = sign_in(bram).post(A + "lock/", data)
    assert (answer.status_code, TYPED in answer.text) == (400, True)


def test_a_declaration_that_lacks_words_is_shown_again(sign_in, draft, bram):
    answer = sign_in(bram).post(A + "declaration/", {"conflict": "yes", "declaration": ""})
    assert (answer.status_code, "<details open" in answer.text) == (400, True)
    assert sign_in(bram).post(A + "declaration/", {}).status_code == 400


def planning_form(centre, version, bram, dirk, **more):
    return {
        "reference": "2026-030",
        "centre": centre.institution_number,
        "school_year": 2026,
        "visit_start": "2026-12-01",
        "visit_end": "2026-12-03",
        "versions": [version.pk],
        "coordinator": bram.pk,
        "reviewer": dirk.pk,
        **more,
    }


def test_planning_by_form(sign_in, centre, version, amina, bram, dirk, gust):
    client = sign_in(amina)
    fresh_form = client.get("/assessments/new/").context["form"]
    assert fresh_form["school_year"].value() == school_year_of(timezone.localdate())
    form = planning_form(centre, version, bram, dirk)
    for wrong in ({"visit_end": "2026-11-01"}, {"members": [dirk.pk]}, {"reference": "zonder"}, {"coordinator": ""}):
        answer = client.post("/assessments/new/", form | wrong)
        assert (answer.status_code, "2026-12-01" in answer.text) == (400, True)
    assert client.post("/assessments/new/", form).url == "/assessments/2026-030/"
    assert client.post("/assessments/new/", form).status_code == 400  # the reference is taken
    seen = Assessment.objects.get().revision
    address = "/assessments/2026-030/plan/"
    assert client.post(address, form | {"seen": seen + 1}).status_code == 409
    answer = client.post(address, form | {"seen": seen, "members": [gust.pk], "visit_end": "2026-12-04"})
    assert answer.url == "/assessments/2026-030/"
    assert Assessment.objects.get().visit_end == date(2026, 12, 4)


@pytest.mark.parametrize("closed", ["bram", "chloe", "dirk"])
def test_the_planning_as_it_stands_throws_nobody_out(sign_in, draft, amina, bram, chloe, dirk, closed):
    """Not even whose account was closed since."""
    one = {"bram": bram, "chloe": chloe, "dirk": dirk}[closed]
    User.objects.filter(pk=one.pk).update(is_active=False)
    before = list(draft.memberships.values())
    client = sign_in(amina)
    client.cookies["django_language"] = "en"
    page = client.get(A + "plan/")
    assert page.text.count(f"{one.name} (account closed)") == 4  # in each of the four fields
    form = page.context["form"]
    asked = {name: form[name].value() for name in form.fields} | {"visit_end": "2026-11-19"}
    assert client.post(A + "plan/", asked).status_code == 302
    assert (fresh(draft).visit_end, list(draft.memberships.values())) == (date(2026, 11, 19), before)


def test_whose_account_is_closed_gets_no_other_part(sign_in, draft, amina, bram, chloe, dirk):
    User.objects.filter(pk=chloe.pk).update(is_active=False)
    client = sign_in(amina)
    form = client.get(A + "plan/").context["form"]
    asked = {name: form[name].value() for name in form.fields} | {"members": [], "experts": [chloe.pk]}
    assert client.post(A + "plan/", asked).status_code == 400
    assert draft.memberships.get(user=chloe).role == "member"


def test_who_declared_a_conflict_reads_what_follows_and_can_correct_it(sign_in, draft, chloe, dirk):
    client = sign_in(chloe)
    client.cookies["django_language"] = "en"
    data = {"conflict": "yes", "declaration": "Mijn zus werkt er."}
    page = client.post(A + "declaration/", data, follow=True).text
    assert all(words in page for words in ("they must replace you", "Change my declaration", "Mijn zus werkt er."))
    refused = client.post(A + "review/comments/", {"text": "Toch iets."})
    assert (refused.status_code, "You declared a conflict of interest" in refused.text) == (403, True)
    assert not Comment.objects.exists()
    page = client.post(A + "declaration/", {"conflict": "no", "declaration": ""}, follow=True).text
    assert "You declared a conflict of interest" not in page


def test_the_planning_names_who_is_to_be_replaced(sign_in, draft, amina, chloe):
    english, words = {"accept-language": "en"}, "declared a conflict of interest: replace this person"
    assert words not in sign_in(amina).get(A + "plan/", headers=english).text
    sign_in(chloe).post(A + "declaration/", {"conflict": "yes", "declaration": "Mijn zus werkt er."})
    page = sign_in(amina).get(A + "plan/", headers=english).text
    assert (f"{chloe.name} {words}" in page, draft.centre.name in page) == (True, True)


def test_who_declared_a_conflict_does_not_send_the_work_back(sign_in, in_review, bram):
    client = sign_in(bram)
    client.post(A + "declaration/", {"conflict": "yes", "declaration": "Mijn zus werkt er."})
    data = {"seen": fresh(in_review).revision, "reason": "Nog eens nakijken."}
    assert client.post(A + "steps/return/", data).status_code == 403
    assert fresh(in_review).state == "review"


def test_in_review_the_page_says_what_is_not_possible(sign_in, in_review, bram):
    client = sign_in(bram)
    client.cookies["django_language"] = "en"
    assert "Rating is not possible in the state “review”." in client.get(SCALE).text


def test_the_history_tells_the_level_to_those_who_may_read_it(sign_in, draft, amina, bram):
    give("L1", "meets", bram)
    give("L1", "", bram, seen=1)
    client = sign_in(bram)
    client.cookies["django_language"] = "en"
    rows = client.get(A + "history/").text
    level = dossier_of(draft).scales[0].version.level("meets").name
    assert all(f"rated · L1: {given}" in rows for given in (level, "no level"))
    assert "rated · L1" not in sign_in(amina).get(A + "history/").text


# --- Queries ---------------------------------------------------------------------------------------------


@pytest.fixture
def queries(django_assert_max_num_queries):
    """A function that asks for an address twice and counts the queries of the second time; at most so many."""

    def count(client, address, at_most=10):
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(at_most) as captured:
            client.get(address)
        return len(captured)

    return count


def test_the_list_takes_as_many_queries_for_1_and_for_25_rows(
    sign_in, draft, amina, bram, dirk, centre, version, queries
):
    counts = [queries(sign_in(user), "/assessments/") for user in (amina, bram)]
    for number in range(50):
        plan(
            reference=f"2025-{number:03}",
            centre=centre,
            school_year=2025,
            visit_start=date(2025, 11, 16),
            visit_end=date(2025, 11, 18),
            versions=[version],
            team={bram: "coordinator", dirk: "reviewer"},
            actor=amina,
        )
    assert [queries(sign_in(user), "/assessments/") for user in (amina, bram)] == counts
    page = sign_in(bram).get("/assessments/?page=3").context["page"]
    assert (len(page.rows), page.has_next, page.has_previous) == (1, False, True)


PAGES = ["", "history/", "review/", "advice/", "scales/dbso-leerlingenbegeleiding/L1/"]


def test_pages_take_as_many_queries_however_much_work_there_is(sign_in, complete, bram, chloe, dirk, queries):
    client = sign_in(bram)
    counts = {page: queries(client, A + page) for page in PAGES}
    scale = dossier_of(complete).scales[0].scale.id
    for number in range(30):
        note(complete, bram, "strength", text=f"Sterk {number}.")
        comment(reference=REFERENCE, scale_id=scale, thread_id=None, text="Waarom?", actor=dirk)
        write(narrative(complete), f"Tekst {number}.", (bram, chloe)[number % 2])
    assert {page: queries(client, A + page) for page in PAGES} == counts


def test_the_versions_of_a_text_take_as_many_queries(sign_in, draft, bram, chloe, queries):
    address = f"{A}passages/{narrative(draft).pk}/versions/"
    write(narrative(draft), "Een.", bram)
    count = queries(sign_in(bram), address)
    for number in range(30):
        write(narrative(draft), f"Tekst {number}.", (bram, chloe)[number % 2])
        write(narrative(draft), f"Anders {number}.", chloe, base=0)
    assert queries(sign_in(bram), address) == count


def test_saving_a_rating_takes_8_queries_at_most(sign_in, draft, bram, django_assert_max_num_queries):
    client = sign_in(bram)
    with django_assert_max_num_queries(8):
        answer = client.post(SCALE + "rate/", {"level": "meets", "revision": 0}, headers=JSON)
    assert answer.json()["revision"] == 1


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
def test_saving_a_text_takes_10_queries_at_most(sign_in, draft, bram, django_assert_max_num_queries, headers):
    client, passage = sign_in(bram), narrative(draft)
    with django_assert_max_num_queries(10):
        client.post(f"{A}passages/{passage.pk}/", {"revision": 0, "text": TYPED}, headers=headers)
    assert narrative(draft).text == TYPED


def test_a_final_assessment_leads_to_its_outcome_and_pdf(sign_in, locked, bram, dirk, gust, amina):
    from assessments.transitions import amend, finalise  # noqa: PLC0415

    def shown(person):
        return [link.url for link in sign_in(person).get(A).context["issued"]]

    assert shown(dirk) == []
    finalise(reference=REFERENCE, seen=fresh(locked).revision, actor=dirk)
    both = [f"/outcomes/{REFERENCE}/", f"/outcomes/{REFERENCE}/report.pdf"]
    assert [shown(person) for person in (bram, dirk, gust, amina)] == [both] * 4
    amend(reference=REFERENCE, reason="Fout in het verslag.", seen=fresh(locked).revision, actor=amina)
    assert shown(bram) == both  # it stays valid until the next one


def test_the_reason_of_a_new_edition_is_told_as_one(sign_in, locked, bram, dirk, amina):
    from assessments.transitions import amend, finalise, return_to_team, submit  # noqa: PLC0415

    client = sign_in(bram)
    client.cookies["django_language"] = "en"
    finalise(reference=REFERENCE, seen=fresh(locked).revision, actor=dirk)
    amend(reference=REFERENCE, reason="Fout in het verslag.", seen=fresh(locked).revision, actor=amina)
    page = client.get(A).text
    assert ("A new edition, for this reason" in page, "Back with the team" in page) == (True, False)
    submit(reference=REFERENCE, seen=fresh(locked).revision, actor=bram)
    return_to_team(reference=REFERENCE, reason="Te kort.", seen=fresh(locked).revision, actor=dirk)
    page = client.get(A).text
    assert ("A new edition, for this reason" in page, "Back with the team" in page) == (False, True)
