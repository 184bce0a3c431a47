"""Whoever read an outcome says so, and then it no longer waits on the start page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.reports.issuing import issue
from assessments.reports.models import Reading
from tests.reports.factories import appoint

DETAIL, READ = "/outcomes/2026-014/", "/outcomes/2026-014/read/?edition=1"
BUTTON = 'action="/outcomes/2026-014/read/'


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def report(final, centre, els, hilde, dirk):
    appoint(els, centre, "director")
    appoint(hilde, centre, "board")
    return issue(assessment=final, actor=dirk, at=timezone.now())


def waiting(client):
    return [task.title for task in client.get("/").context["tasks"]]


def test_it_waits_until_its_reader_says_that_it_was_read(report, els, hilde, sign_in):
    client = sign_in(els)
    assert waiting(client) == ["CLW Vilvoorde: a new outcome to read"]
    assert BUTTON in client.get(DETAIL).text
    assert waiting(client) != []  # opening a page changes nothing
    assert client.post(READ).url == DETAIL
    assert (waiting(client), BUTTON in client.get(DETAIL).text) == ([], False)
    assert waiting(sign_in(hilde)) == ["CLW Vilvoorde: a new outcome to read"]


def test_saying_it_twice_leaves_the_first_moment(report, els, sign_in):
    client = sign_in(els)
    client.post(READ)
    first = Reading.objects.get()
    assert client.post(READ).status_code == 302
    assert (Reading.objects.get().at, first.reader, first.report) == (first.at, els, report)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(report=report, reader=els, at=timezone.now())


def test_a_next_edition_waits_anew(report, final, els, dirk, sign_in):
    client = sign_in(els)
    client.post(READ)
    final.edition = 2
    final.save()
    issue(assessment=final, actor=dirk, at=timezone.now())
    assert waiting(client) == ["CLW Vilvoorde: a new outcome to read"]
    assert BUTTON not in client.get(DETAIL + "?edition=1").text
    client.post(READ)  # of the page that was opened before
    assert waiting(client) != []


def test_who_may_not_read_it_cannot_say_so(report, farid, bram, sign_in):
    assert sign_in(farid).post(READ).status_code == 404
    assert BUTTON not in sign_in(bram).get(DETAIL).text


def test_no_query_more_for_knowing_it(report, els, sign_in):
    client = sign_in(els)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(DETAIL)
        counts.append(len(queries))
        client.post(READ)
    assert counts == [4, 4]  # session, person, editions, the snapshot
