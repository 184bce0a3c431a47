"""A page that refuses shows what was typed, is kept by no browser, and is never a 500."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection

from assessments.dossier import dossier_of
from assessments.models import Passage
from assessments.views import passages
from tests.assessments.conftest import REFERENCE

COMMENT = f"/assessments/{REFERENCE}/review/comments/"
WORDS = "Een zorgvuldig gekozen opmerking."


def test_a_403_gives_back_what_was_typed(locked, bram, dirk, sign_in):
    page = sign_in(bram).post(
        f"/assessments/{REFERENCE}/scales/dbso-leerlingenbegeleiding/L1/findings/new/",
        {"kind": "strength", "text": WORDS},
    )
    assert (page.status_code, WORDS in page.text) == (403, True)


def test_a_404_gives_back_what_was_typed(draft, gust, sign_in):
    page = sign_in(gust).post(COMMENT, {"text": WORDS, "csrfmiddlewaretoken": "geheim"})
    assert (page.status_code, WORDS in page.text, "geheim" in page.text) == (404, True, False)


@pytest.mark.parametrize("path", ["/", "/login/", "/nergens/", "/password/forgotten/", f"/assessments/{REFERENCE}/"])
def test_no_page_is_kept(path, draft, bram, sign_in):
    assert "no-store" in sign_in(bram).get(path).headers["Cache-Control"]


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_a_form_in_another_charset_is_refused(charset, draft, bram, sign_in):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    client = sign_in(bram)
    client.handler.enforce_csrf_checks = True
    answer = client.post(COMMENT, "text=hallo", content_type=kind, headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 400


@pytest.fixture
def narrative(transactional_db, draft):
    """The address at which a text is saved, and the text."""
    passage = dossier_of(draft).scales[0].narrative
    return f"/assessments/{REFERENCE}/passages/{passage.pk}/", passage


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite has one writer; PostgreSQL lets others wait")
def test_a_database_that_is_taken_gives_back_what_was_typed(accepts, narrative, bram, sign_in):
    address, passage = narrative
    client = sign_in(bram)
    client.raise_request_exception = False
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other, connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(address, {"text": WORDS, "revision": "0"}, headers={"Accept": accepts})
        other.rollback()
        cursor.execute("PRAGMA busy_timeout = 20000")
    assert (answer.status_code, answer["Retry-After"], WORDS in answer.text) == (503, "5", True)
    assert Passage.objects.get(pk=passage.pk).text == ""


@pytest.mark.parametrize(("error", "status"), [(OperationalError("no"), 503), (RuntimeError("no"), 500)])
def test_a_fault_is_still_a_fault(error, status, narrative, bram, sign_in, monkeypatch):
    def fail(**_given):
        raise error

    monkeypatch.setattr(passages, "save_passage", fail)
    client = sign_in(bram)
    client.raise_request_exception = False
    assert client.post(narrative[0], {"text": WORDS, "revision": "0"}).status_code == status
