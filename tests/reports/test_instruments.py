"""Instruments of other sizes, and two at once, on every page from planning to report: nothing is four by four."""

import re
from datetime import date

import pytest
from django.core.files.storage import default_storage

from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import TeamRole
from assessments.locking import advise, judgement_sha256, lock
from assessments.noting import add_finding
from assessments.planning import plan
from assessments.rating import rate
from assessments.reports.models import Report
from assessments.transitions import finalise, submit
from assessments.writing import save_passage
from rubric.loading import SHIPPED
from rubric.storing import store
from tests.assessments.conftest import fresh
from tests.instruments import broad, published, welfare
from tests.pdf import text_of

REFERENCE = "2026-030"
A = f"/assessments/{REFERENCE}/"
ONE = {"reference": REFERENCE}


@pytest.fixture
def shipped_version(db, shipped):
    return store(path=SHIPPED, content=shipped).version


@pytest.fixture
def made(request, amina, bram, chloe, dirk, centre, shipped_version):
    """A draft in the instruments that the test names; those of the team have declared."""
    makers = {"welzijn": lambda: published(welfare()), "breed": lambda: published(broad())}
    versions = [shipped_version if name == "shipped" else makers[name]() for name in request.param]
    assessment = plan(
        **ONE,
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=versions,
        team={bram: TeamRole.COORDINATOR, chloe: TeamRole.MEMBER, dirk: TeamRole.REVIEWER},
        actor=amina,
    )
    for member in (bram, chloe):
        declare(**ONE, conflict=False, declaration="", actor=member)
    return fresh(assessment)


@pytest.fixture
def english(sign_in, bram):
    client = sign_in(bram)
    client.cookies["django_language"] = "en"
    return client


welfare_alone = pytest.mark.parametrize("made", [["welzijn"]], indirect=True, ids=["3 levels, 11 scales"])
broad_alone = pytest.mark.parametrize("made", [["breed"]], indirect=True, ids=["40 scales"])
two_at_once = pytest.mark.parametrize("made", [["shipped", "welzijn"]], indirect=True, ids=["two instruments"])


def work_on(assessment, bram):
    """Rates each scale, one level further each time, with a text, a motivation and a good practice."""
    for number, work in enumerate(dossier_of(assessment).scales):
        level = work.version.levels[number % len(work.version.levels)]
        rate(
            **ONE, instrument=work.version.instrument_code, scale=work.scale.code, level=level.code, seen=0, actor=bram
        )
        for passage in (work.narrative, work.motivation):
            save_passage(**ONE, passage_id=passage.pk, base=0, text=f"Over {work.scale.title}.", actor=bram)
        add_finding(**ONE, scale_id=work.scale.id, kind="good_practice", weight="", text="Zo.", criteria=[], actor=bram)
    advise(**ONE, advice="favourable", seen=fresh(assessment).revision, actor=bram)
    save_passage(**ONE, passage_id=dossier_of(assessment).advice.pk, base=0, text="Daarom.", actor=bram)


def take_to_the_end(assessment, bram, dirk) -> Report:
    work_on(assessment, bram)
    return take_further(assessment, bram, dirk)


def take_further(assessment, bram, dirk) -> Report:
    submit(**ONE, seen=fresh(assessment).revision, actor=bram)
    seen = judgement_sha256(fresh(assessment))
    lock(**ONE, synthesis_on=date(2026, 11, 20), participants="Els", seen=seen, actor=bram)
    finalise(**ONE, seen=fresh(assessment).revision, actor=dirk)
    return Report.objects.get(assessment=assessment)


def words(page) -> str:
    """What stands on the page, without tags."""
    return words_of(page.text)


@welfare_alone
def test_three_levels_without_target_criteria_or_rules(made, english, bram, dirk):
    scale = english.get(f"{A}scales/welzijn/L11/").text
    assert scale.count('class="level"') == 3
    assert re.findall(r'aria-keyshortcuts="(\d+)"', scale) == ["1", "2", "3"]
    assert "level-grid-3" in scale
    assert 'class="flag"' not in scale[scale.index("<main") :]
    report = take_to_the_end(made, bram, dirk)
    for address in (A, A + "review/", f"{A}scales/welzijn/L1/", "/assessments/", "/", "/outcomes/"):
        page = english.get(address)
        # The brand at the top of each page carries a flag of its own.
        main = page.text[page.text.index("<main") :]
        assert (page.status_code, 'class="flag"' in main) == (200, False)
        assert [said for said in ("of 0 criteria", "contradicts") if said in page.text] == []
    outcome = english.get(f"/outcomes/{REFERENCE}/").text
    assert [said for said in ("target", "Distance", "Meets these criteria") if said in words_of(outcome)] == []
    assert outcome.count("is-chosen") == 11
    printed = pdf_text(report)
    assert "L11 Thema 11 van welzijn" in printed
    assert [said for said in ("Het vlaggetje", "streefdoel") if said in printed.lower()] == []


def words_of(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def pdf_text(report: Report) -> str:
    with default_storage.open(report.pdf) as file:
        return text_of(file.read())


@welfare_alone
def test_a_good_practice_without_criteria_asks_for_none(made, english):
    form = english.get(f"{A}scales/welzijn/L1/findings/new/").text
    assert 'name="criteria"' not in form
    sent = english.post(f"{A}scales/welzijn/L1/findings/new/", {"kind": "good_practice", "text": "Zo."})
    assert (sent.status_code, dossier_of(fresh(made)).scales[0].findings[0].passage.text) == (302, "Zo.")


@broad_alone
def test_forty_scales(made, english, bram, dirk):
    page = english.get(f"{A}scales/breed/L7/")
    assert page.text.count('class="scale-tab-title"') == 40
    assert "scale-tabs-many" in page.text
    assert page.text.count('class="level"') == 5
    work_on(made, bram)
    overview = english.get(A).text
    assert overview.count("scale-row") == 40
    assert "83 things done" in words_of(overview)
    report = take_further(made, bram, dirk)
    outcome = english.get(f"/outcomes/{REFERENCE}/").text
    assert outcome.count("outcome-step is-chosen") == 40
    assert "beyond the target" in outcome
    assert "L40 Thema 40 van breed" in pdf_text(report)


@two_at_once
def test_two_instruments_whose_codes_clash_are_told_apart(made, english, bram, dirk, shipped):
    overview = words(english.get(A))
    assert "Rate L1 (Leerlingenbegeleiding)" in overview
    assert "Rate L1 (Welzijn)" in overview
    tabs = english.get(f"{A}scales/welzijn/L1/").text
    assert re.findall(r'scale-tabs-title" lang="nl">([^<]+)<', tabs) == [shipped.title, "Ontwikkelingsschalen welzijn"]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', tabs)[1:] == [f"{A}scales/welzijn/L1/"]
    report = take_to_the_end(made, bram, dirk)
    for address in (A, A + "review/"):
        page = english.get(address).text
        assert (page.count(shipped.title) > 0, page.count("Ontwikkelingsschalen welzijn") > 0) == (True, True)
    review = english.get(A + "review/").text
    anchors = re.findall(r'id="([^"]+)"', review)
    assert len(anchors) == len(set(anchors))
    assert "rated · L1 (welzijn)" in words(english.get(A + "history/?page=1"))
    listed = english.get("/assessments/").text
    assert 'aria-label="L1 (Welzijn): Stap' in listed
    outcome = english.get(f"/outcomes/{REFERENCE}/").text
    assert outcome.count("outcome-step is-chosen") == 15
    assert len(re.findall(r'<th scope="col">Distance</th>', outcome)) == 1
    ids = re.findall(r' id="([^"]+)"', outcome)
    assert len(ids) == len(set(ids))
    printed = pdf_text(report)
    assert ("L1 Brede basiszorg" in printed, "L1 Thema 1 van welzijn" in printed) == (True, True)


@two_at_once
def test_the_lock_names_both_instruments(made, english, bram, shipped):
    work_on(made, bram)
    page = words(english.get(A + "lock/"))
    assert page.index(shipped.title) < page.index("Ontwikkelingsschalen welzijn")
    assert "L11 Thema 11 van welzijn" in page


def test_the_planning_form_offers_each_instrument(sign_in, amina, shipped_version):
    versions = [shipped_version, published(welfare()), published(broad())]
    page = sign_in(amina).get("/assessments/new/").text
    assert [f"{version.title}, " in page and f" · {version.instrument} · " in page for version in versions] == [
        True,
        True,
        True,
    ]


@broad_alone
def test_pages_of_forty_scales_take_no_more_queries(made, english, django_assert_max_num_queries):
    for address, most in ((f"{A}scales/breed/L7/", 12), (A, 14), (A + "review/", 12)):
        english.get(address)
        with django_assert_max_num_queries(most):
            english.get(address)
