import json

from assessments.events import canonical
from assessments.models import Comment, Evidence, Passage, Thread
from assessments.reports.snapshot import digest, take
from tests.reports.factories import AT, make_assessment, make_version


def test_holds_what_the_report_shows(final, dirk):
    data = take(assessment=final, actor=dirk, at=AT)
    assert data["reference"] == "2026-014"
    assert data["visit"] == {"start": "2026-03-16", "end": "2026-03-18"}
    assert data["centre"]["name"] == "CLW Vilvoorde"
    assert data["centre"]["board"] == {"institution_number": "977041", "name": "Scholengroep Vilvoorde-Zaventem"}
    assert data["team"] == [
        {"name": "Bram Verhelst", "role": "coordinator"},
        {"name": "Chloé Maes", "role": "member"},
    ]
    assert data["reviewers"] == ["Dirk Peeters"]
    assert data["advice"] == {"code": "favourable_with_obligation", "motivation": "Het centrum werkt aan de tekorten."}
    assert data["finalised"] == {"by": "Dirk Peeters", "at": "2026-04-14T09:30:00+00:00"}
    (instrument,) = data["instruments"]
    assert (instrument["code"], instrument["number"]) == ("leerlingenbegeleiding", "2019")
    assert [level["position"] for level in instrument["levels"] if level["is_target"]] == [3]
    assert [scale["level"] for scale in instrument["scales"]] == ["level-3", "level-2", "level-4", "level-2"]
    assert instrument["scales"][2] == {
        "code": "L3",
        "title": "Schaal 3",
        "level": "level-4",
        "descriptor": ["Zin 1 van L3 bij overstijgt.", "Zin 2 van L3 bij overstijgt."],
        "narrative": "Verhaal bij L3.",
        "motivation": "",
        "findings": [
            {"kind": "strength", "weight": "", "text": "Sterk in L3.", "criteria": []},
            {"kind": "improvement_point", "weight": "essential", "text": "Beter kan L3.", "criteria": []},
            {
                "kind": "good_practice",
                "weight": "",
                "text": "Voorbeeld uit L3.",
                "criteria": ["criterion-1", "criterion-2"],
            },
        ],
    }


def test_holds_no_comments_and_no_evidence(final, bram, dirk):
    thread = Thread.objects.create(assessment=final, opened_at=AT, resolved_at=AT, resolved_by=bram)
    Comment.objects.create(thread=thread, author=dirk, text="Waarop steunt dit?", at=AT)
    Evidence.objects.create(assessment=final, kind="interview", title="Gesprek met de zorgcoördinator")
    written = canonical(take(assessment=final, actor=dirk, at=AT)).decode()
    assert "Waarop steunt dit?" not in written
    assert "zorgcoördinator" not in written


def test_the_hash_says_whether_anything_changed(final, dirk):
    first, again = (take(assessment=final, actor=dirk, at=AT) for _ in range(2))
    assert digest(first) == digest(again) == digest(json.loads(canonical(first)))
    Passage.objects.filter(kind="narrative", scale__code="L1").update(text="Een ander verhaal.")
    assert digest(take(assessment=final, actor=dirk, at=AT)) != digest(first)


def test_two_instruments_stand_in_their_order(centre, bram, chloe, dirk):
    versions = [make_version("b-first", levels=["een", "twee", "drie"], target=2, scales=2), make_version("a-second")]
    assessment = make_assessment(centre, versions, (bram, chloe, dirk), positions=(2, 1))
    data = take(assessment=assessment, actor=dirk, at=AT)
    assert [(part["code"], len(part["levels"]), len(part["scales"])) for part in data["instruments"]] == [
        ("b-first", 3, 2),
        ("a-second", 4, 4),
    ]


def test_as_many_queries_for_one_scale_as_for_thirty(centre, bram, chloe, dirk, django_assert_num_queries):
    for code, scales in (("klein", 1), ("groot", 30)):
        version = make_version(code, scales=scales)
        assessment = make_assessment(centre, [version], (bram, chloe, dirk), reference=code, positions=(4,))
        with django_assert_num_queries(10):
            take(assessment=assessment, actor=dirk, at=AT)
