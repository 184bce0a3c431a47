"""The public source, played by a real server on this machine: paging, key, changed-since, 429, and bad days."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.centres.import_models import RunState
from portal.centres.importing import api, nightly, runs, working
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.models import Board, Centre, ImportRun

KEY = "sleutel-van-de-test"


def institution(number, **more):
    return {
        "instelling_nummer": str(number),
        "instelling_naam": f"School {number}",
        "instelling_net": {"omschrijving": "Vrij gesubsidieerd onderwijs"},
        "instelling_bestuur": {"instellingsnummer": "977041"},
        "instelling_straatnaam": "Dorp",
        "instelling_huisnummer": 12,
        "instelling_postcode": 3600,
        "instelling_gemeente": "Genk",
        "instelling_email": None,
        "instelling_status_erkenning": {"code": "E"},
        "instelling_begindatum": "1999-09-01T00:00:00",
        "instelling_datum_laatste_wijziging": "2026-11-01",
    } | more


class Source(BaseHTTPRequestHandler):
    """`asked`: what came in. `instead`: answers (status, headers, body) to give first."""

    def do_GET(self):
        server = self.server
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        server.asked.append(query)
        if server.instead:
            return self.give(*server.instead.pop(0))
        if self.headers.get("x-api-key") != KEY:
            return self.give(401, {}, b"{}")
        page, size = int(query["page"]), int(query["size"])
        found = [one for one in server.institutions if self.is_new(one, query.get("changed-since", ""))]
        part = found[(page - 1) * size : page * size]
        body = {"data": part, "meta": {"total_pages": -(-len(found) // size), "page": page}}
        return self.give(200, {}, json.dumps(body).encode())

    def is_new(self, one, since):
        return one["instelling_datum_laatste_wijziging"] >= since

    def give(self, status, headers, body):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def source(settings, monkeypatch, db):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    server.asked, server.instead, server.institutions = [], [], [institution(number) for number in range(30000, 30450)]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.CENTRES_API_URL = f"http://127.0.0.1:{server.server_port}/instellingsgegevens/instelling/v2"
    settings.CENTRES_API_KEY, settings.CENTRES_API_TIMEOUT = KEY, 2
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def board(centre):
    """Institution 977041 is a board that the portal knows; its centre isn't in the source."""
    return centre.board


def looked(waits=None):
    return nightly.look((waits if waits is not None else []).append)


def test_without_a_key_nobody_is_asked(source, settings):
    settings.CENTRES_API_KEY = ""
    assert (looked(), source.asked) == (None, [])


def test_all_pages_become_a_preview_that_waits_for_an_administrator(source, board, amina):
    run = looked()
    assert source.asked == [{"page": str(page), "size": "200"} for page in (1, 2, 3)]
    assert working.work(run.pk) == RunState.PREVIEW
    run.refresh_from_db()
    assert run.counts == {"new": 450, "changed": 0, "unchanged": 0, "missing": 1, "wrong": 0}
    assert Centre.objects.count() == 1
    assert runs.confirm(run=run, actor=amina)
    assert working.work(run.pk) == RunState.DONE
    stored = Centre.objects.get(institution_number="30000")
    assert (stored.name, stored.network, stored.board) == ("School 30000", "private", board)
    assert (stored.street, stored.postcode, stored.begins_on.isoformat()) == ("Dorp 12", "3600", "1999-09-01")
    assert (stored.recognition_status, stored.province) == ("E", "Limburg")


def test_a_board_that_nobody_knows_is_left_out_and_told(source, amina):
    """The source names boards by their number alone (domain.md): the centre comes in without one."""
    run = looked()
    assert working.work(run.pk) == RunState.PREVIEW
    run.refresh_from_db()
    counts = {"new": 450, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0, "boards_left_out": 450}
    assert run.counts == counts
    first = run.items.first()
    assert (first.kind, first.remark, first.values) == ("new", Reason.BOARD_LEFT_OUT, {"value": "977041"})
    assert runs.confirm(run=run, actor=amina)
    assert working.work(run.pk) == RunState.DONE
    assert (Centre.objects.filter(board=None).count(), Board.objects.count()) == (450, 0)


def test_what_was_stored_once_is_asked_for_by_its_changes(source, board, amina, time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 2, 30, tzinfo=UTC), tick=True)
    run = looked()
    working.work(run.pk)
    runs.confirm(run=run, actor=amina)
    working.work(run.pk)
    time_machine.move_to(datetime(2026, 11, 21, 2, 30, tzinfo=UTC), tick=True)
    source.asked.clear()
    assert looked() is None  # nothing changed
    assert source.asked == [{"page": "1", "size": "200", "changed-since": "2026-11-19"}]
    source.institutions[7] |= {"instelling_naam": "Nieuw", "instelling_datum_laatste_wijziging": "2026-11-20"}
    again = looked()
    working.work(again.pk)
    again.refresh_from_db()
    assert again.counts == {"new": 0, "changed": 1, "unchanged": 0, "missing": 0, "wrong": 0}


def test_a_look_that_was_stored_days_later_counts_from_the_day_on_which_the_source_said_it(source, amina, time_machine):
    time_machine.move_to(datetime(2026, 11, 10, 2, 30, tzinfo=UTC), tick=True)
    first = looked()
    runs.stop(run=first, actor=amina)
    time_machine.move_to(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), tick=True)
    again = runs.look_again(run=first, actor=amina)
    working.work(again.pk)
    runs.confirm(run=again, actor=amina)
    assert working.work(again.pk) == RunState.DONE
    source.asked.clear()
    looked()
    assert source.asked[0]["changed-since"] == "2026-11-09"


def test_what_was_said_of_other_main_structures_holds_for_the_next_look(source, amina):
    source.institutions = [institution(30000, instelling_hoofdstructuur={"code": "211"})]
    first = looked()
    working.work(first.pk)
    assert runs.look_again(run=first, actor=amina, only_dbso=True).only_dbso
    assert looked().only_dbso


def test_a_newer_look_takes_the_place_of_one_that_nobody_confirmed(source, board):
    first, second = looked(), looked()
    first.refresh_from_db()
    assert (first.state, second.state) == (RunState.CANCELLED, RunState.QUEUED)


def test_asked_to_come_back_later_it_waits_as_long_as_it_was_told(source, board):
    later = (429, {"Retry-After": "7"}, b"")
    source.instead = [later, (429, {"Retry-After": "86400"}, b""), (503, {}, b"")]
    waits = []
    assert looked(waits).state == RunState.QUEUED
    assert waits == [7, 60, 5]
    assert len(source.asked) == 6
    source.instead = [later] * 6
    assert looked().remark == Reason.SOURCE_BUSY


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((401, {}, b"{}"), Reason.SOURCE_REFUSES),
        ((500, {}, b"oops"), Reason.SOURCE_REFUSES),
        ((302, {"Location": "/elsewhere"}, b""), Reason.SOURCE_REFUSES),
        ((200, {}, b"<html>"), Reason.SOURCE_ODD),
        ((200, {}, b"[1]"), Reason.SOURCE_ODD),
        ((200, {}, b'{"data": 3, "meta": {"total_pages": 1}}'), Reason.SOURCE_ODD),
        ((200, {}, b'{"data": [3], "meta": {"total_pages": 1}}'), Reason.SOURCE_ODD),
        ((200, {}, b'{"data": [], "meta": {"total_pages": 1000000}}'), Reason.SOURCE_ODD),
        ((200, {}, b'{"data": []}'), Reason.SOURCE_ODD),
        ((200, {}, b"[" * 100_000), Reason.SOURCE_ODD),
        ((200, {}, b" " * 5_000_001), Reason.SOURCE_ODD),
        ((200, {"Content-Length": "5000"}, b"{}"), Reason.SOURCE_ODD),
    ],
)
def test_an_answer_that_was_not_agreed_makes_a_run_that_says_so(source, answer, reason):
    source.instead = [answer]
    run = looked()
    assert (run.state, run.remark, len(source.asked)) == (RunState.FAILED, reason, 1)
    assert ImportRun.objects.get().reason != ""


def test_a_source_that_cannot_be_reached_or_hangs(source, settings, monkeypatch):
    settings.CENTRES_API_TIMEOUT = 0.05
    released = threading.Event()
    monkeypatch.setattr(Source, "do_GET", lambda self: released.wait(5))
    assert looked().remark == Reason.SOURCE_SILENT
    released.set()
    settings.CENTRES_API_URL = "http://127.0.0.1:1/"
    assert looked().remark == Reason.SOURCE_SILENT
    with pytest.raises(Refused):
        api.fetched(url="file:///etc/passwd", key="x", since=None, timeout=1)


def test_wrong_fields_are_told_like_those_of_a_file(source, board):
    source.institutions = [institution(30569, instelling_postcode="B-3600"), institution("x")]
    run = looked()
    assert working.work(run.pk) == RunState.PREVIEW
    assert [(one.row, one.column, one.remark) for one in run.items.filter(kind="wrong")] == [
        (2, "instelling_postcode", "postcode"),
        (3, "instelling_nummer", "number"),
    ]
