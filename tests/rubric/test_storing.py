"""What goes into the database comes out of it to the letter."""

from dataclasses import replace

import pytest

from rubric import reading
from rubric.manuscript import CriterionPart, ExpectationPart, LevelPart, Manuscript, ScalePart, StatementPart
from rubric.models import Instrument, InstrumentVersion
from rubric.storing import add_draft, manuscript_of


def a_manuscript(*, scales: int, levels: int, target: int | None = None) -> Manuscript:
    """An instrument of any size with everything in it that one can hold."""
    codes = [f"niveau-{number}" for number in range(1, levels + 1)]
    return Manuscript(
        instrument="proef",
        version="1",
        language="nl",
        title="Proefinstrument",
        quality_area="Gebied",
        scope="Bereik",
        introduction="Inleiding.",
        target_explanation="Streefdoel.",
        good_practice_definition="Wat overstijgt.",
        valid_from="2026-09-01",
        source="Bron",
        source_sha256="a" * 64,
        criteria=[CriterionPart("een", "Het eerste."), CriterionPart("twee", "Het tweede.")],
        levels=[
            LevelPart(
                code=code,
                title=f"Niveau {number}",
                short_title=f"N{number}",
                title_en=f"Level {number}",
                short_title_en="",
                legend=f"Legende {number}.",
                target=number == target,
                expectations=[
                    ExpectationPart("improvement_point", ["essential", "minor"], False, 2, None),
                    ExpectationPart("good_practice", [], True, 0, 0),
                ],
            )
            for number, code in enumerate(codes, 1)
        ],
        scales=[
            ScalePart(
                f"S{number}",
                f"Schaal {number}",
                {
                    code: [
                        StatementPart(f"Zin één van {number} bij {code}.", ""),
                        StatementPart(f"Zin twee van {number}.", "Zo in de bron."),
                    ]
                    for code in codes
                },
            )
            for number in range(1, scales + 1)
        ],
        without_target=target is None,
    )


def stored(content: Manuscript) -> InstrumentVersion:
    """A draft with this content, read anew with its instrument."""
    instrument, _ = Instrument.objects.get_or_create(code=content.instrument)
    version = add_draft(instrument, content)
    return InstrumentVersion.objects.select_related("instrument").get(pk=version.pk)


def test_the_shipped_file_comes_back_to_the_letter(version, shipped):
    assert manuscript_of(version) == shipped
    assert manuscript_of(version).content_sha256 == version.content_sha256


@pytest.mark.parametrize(("scales", "levels", "target"), [(11, 3, None), (40, 4, 3), (1, 2, 1)])
def test_an_instrument_of_any_size_comes_back(db, scales, levels, target):
    content = a_manuscript(scales=scales, levels=levels, target=target)
    assert manuscript_of(stored(content)) == content


def test_a_level_without_a_sentence_comes_back_as_an_empty_list(db):
    content = a_manuscript(scales=1, levels=2, target=1)
    scale = replace(content.scales[0], levels={"niveau-1": [], "niveau-2": []})
    assert manuscript_of(stored(replace(content, scales=[scale]))).scales == [scale]


@pytest.mark.parametrize("scales", [4, 40])
def test_reading_it_takes_five_queries_whatever_its_size(db, django_assert_num_queries, scales):
    draft = stored(a_manuscript(scales=scales, levels=4, target=3))
    with django_assert_num_queries(5):
        manuscript_of(draft)


def test_a_published_version_needs_none(version, django_assert_num_queries):
    reading.text_of(version)
    with django_assert_num_queries(0):
        manuscript_of(version)
