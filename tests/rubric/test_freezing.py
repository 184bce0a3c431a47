"""The database itself refuses changes under a published version, whoever asks."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from rubric.enums import FindingKind, VersionStatus
from rubric.freezing import MAY_CHANGE, PARTS, REFUSAL, VERSION, content_columns
from rubric.loading import SHIPPED
from rubric.models import (
    Descriptor,
    Erratum,
    Expectation,
    Instrument,
    InstrumentVersion,
    Level,
    PracticeCriterion,
    Scale,
    Statement,
)
from rubric.storing import store

MODELS = [Level, Scale, PracticeCriterion, Expectation, Descriptor, Statement, Erratum]
CHANGES = {
    Level: {"legend": "anders"},
    Scale: {"title": "anders"},
    PracticeCriterion: {"text": "anders"},
    Expectation: {"at_least": 9},
    Statement: {"text": "anders."},
    Erratum: {"remark": "anders"},
}


def refused(deed) -> bool:
    """Whether the database refused it for the reason meant; the deed is undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                deed()
        except IntegrityError as error:
            return REFUSAL in str(error)
        finally:
            transaction.set_rollback(True)
    return False


def rows_of(model, version):
    return {
        Level: version.levels.all(),
        Scale: version.scales.all(),
        PracticeCriterion: version.practice_criteria.all(),
        Expectation: Expectation.objects.filter(level__version=version),
        Descriptor: Descriptor.objects.filter(scale__version=version),
        Statement: Statement.objects.filter(descriptor__scale__version=version),
        Erratum: Erratum.objects.filter(statement__descriptor__scale__version=version),
    }[model]


@pytest.fixture
def draft(version):
    """A draft with one part of each kind beside the published version."""
    draft = InstrumentVersion.objects.create(instrument=version.instrument, number="2", title="Ontwerp")
    level = Level.objects.create(version=draft, position=1, code="meets", title="Volgens", short_title="V", legend="L.")
    scale = Scale.objects.create(version=draft, position=1, code="L1", title="Eén")
    PracticeCriterion.objects.create(version=draft, position=1, code="c", text="Criterium.")
    Expectation.objects.create(level=level, position=1, finding_kind=FindingKind.STRENGTH, at_least=1)
    descriptor = Descriptor.objects.create(scale=scale, level=level)
    Erratum.objects.create(statement=Statement.objects.create(descriptor=descriptor, position=1, text="Z."), remark="r")
    return draft


def test_every_table_and_column_is_covered():
    assert set(PARTS) == {model._meta.db_table for model in MODELS}
    assert InstrumentVersion._meta.db_table == VERSION
    columns = {field.column for field in InstrumentVersion._meta.concrete_fields}
    assert columns == {*content_columns(apps), *MAY_CHANGE}


@pytest.mark.parametrize("model", CHANGES)
def test_parts_of_a_published_version_cant_change(version, model):
    assert refused(lambda: rows_of(model, version).update(**CHANGES[model]))


@pytest.mark.parametrize("model", MODELS)
def test_parts_of_a_published_version_cant_be_deleted(version, model):
    rows = rows_of(model, version)
    assert refused(lambda: rows._raw_delete(rows.db))


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_to_a_published_version(version, model):
    row = rows_of(model, version).first()
    row.pk, row.position = None, 99
    assert refused(row.save)


def test_no_part_moves_into_a_published_version(version, draft):
    scale = version.scales.first()
    descriptor = Descriptor.objects.filter(scale=scale).first()
    assert refused(lambda: draft.levels.update(version=version, position=9, code="x"))
    assert refused(lambda: rows_of(Statement, draft).update(descriptor=descriptor, position=9))


@pytest.mark.parametrize("column", [column for column in content_columns(apps) if column != "id"])
def test_the_content_of_a_published_version_cant_change(version, column):
    other = {
        "instrument_id": Instrument.objects.create(code="ander").pk,
        "language": "fr",
        "valid_from": "2026-09-01",
        "published_at": timezone.now(),
        "without_target": True,
    }.get(column, "anders")
    assert refused(lambda: InstrumentVersion.objects.filter(pk=version.pk).update(**{column: other}))


def test_a_published_version_can_be_retired_with_a_successor_but_not_undone(version, draft):
    row = InstrumentVersion.objects.filter(pk=version.pk)
    assert refused(lambda: row.update(status=VersionStatus.DRAFT))
    assert row.update(status=VersionStatus.RETIRED, valid_to="2027-08-31", successor=draft) == 1
    assert refused(lambda: row.update(status=VersionStatus.PUBLISHED))
    assert refused(lambda: row.update(title="anders"))
    assert refused(lambda: rows_of(Statement, version).update(text="anders."))


def test_a_published_version_cant_be_deleted(version):
    assert refused(version.delete)
    assert refused(lambda: InstrumentVersion.objects.filter(pk=version.pk)._raw_delete("default"))


@pytest.mark.parametrize("model", CHANGES)
def test_a_draft_can_change(draft, model):
    assert rows_of(model, draft).update(**CHANGES[model]) == 1


def test_a_draft_can_be_deleted(draft):
    draft.delete()
    assert InstrumentVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_tables_and_the_freeze_is_there_again(version, shipped):
    call_command("flush", interactive=False, verbosity=0)
    assert Statement.objects.count() == 0
    again = store(path=SHIPPED, content=shipped).version
    assert refused(lambda: rows_of(Statement, again).update(text="anders."))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's own list of triggers")
def test_sqlite_has_a_trigger_for_each_table_and_moment(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rubric_%_frozen_%'")
        assert cursor.fetchone() == (3 * len(PARTS) + 2,)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL knows no REPLACE")
@pytest.mark.parametrize("table", [VERSION, *PARTS])
def test_nothing_published_is_replaced(version, table):
    def replace():
        with connection.cursor() as cursor:
            cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")

    assert refused(replace)
