"""The calendar of an inspector: read back with the library, with names that try to break out of it."""

from datetime import UTC, date, timedelta

import pytest
from icalendar import Calendar

from assessments.calendar.addresses import address_of, renew
from assessments.models import Assessment
from assessments.planning import move_visit, plan, replan
from portal.accounts.enums import Role
from portal.centres.models import Centre
from tests.assessments.conftest import REFERENCE, fresh

NASTY = {
    "line breaks": "CLW\r\nEND:VEVENT\r\nBEGIN:VEVENT\nX-EVIL:1",
    "marks": 'CLW "De; Brug", Aalst\\n \\N :x',
    "emoji": "CLW 🎓👩‍👩‍👧‍👦 Ñandú",
    "long": "Centrum voor leren en werken " * 6,
    "long and wide": "é🎓" * 90,
    "control characters": "CLW\x01\x0b\x1b[31m\u2028Gent",  # no NUL: PostgreSQL keeps none
    "empty": "",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """The calendar is asked for in the week of the visit, whatever the day on which the test runs."""
    monkeypatch.setattr("assessments.calendar.views.timezone.localdate", lambda: date(2026, 11, 16))


@pytest.fixture
def asked(client, db):
    """A function that asks for somebody's calendar, signed out."""

    def asked(user, **headers):
        return client.get(path_of(user), headers=headers)

    return asked


def path_of(user):
    feed = getattr(user, "calendar_feed", None) or renew(actor=user)
    return address_of(feed).removeprefix("http://testserver")


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_visit_is_there_for_who_has_a_part_in_it(draft, asked, bram, chloe, dirk, gust):
    assert {user.given_name: len(events(asked(user))) for user in (bram, chloe, dirk, gust)} == {
        "Bram": 1,
        "Chloé": 1,
        "Dirk": 1,
        "Gust": 0,
    }


def test_what_a_visit_says(draft, asked, bram, centre):
    Centre.objects.filter(pk=centre.pk).update(street="Stationsstraat 1", postcode="1800")
    bram.language = "en"
    bram.save()
    (event,) = events(asked(bram))
    planned_at = fresh(draft).events.get(verb="team_changed").at
    assert {name: event.decoded(name) for name in ("dtstart", "dtend", "sequence", "dtstamp")} == {
        "dtstart": date(2026, 11, 16),
        "dtend": date(2026, 11, 19),  # the day after the last one
        "sequence": 2,  # made, and its team named
        "dtstamp": planned_at.astimezone(UTC).replace(microsecond=0),
    }
    assert {name: str(event[name]) for name in ("uid", "summary", "location", "url", "description")} == {
        "uid": f"visit-{draft.pk}@testserver",
        "summary": "CLW Vilvoorde · 2026-014",
        "location": "CLW Vilvoorde, Stationsstraat 1, 1800 Vilvoorde",
        "url": "http://testserver/assessments/2026-014/",
        "description": "Your part: team coordinator\nWith: Chloé Maes (team member), Dirk Peeters (reviewer)",
    }


def test_it_says_nothing_of_the_work(complete, asked, bram):
    text = asked(bram).text
    assert [word for word in ("Tekst bij", "favourable", "gunstig", "meets", "volgens", "vindt") if word in text] == []


def test_it_speaks_the_language_of_the_person_not_of_the_asker(draft, asked, bram, chloe):
    chloe.language = "en"
    chloe.save()
    answers = [asked(user, accept_language="fr") for user in (bram, chloe)]
    assert [answer["Content-Language"] for answer in answers] == ["nl", "en"]
    assert "team member" in answers[1].text
    assert "team member" not in answers[0].text


def test_a_moved_visit_is_the_same_event_with_a_higher_sequence(draft, asked, bram, amina):
    (before,) = events(asked(bram))
    move_visit(reference=REFERENCE, week=date(2026, 11, 23), seen=draft.revision, actor=amina)
    (after,) = events(asked(bram))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2026, 11, 23)
    assert after.decoded("dtstamp") >= before.decoded("dtstamp")


def test_who_leaves_the_team_loses_the_visit(draft, asked, bram, chloe, amina):
    days = {name: getattr(draft, name) for name in ("school_year", "visit_start", "visit_end")}
    replan(reference=REFERENCE, team={bram: "coordinator"}, seen=draft.revision, actor=amina, **days)
    assert (len(events(asked(bram))), events(asked(chloe))) == (1, [])


def test_visits_of_long_ago_are_left_out(draft, asked, bram):
    Assessment.objects.update(visit_start=date(2025, 9, 1), visit_end=date(2025, 9, 2))
    assert events(asked(bram)) == []


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_no_name_breaks_out_of_its_line(draft, asked, bram, chloe, name):
    Centre.objects.update(name=name[:200], street=name[:200], municipality=name[:100])
    chloe.family_name = name[:100]
    chloe.save()
    answer = asked(bram)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    (event,) = events(answer)
    assert "X-EVIL" not in event
    shown = " ".join("".join(each if each.isprintable() else " " for each in name[:200]).split()).replace("\\", "/")
    assert str(event["summary"]) == f"{shown} · 2026-014".strip()
    assert len(str(event["description"]).split("\n")) == 2


def test_the_frame(draft, asked, bram):
    calendar = Calendar.from_ical(asked(bram).content)
    assert (str(calendar["version"]), str(calendar["method"]), calendar.decoded("refresh-interval")) == (
        "2.0",
        "PUBLISH",
        timedelta(hours=6),
    )
    assert "prodid" in calendar


def test_the_answer_is_private_and_asks_for_no_cookie(draft, asked, bram, client):
    answer = asked(bram)
    assert {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    }
    assert (dict(answer.cookies), "Cookie" in answer.get("Vary", "")) == ({}, False)
    assert client.post(path_of(bram)).status_code == 405
    assert client.head(path_of(bram)).status_code == 200


def test_what_did_not_change_is_not_sent_again(draft, asked, bram, amina):
    etag = asked(bram)["ETag"]
    assert asked(bram)["ETag"] == etag
    unchanged = asked(bram, if_none_match=etag)
    assert (unchanged.status_code, unchanged.content, unchanged["Cache-Control"]) == (304, b"", "private, no-cache")
    move_visit(reference=REFERENCE, week=date(2026, 11, 23), seen=draft.revision, actor=amina)
    assert asked(bram, if_none_match=etag).status_code == 200


def test_an_assessment_that_no_action_made_breaks_nothing(draft, asked, bram, without_triggers):
    draft.events.all().delete()
    assert len(events(asked(bram))) == 1


def test_who_is_no_active_inspector_any_more_has_no_calendar(draft, client, bram):
    path = path_of(bram)
    for change in ({"is_active": False}, {"is_active": True, "role": Role.CENTRE}):
        for name, value in change.items():
            setattr(bram, name, value)
        bram.save()
        assert client.get(path).status_code == 404


def test_as_many_queries_with_one_visit_as_with_fifty(
    draft, asked, bram, amina, centre, version, django_assert_num_queries
):
    asked(bram)
    with django_assert_num_queries(3):  # whose it is, visits, teams
        asked(bram)
    for number in range(100, 150):
        plan(
            reference=f"2026-{number}",
            centre=centre,
            school_year=2026,
            visit_start=date(2026, 12, 1),
            visit_end=date(2026, 12, 1),
            versions=[version],
            team={bram: "coordinator"},
            actor=amina,
        )
    with django_assert_num_queries(3):
        assert len(events(asked(bram))) == 51
