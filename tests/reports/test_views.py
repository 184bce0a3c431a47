import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.enums import State
from assessments.models import Assessment, Passage
from assessments.reports import issuing
from assessments.reports.issuing import issue
from assessments.reports.storing import read
from portal.accounts.models import User
from tests.reports.factories import AT, appoint, make_assessment, make_version

LIST = reverse("outcomes:list")
DETAIL = reverse("outcomes:detail", args=["2026-014"])
PDF = reverse("outcomes:pdf", args=["2026-014"])


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def report(final, centre, other_centre, dirk, els, farid, hilde):
    appoint(els, centre, "director")
    appoint(hilde, centre, "board")
    appoint(farid, other_centre, "director")
    return issue(assessment=final, actor=dirk, at=AT)


@pytest.mark.parametrize("url", [DETAIL, PDF])
@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("amina", 200),
        ("bram", 200),
        ("dirk", 200),
        ("gust", 200),
        ("els", 200),
        ("hilde", 200),
        ("farid", 404),
    ],
)
def test_who_may_read(url, who, answer, report, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(url).status_code == answer


@pytest.mark.parametrize("url", [LIST, DETAIL, PDF])
def test_anonymous_people_sign_in_first(url, report, client):
    response = client.get(url)
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={url}")


@pytest.mark.parametrize("url", [LIST, DETAIL, PDF])
def test_reading_only(url, report, els, sign_in):
    assert sign_in(els).post(url).status_code == 405


@pytest.mark.parametrize("url", [DETAIL, PDF])
@pytest.mark.parametrize("who", ["els", "hilde", "gust", "amina"])
def test_nothing_before_it_is_final(url, who, final, centre, request, sign_in):
    user = request.getfixturevalue(who)
    if who in ("els", "hilde"):
        appoint(user, centre, "director")
    assert sign_in(user).get(url).status_code == 404
    assert "CLW Vilvoorde" not in sign_in(user).get(LIST).text


@pytest.mark.parametrize(("who", "seen"), [("els", True), ("farid", False), ("gust", True), ("amina", True)])
def test_the_list_holds_what_one_may_read(who, seen, report, request, sign_in):
    page = sign_in(request.getfixturevalue(who)).get(LIST).text
    assert (DETAIL in page) == seen


def test_the_issued_report_stays_visible_during_an_amendment(report, els, sign_in):
    Assessment.objects.update(state=State.DRAFT, edition=2)
    assert sign_in(els).get(DETAIL).status_code == 200


def test_a_closed_account_sees_nothing(report, els, sign_in):
    client = sign_in(els)
    User.objects.filter(pk=els.pk).update(is_active=False)
    assert client.get(DETAIL).status_code == 302


def test_several_areas_keep_their_names_in_the_title(centre, bram, chloe, dirk, els, sign_in):
    versions = [make_version("Leerlingenbegeleiding"), make_version("Taalbeleid")]
    issue(assessment=make_assessment(centre, versions, (bram, chloe, dirk)), actor=dirk, at=AT)
    appoint(els, centre, "director")
    assert "Inspection Leerlingenbegeleiding and Taalbeleid, March 2026" in sign_in(els).get(DETAIL).text


def test_says_where_the_centre_stands(report, els, sign_in):
    page = sign_in(els).get(DETAIL).text
    for part in [
        "Inspection leerlingenbegeleiding, March 2026",
        "Advice: favourable, with the obligation to work on the shortcomings",
        "Het centrum werkt aan de tekorten.",
        "at the target",
        "one step to the target",
        "example of good practice",
        'id="l3"',
        "Verhaal bij L3.",
        "Sterk in L2.",
        "het inspireert andere centra",
        "Dirk Peeters",
        report.pdf_sha256,
        report.snapshot["instruments"][0]["content_sha256"],
    ]:
        assert part in page
    assert page.count("is-chosen") == 4
    assert page.count("is-target") == 3  # the fourth scale stands at the target itself


def test_typed_text_is_text(final, dirk, gust, sign_in):
    Passage.objects.update(text="<script>alert(1)</script> & {{ settings.SECRET_KEY }}")
    issue(assessment=final, actor=dirk, at=AT)
    page = sign_in(gust).get(DETAIL).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ settings.SECRET_KEY }}" in page


def test_is_read_from_the_snapshot(report, els, sign_in):
    Passage.objects.update(text="Achteraf veranderd.")
    assert "Achteraf veranderd." not in sign_in(els).get(DETAIL).text


def test_another_number_of_levels_and_instruments(centre, bram, chloe, dirk, gust, sign_in):
    versions = [make_version("drie", levels=["een", "twee", "drie"], target=0, scales=2), make_version("vier")]
    issue(assessment=make_assessment(centre, versions, (bram, chloe, dirk), positions=(2, 1)), actor=dirk, at=AT)
    page = sign_in(gust).get(DETAIL).text
    assert page.count('class="outcome-grid"') == 2
    assert page.count('<div class="outcome-step') == 2 * 3 + 4 * 4
    assert 'id="drie-l1"' in page
    assert 'id="vier-l1"' in page


def test_the_pdf_is_what_was_issued(report, els, sign_in):
    response = sign_in(els).get(PDF)
    assert response.content == read(report)
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "ETag", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="doorlichtingsverslag-2026-014-editie-1.pdf"',
        "ETag": f'"{report.pdf_sha256}"',
        "Cache-Control": "private, no-store",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    again = sign_in(els).get(PDF, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("harm", ["removed", "changed"])
def test_a_harmed_file_is_told_not_shown(harm, report, els, sign_in, caplog):
    if harm == "removed":
        default_storage.delete(report.pdf)
    else:
        with open(default_storage.path(report.pdf), "wb") as file:
            file.write(b"%PDF-1.7 something else")
    response = sign_in(els).get(PDF)
    assert response.status_code == 503
    assert "it is no longer what was issued" in response.text
    assert f"report {report.pk}" in caplog.text


def test_the_next_edition_stands_and_the_first_can_be_read(report, final, dirk, els, sign_in):
    Passage.objects.filter(kind="narrative").update(text="Tweede editie.")
    final.edition = 2
    second = issue(assessment=final, actor=dirk, at=AT)
    client = sign_in(els)
    assert client.get(LIST).text.count(f'href="{DETAIL}"') == 1
    assert "Tweede editie." in client.get(DETAIL).text
    first = client.get(DETAIL, {"edition": 1}).text
    assert "Verhaal bij L1." in first
    assert "This is an earlier edition" in first
    assert client.get(PDF)["ETag"] == f'"{second.pdf_sha256}"'
    assert client.get(PDF, {"edition": 1})["ETag"] == f'"{report.pdf_sha256}"'


@pytest.mark.parametrize("edition", ["3", "0", "", "x", "-1", "²", "99999999999999999999"])
def test_an_edition_that_is_none(edition, report, els, sign_in):
    for url in (DETAIL, PDF):
        assert sign_in(els).get(url, {"edition": edition}).status_code == 404


@pytest.mark.parametrize("page", ["0", "x", "", "-1", "99999999999999999999", "²"])
def test_a_page_that_is_none(page, report, els, sign_in):
    assert sign_in(els).get(LIST, {"page": page}).status_code == 200


def test_the_administrator_hears_that_nobody_was_mailed(final, dirk, amina, gust, sign_in):
    issue(assessment=final, actor=dirk, at=AT)
    assert "mailed to nobody" in sign_in(amina).get(DETAIL).text
    assert "mailed to nobody" not in sign_in(gust).get(DETAIL).text


def test_nothing_to_hear_where_somebody_was(report, amina, sign_in):
    assert "mailed to nobody" not in sign_in(amina).get(DETAIL).text


def test_as_many_queries_for_one_outcome_as_for_fifty(
    report, centre, version, bram, chloe, dirk, els, gust, amina, sign_in, monkeypatch
):
    monkeypatch.setattr(issuing, "make_pdf", lambda data: f"%PDF {data['reference']}".encode())
    readers, people = (els, gust, amina), (bram, chloe, dirk)

    def count(reader, url):
        client = sign_in(reader)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    with_one = [(count(reader, LIST), count(reader, DETAIL)) for reader in readers]
    for number in range(1, 50):
        assessment = make_assessment(centre, [version], people, reference=f"2025-{number:03}")
        issue(assessment=assessment, actor=dirk, at=AT)
    assert [(count(reader, LIST), count(reader, DETAIL)) for reader in readers] == with_one
    assert max(max(counts) for counts in with_one) <= 10
    for reader, (of_list, _of_detail) in zip(readers, with_one, strict=True):
        assert count(reader, LIST + "?page=2") == of_list
        second = sign_in(reader).get(LIST + "?page=2").text
        assert second.count("<tr>") == 26
        assert "page=3" not in second
