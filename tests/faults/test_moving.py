"""Moving to a newer version while others rate and write: each does so before or after, and nothing is lost."""

import pytest

from assessments.dossier import dossier_of
from assessments.errors import Outdated
from assessments.events import broken_links
from assessments.models import Rating
from assessments.moving import move
from assessments.writing import Outcome, save_passage
from tests.assessments.conftest import INSTRUMENT, REFERENCE, draft, fresh, give, planned  # noqa: F401 -- fixtures
from tests.faults.test_concurrency import (  # noqa: F401 -- fixtures
    all_at_once,
    crowd,
    crowded,
    kept_texts,
    shared_database,
)
from tests.instruments import published, second_version


@pytest.mark.parametrize("turn", range(3))
def test_a_move_among_raters_and_writers_loses_nothing(crowded, crowd, bram, shipped, turn):  # noqa: F811
    published(second_version(shipped, title="Anders"))
    seen = fresh(crowded).revision
    passages = {work.scale.code: work.narrative.pk for work in dossier_of(crowded).scales}

    def save(one, number):
        return lambda: save_passage(
            reference=REFERENCE, passage_id=passages["L1"], base=0, text=f"Tekst van nummer {number}.", actor=one
        )

    jobs = [lambda one=one: give("L2", "meets", one) for one in crowd[:8]]
    jobs += [save(one, number) for number, one in enumerate(crowd[8:16])]
    jobs.insert(turn * 8, lambda: move(reference=REFERENCE, instrument=INSTRUMENT, number="2", seen=seen, actor=bram))
    results = all_at_once(jobs)
    assert results.pop(turn * 8) is None
    rated, saved = results[:8], results[8:]
    # One rating before the move, or none: the page that each of them saw showed the words of version 1.
    assert {type(each) for each in rated} <= {int, Outdated}
    winners = [each for each in rated if isinstance(each, int)]
    assert winners in ([], [1])
    rating = Rating.objects.get(assessment=crowded, scale__code="L2")
    assert (rating.revision, rating.level and rating.level.code) == (1 + len(winners), "meets" if winners else None)
    assert sorted(one.outcome for one in saved) == sorted([Outcome.ACCEPTED] + [Outcome.CONFLICT] * 7)
    assert kept_texts(passages["L1"]) == {f"Tekst van nummer {number}." for number in range(8)}
    assert {work.version.number for work in dossier_of(fresh(crowded)).scales} == {"2"}
    assert list(broken_links()) == []
