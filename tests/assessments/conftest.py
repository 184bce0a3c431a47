"""An assessment of Els's centre: Bram coordinates, Chloé is a member, Dirk reviews; Bram and Chloé have declared."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import TeamRole
from assessments.locking import advise, judgement_sha256, lock
from assessments.models import Assessment
from assessments.noting import add_finding
from assessments.planning import plan
from assessments.rating import rate
from assessments.transitions import submit
from assessments.writing import save_passage
from rubric.reading import grid

REFERENCE = "2026-014"
INSTRUMENT = "dbso-leerlingenbegeleiding"
SCALE = f"/assessments/{REFERENCE}/scales/{INSTRUMENT}/L1/"


@pytest.fixture
def without_triggers(db):
    """The past lies open, as to somebody who masters the database; the end of the test puts the triggers back."""
    append_only = import_module("assessments.migrations.0004_append_only")
    connection.check_constraints()  # PostgreSQL changes no table with checks that still wait
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=lambda sql, params=None: cursor.execute(sql))
        append_only.allow(None, editor)


@pytest.fixture
def planned(amina, bram, chloe, dirk, centre, version):
    """A draft without declarations."""
    return plan(
        reference=REFERENCE,
        centre=centre,
        school_year=2026,
        visit_start=date(2026, 11, 16),
        visit_end=date(2026, 11, 18),
        versions=[version],
        team={bram: TeamRole.COORDINATOR, chloe: TeamRole.MEMBER, dirk: TeamRole.REVIEWER},
        actor=amina,
    )


@pytest.fixture
def draft(planned, bram, chloe):
    for member in (bram, chloe):
        declare(reference=REFERENCE, conflict=False, declaration="", actor=member)
    return fresh(planned)


@pytest.fixture
def complete(draft, bram):
    """A draft that lacks nothing: every scale meets the expectation, with a text; advice with its motivation."""
    for work in dossier_of(draft).scales:
        give(work.scale.code, "meets", bram)
        write(work.narrative, f"Tekst bij {work.scale.code}.", bram)
    advise(reference=REFERENCE, advice="favourable", seen=fresh(draft).revision, actor=bram)
    write(dossier_of(draft).advice, "Het team vindt het zo.", bram)
    return fresh(draft)


@pytest.fixture
def in_review(complete, bram):
    submit(reference=REFERENCE, seen=complete.revision, actor=bram)
    return fresh(complete)


@pytest.fixture
def locked(in_review, bram):
    lock(
        reference=REFERENCE,
        synthesis_on=date(2026, 11, 20),
        participants="Els De Smet",
        seen=judgement_sha256(in_review),
        actor=bram,
    )
    return fresh(in_review)


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=assessment.pk)


def give(scale, level, actor, seen=0):
    """Rates a scale of the shipped instrument."""
    return rate(reference=REFERENCE, instrument=INSTRUMENT, scale=scale, level=level, seen=seen, actor=actor)


def write(passage, text, actor, **more):
    """Saves a text against the passage's revision in hand."""
    more.setdefault("base", passage.revision)
    return save_passage(reference=REFERENCE, passage_id=passage.pk, text=text, actor=actor, **more)


def note(assessment, actor, kind, weight="", code="L1", text="Iets.", criteria=()):
    scale = grid(assessment.versions.get().pk).scale(code)
    return add_finding(
        reference=REFERENCE, scale_id=scale.id, kind=kind, weight=weight, text=text, criteria=criteria, actor=actor
    )
