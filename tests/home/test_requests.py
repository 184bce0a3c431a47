"""Requests that no browser makes: each gets a page that refuses, and none a 500."""

import pytest
from django.conf import settings
from django.http import HttpResponse

from portal.centres.importing.tables import MAX_BYTES
from portal.home import bounds
from portal.wsgi import application
from tests.assessments.conftest import REFERENCE

PASSAGE = f"/assessments/{REFERENCE}/review/comments/"
NO_BOUNDARY = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor(client, db):
    """Gets the page that the server would give, and no exception."""
    client.raise_request_exception = False
    return client


def told(answer) -> tuple[int, str]:
    return answer.status_code, answer.headers["Cache-Control"]


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "utf-16", "latin-1", "utf-8-sig", "nonsense", "%00"])
@pytest.mark.parametrize("kind", ["text/plain", FORM, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["/login/", "/instruments/search/", "/nope/", "/centres/import/"])
def test_another_charset_is_refused(path, kind, charset, visitor):
    content_type = f"{kind}; charset={charset}"
    answers = [
        visitor.generic(method, path, "text=hallo", content_type=content_type) for method in ("GET", "HEAD", "POST")
    ]
    assert [told(answer) for answer in answers] == [(400, "private, no-store")] * 3


ODD_TYPES = [
    "text/plain; charset=rot13",
    "text/plain; charset=unicode_escape",
    "text/plain; charset*=x'y'z",
    "text/plain; charset*=rot13''z",
    "text/plain; title*=x'y'z",
    "text/plain; title*=nope'x'%41",
]


@pytest.mark.parametrize("content_type", ODD_TYPES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_neither_does_the_server_fail_on_a_type_before_any_page_is_asked(method, content_type, rf, db):
    started = []
    asked = rf.get("/instruments/search/", {"q": "\\ud800"}).environ | {"REQUEST_METHOD": method}
    page = application(asked | {"CONTENT_TYPE": content_type}, lambda status, headers: started.append(status))
    assert (started, b"<h1>" in b"".join(page)) == (["400 Bad Request"], True)


@pytest.mark.parametrize("accept", ["a;b*=nope'x'%41", "text/html, a;b*=idna'x'%ff", "a;b*=x'y'z", "text/html"])
def test_what_can_not_be_read_of_the_types_that_are_asked_for_asks_for_anything(accept, rf):
    asked = rf.get("/", headers={"accept": accept})
    seen = []
    bounds.with_readable_types(lambda environ, _start: seen.append(environ))(asked.environ, None)
    assert type(asked)(seen[0]).accepts("text/html")


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF8", '; charset="utf-8"', "; charset=u8"])
def test_utf_8_by_any_name_is_read(charset, visitor):
    answer = visitor.post("/login/", "login=a", content_type=f"{FORM}{charset}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nope/", 404),
        ("/login/", 400),
        ("/centres/import/", 401),
        ("/instruments/import/", 401),
        ("/password/change/", 401),
    ],
)
def test_a_form_that_can_not_be_taken_apart_is_refused(path, status, visitor):
    answer = visitor.generic("POST", path, "x", content_type=NO_BOUNDARY)
    assert told(answer) == (status, "private, no-store")


def test_neither_is_it_a_fault_for_who_is_signed_in(draft, gust, bram, sign_in):
    client = sign_in(gust)
    client.raise_request_exception = False
    assert client.generic("POST", PASSAGE, "x", content_type=NO_BOUNDARY).status_code == 404
    assert client.generic("POST", "/centres/import/", "x", content_type=NO_BOUNDARY).status_code in (400, 403)
    assert client.generic("POST", "/nope/", "a=1&" * 3000, content_type=FORM).status_code == 404
    assert sign_in(bram).generic("POST", PASSAGE, "x", content_type=NO_BOUNDARY).status_code == 400


@pytest.mark.parametrize("path", ["/login/", "/nope/", "/centres/import/", "/instruments/import/"])
def test_what_is_larger_than_any_page_takes_is_not_read(path, visitor):
    answer = visitor.generic("POST", path, "", CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1))
    assert told(answer) == (413, "private, no-store")
    assert "22 MB" in answer.text


@pytest.mark.parametrize("length", ["", "-1", "x", str(settings.MAX_REQUEST_BYTES)])
def test_other_lengths_go_on(length, rf):
    request = rf.post("/", CONTENT_LENGTH=length)
    assert bounds.OnlyWhatIsTaken(lambda request: HttpResponse())(request).status_code == 200


def test_the_largest_file_of_any_page_still_fits():
    assert settings.MAX_REQUEST_BYTES >= MAX_BYTES + 1_000_000


PAGES = [
    "/",
    "/centres/",
    "/centres/export.csv",
    "/centres/export.xlsx",
    "/assessments/",
    "/outcomes/",
    "/instruments/",
]


@pytest.mark.parametrize("path", [*PAGES, f"/assessments/{REFERENCE}/", f"/assessments/{REFERENCE}/review/"])
def test_head_is_answered_as_get_is(path, draft, bram, sign_in, caplog):
    caplog.set_level("WARNING", logger="django.request")
    answer = sign_in(bram).head(path)
    answer.close()
    assert answer.status_code == 200
    assert caplog.records == []
