"""A page that refuses shows what was typed, is kept by no browser, and is never a 500."""

import pytest

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
