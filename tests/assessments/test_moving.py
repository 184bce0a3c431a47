"""Moving a draft to a newer version: all the work follows by code, or nothing moves and the reason is told."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from assessments.commenting import comment
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.errors import NotReady, Outdated, Refused
from assessments.events import broken_links
from assessments.locking import judgement_sha256, lock
from assessments.models import (
    Assessment,
    CriterionMet,
    FirstRating,
    Membership,
    PassageRevision,
    Rating,
    StatementMark,
)
from assessments.moving import move, newer_versions, prospect_of
from assessments.planning import plan
from assessments.writing import Outcome
from rubric.manuscript import CriterionPart, StatementPart
from rubric.models import InstrumentVersion
from tests.assessments.conftest import INSTRUMENT, REFERENCE, SCALE, fresh, give, note, write
from tests.instruments import published, second_version, welfare

A = f"/assessments/{REFERENCE}/"
PAGE = f"{A}version/{INSTRUMENT}/2/"


def to(actor, number="2", seen=None, instrument=INSTRUMENT):
    seen = Assessment.objects.get(reference=REFERENCE).revision if seen is None else seen
    move(reference=REFERENCE, instrument=instrument, number=number, seen=seen, actor=actor)


def told(assessment):
    """All the work in words and numbers, as its pages read it, without any key of the instrument."""
    dossier = dossier_of(fresh(assessment))
    criteria = {criterion.id: criterion.code for work in dossier.scales for criterion in work.version.criteria}
    return {
        work.scale.code: (
            work.level and work.level.code,
            work.rating.rated_by,
            work.narrative.pk,
            work.narrative.text,
            work.motivation.text,
            [
                (one.finding.pk, one.finding.kind, one.passage.text, sorted(criteria[pk] for pk in one.criteria))
                for one in work.findings
            ],
            [(each.thread.pk, [said.text for said in each.comments]) for each in work.threads],
            [waiting.text for waiting in work.waiting(dossier.proposals)],
        )
        for work in dossier.scales
    }


def without(parts, code):
    return [part for part in parts if part.code != code]


def reworded(scales, code, level, text):
    """The scales, one of them with another sentence at a level."""
    return [
        replace(scale, levels={**scale.levels, level: [StatementPart(text, "")]}) if scale.code == code else scale
        for scale in scales
    ]


@pytest.fixture
def worked(complete, bram, chloe, dirk):
    """A draft in which everything was done that can be done, on L1."""
    work = dossier_of(complete).scales[0]
    criteria = [criterion.id for criterion in work.version.criteria]
    note(complete, bram, "strength", text="Sterk.")
    note(complete, bram, "good_practice", text="Voorbeeld.", criteria=criteria)
    write(work.motivation, "Daarom toch.", bram)
    write(work.narrative, "Van Bram.", bram)
    assert write(work.narrative, "Van Chloé.", chloe).outcome == Outcome.CONFLICT
    comment(reference=REFERENCE, scale_id=work.scale.id, thread_id=None, text="Waarom?", actor=dirk)
    comment(reference=REFERENCE, scale_id=None, thread_id=None, text="Over het geheel.", actor=dirk)
    member = Membership.objects.get(assessment=complete, user=chloe)
    FirstRating.objects.create(
        assessment=complete, scale_id=work.scale.id, member=member, level_id=work.version.level("below").id
    )
    statement = work.scale.descriptor("meets").statements[0]
    StatementMark.objects.create(rating=work.rating, statement_id=statement.id, seen="seen")
    return fresh(complete)


@pytest.fixture
def second(shipped):
    """A newer version with one sentence of L4 changed, a scale more, and the scales in another order."""
    extra = replace(shipped.scales[0], code="L5", title="Nieuwe schaal")
    scales = reworded([*shipped.scales[::-1], extra], "L4", "meets", "Een andere zin.")
    return published(second_version(shipped, scales=scales))


def test_all_the_work_follows_by_code(worked, second, bram):
    before, kept = told(worked), set(PassageRevision.objects.values_list("passage", "number", "text"))
    to(bram)
    after = told(worked)
    assert {code: after[code] for code in before} == before
    assert list(after) == ["L4", "L3", "L2", "L1", "L5"]
    assert set(PassageRevision.objects.values_list("passage", "number", "text")) == kept
    assert {work.version.number for work in dossier_of(fresh(worked)).scales} == {"2"}


def test_nothing_hangs_on_the_old_version_any_more(worked, second, bram):
    to(bram)
    of_ratings = set(Rating.objects.values_list("scale__version__number", "level__version__number"))
    assert of_ratings == {("2", "2"), ("2", None)}
    of_first = set(FirstRating.objects.values_list("scale__version__number", "level__version__number"))
    assert of_first == {("2", "2")}
    assert set(CriterionMet.objects.values_list("criterion__version__number", flat=True)) == {"2"}
    assert set(worked.passages.exclude(scale=None).values_list("scale__version__number", flat=True)) == {"2"}
    assert set(worked.threads.exclude(scale=None).values_list("scale__version__number", flat=True)) == {"2"}
    marked = StatementMark.objects.get().statement
    assert (marked.descriptor.scale.version.number, marked.descriptor.level.code) == ("2", "meets")


def test_a_new_scale_begins_empty(worked, second, bram):
    to(bram)
    added = dossier_of(fresh(worked)).scale(INSTRUMENT, "L5")
    assert (added.level, added.is_begun, added.narrative.text, added.motivation.text) == (None, False, "", "")
    give("L5", "meets", bram)
    write(added.narrative, "Over de nieuwe schaal.", bram)
    assert dossier_of(fresh(worked)).scale(INSTRUMENT, "L5").is_complete


def test_a_removed_scale_without_work_goes(draft, shipped, bram):
    published(second_version(shipped, scales=without(shipped.scales, "L2")))
    to(bram)
    assert list(told(draft)) == ["L1", "L3", "L4"]
    assert Rating.objects.filter(assessment=draft).count() == 3


def test_the_move_is_one_deed_in_the_history(worked, second, bram):
    before = worked.event_count
    to(bram)
    event = worked.events.order_by("-sequence").first()
    assert (event.sequence, event.verb, event.actor) == (before + 1, "moved", bram)
    assert event.payload == {
        "instrument": INSTRUMENT,
        "old": "1",
        "new": "2",
        "content": second.content_sha256,
        "reworded": ["L4"],
    }
    assert list(broken_links()) == []


def stands_in_the_way(assessment):
    with translation.override("en"):
        found = prospect_of(fresh(assessment), instrument=INSTRUMENT, number="2").obstacles
        return [(need.text, need.url) for need in found]


def test_work_without_a_counterpart_stands_in_the_way(worked, shipped, bram):
    gone = shipped.criteria[0]
    published(
        second_version(
            shipped,
            scales=reworded(without(shipped.scales, "L2"), "L1", "meets", "Een andere zin."),
            criteria=shipped.criteria[1:],
        )
    )
    practice = CriterionMet.objects.get(criterion__code=gone.code).finding
    before = told(worked)
    assert stands_in_the_way(worked) == [
        (
            f"Finding 2 at L1 meets a criterion that the new version lacks: {gone.text}",
            f"{A}findings/{practice.pk}/",
        ),
        (
            "L2 is no scale of the new version, and it holds: a rating, a text for the report",
            f"{A}scales/{INSTRUMENT}/L2/",
        ),
        (
            "A sentence that the team marked at L1 reads otherwise in the new version: "
            f"“{StatementMark.objects.get().statement.text}”",
            SCALE + "#levels",
        ),
    ]
    with pytest.raises(NotReady):
        to(bram)
    assert (told(worked), fresh(worked).revision) == (before, worked.revision)


def test_a_level_that_is_gone_stands_in_the_way_where_it_was_given(draft, shipped, bram, chloe):
    levels = without(shipped.levels, "below")
    scales = [
        replace(scale, levels={code: text for code, text in scale.levels.items() if code != "below"})
        for scale in shipped.scales
    ]
    published(second_version(shipped, levels=levels, scales=scales))
    assert stands_in_the_way(draft) == []
    give("L1", "below", bram)
    member = Membership.objects.get(assessment=draft, user=chloe)
    rating = Rating.objects.get(assessment=draft, scale__code="L3")
    level = Rating.objects.get(assessment=draft, scale__code="L1").level
    FirstRating.objects.create(assessment=draft, scale=rating.scale, member=member, level=level)
    assert stands_in_the_way(draft) == [
        ("L1 is rated “Below expectation”, which is no level of the new version", SCALE + "#levels"),
        (
            "The first rating of Chloé Maes at L3 has no counterpart in the new version",
            f"{A}scales/{INSTRUMENT}/L3/",
        ),
    ]


def test_an_emptied_text_still_has_its_earlier_versions(draft, shipped, bram):
    published(second_version(shipped, scales=without(shipped.scales, "L1")))
    narrative = dossier_of(draft).scales[0].narrative
    saved = write(narrative, "Iets.", bram).passage
    write(saved, "", bram)
    assert stands_in_the_way(draft) == [
        ("L1 is no scale of the new version, and it holds: earlier versions of a text", SCALE)
    ]


def test_the_rated_scales_that_read_otherwise_are_named(complete, second):
    prospect = prospect_of(complete, instrument=INSTRUMENT, number="2")
    assert [(work.scale.code, url) for work, url in prospect.reworded] == [("L4", f"{A}scales/{INSTRUMENT}/L4/")]


def test_only_the_coordinator_of_a_draft_that_is_not_locked(worked, second, bram, chloe, amina):
    for actor in (chloe, amina):
        with pytest.raises(Refused):
            to(actor)
    lock(
        reference=REFERENCE,
        synthesis_on=date(2026, 11, 20),
        participants="Els",
        seen=judgement_sha256(fresh(worked)),
        actor=bram,
    )
    with pytest.raises(Refused):
        to(bram)


def test_not_in_review(in_review, second, bram):
    with pytest.raises(Refused):
        to(bram)


def test_a_stale_revision_moves_nothing(draft, second, bram):
    with pytest.raises(Outdated):
        to(bram, seen=draft.revision + 1)
    to(bram)
    with pytest.raises(Outdated):
        to(bram)


def test_only_to_a_newer_published_version_of_an_instrument_in_scope(draft, shipped, bram):
    elsewhere = published(welfare())
    assert list(newer_versions(draft)) == []
    for number, instrument in (("2", INSTRUMENT), ("1", elsewhere.instrument.code)):
        with pytest.raises(InstrumentVersion.DoesNotExist):
            to(bram, number=number, instrument=instrument)
    second = published(second_version(shipped, title="Anders"))
    third = published(replace(shipped, version="3", title="Nog anders"))
    assert [(one, one.replaces) for one in newer_versions(draft)] == [(second, "1"), (third, "1")]
    InstrumentVersion.objects.filter(pk=second.pk).update(status="retired")
    assert list(newer_versions(draft)) == [third]
    to(bram, number="3")
    assert list(newer_versions(draft)) == []


def test_of_two_instruments_only_the_one_that_is_named_moves(amina, bram, centre, version, shipped):
    other = welfare()
    assessment = plan(
        reference=REFERENCE,
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=[version, published(other)],
        team={bram: "coordinator"},
        actor=amina,
    )
    declare(reference=REFERENCE, conflict=False, declaration="", actor=bram)
    give("L1", "meets", bram)
    published(second_version(shipped, title="Anders"))
    published(second_version(other, scales=other.scales[1:]))
    to(bram, instrument="welzijn")
    works = dossier_of(fresh(assessment)).scales
    assert [(work.version.instrument_code, work.version.number) for work in works] == [
        *[(INSTRUMENT, "1")] * 4,
        *[("welzijn", "2")] * 10,
    ]
    assert works[0].level.code == "meets"


def test_a_page_opened_before_the_move_rates_nothing(draft, second, bram, chloe):
    to(bram)
    with pytest.raises(Outdated):
        give("L4", "meets", chloe, seen=0)
    assert give("L4", "meets", chloe, seen=1) == 2


def test_a_comment_typed_before_the_move_is_placed_at_the_same_scale(draft, second, bram, dirk):
    old = dossier_of(draft).scale(INSTRUMENT, "L1").scale.id
    to(bram)
    made = comment(reference=REFERENCE, scale_id=old, thread_id=None, text="Waarom?", actor=dirk)
    assert (made.thread.scale.code, made.thread.scale.version.number) == ("L1", "2")


def test_criteria_follow_where_the_text_changed(worked, shipped, bram):
    criteria = [CriterionPart(part.code, part.text + " Echt waar.") for part in shipped.criteria]
    published(second_version(shipped, criteria=criteria))
    before = told(worked)
    to(bram)
    assert told(worked) == before


def test_the_overview_tells_the_coordinator_of_a_newer_version(sign_in, draft, bram, chloe, second):
    assert PAGE in sign_in(bram).get(A).text
    assert PAGE not in sign_in(chloe).get(A).text
    to(bram)
    assert PAGE not in sign_in(bram).get(A).text


@pytest.fixture
def english(sign_in, bram):
    """Bram's browser, in English."""
    client = sign_in(bram)
    client.cookies["django_language"] = "en"
    return client


def test_the_page_tells_what_changes_and_moves(english, worked, second):
    client = english
    page = client.get(PAGE)
    assert page.status_code == 200
    told_there = [
        "Nieuwe schaal",
        "Changed:",
        "Stands in another order.",
        "Look at these ratings again",
    ]
    assert [words for words in told_there if words not in page.text] == []
    moved = client.post(PAGE, {"seen": fresh(worked).revision})
    assert (moved.status_code, moved.url) == (302, A)
    history = client.get(A + "history/").text
    assert f"moved it to another version of the instrument: {INSTRUMENT}, 1 → 2" in history
    again = client.get(PAGE)
    assert (again.status_code, again.url) == (302, A)


def test_the_overview_and_the_scale_remind_of_a_rating_until_it_is_given_again(english, complete, second, bram):
    remark, other = "The words at the chosen level changed", f"{A}scales/{INSTRUMENT}/L1/"
    pages = (A, f"{A}scales/{INSTRUMENT}/L4/")
    assert [remark in english.get(page).text for page in (*pages, other)] == [False, False, False]
    to(bram)
    assert [remark in english.get(page).text for page in (*pages, other)] == [True, True, False]
    seen = Rating.objects.get(assessment=complete, scale__code="L4").revision
    give("L4", "meets", bram, seen=seen)  # the same level
    assert [remark in english.get(page).text for page in pages] == [False, False]


def test_what_is_no_draft_any_more_reminds_of_nothing(english, complete, second, bram):
    to(bram)
    Assessment.objects.update(state="review")
    assert "The words at the chosen level changed" not in english.get(A).text


def test_a_stale_page_says_so(english, worked, second):
    client = english
    answer = client.post(PAGE, {"seen": fresh(worked).revision - 1})
    assert answer.status_code == 409
    assert "Somebody else changed this in the meantime" in answer.text
    assert client.post(PAGE).status_code == 409
    assert dossier_of(fresh(worked)).versions[0].number == "1"


def test_the_page_says_what_stands_in_the_way(english, worked, shipped):
    published(second_version(shipped, scales=without(shipped.scales, "L2")))
    client = english
    for answer, status in ((client.get(PAGE), 200), (client.post(PAGE, {"seen": fresh(worked).revision}), 409)):
        assert answer.status_code == status
        assert "L2 is no scale of the new version, and it holds: a rating, a text for the report" in answer.text
        assert '<button class="btn btn-primary">Move' not in answer.text


@pytest.mark.parametrize("address", ["version/onbekend/2/", f"version/{INSTRUMENT}/9/"])
def test_a_version_that_is_not_there_is_not_found(sign_in, draft, bram, address):
    client = sign_in(bram)
    assert [client.get(A + address).status_code, client.post(A + address).status_code] == [404, 404]
