"""The database itself refuses to change what was done and what was written, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.dossier import dossier_of
from assessments.models import Event, PassageRevision
from assessments.noting import remove_finding
from tests.assessments.conftest import REFERENCE, note, write

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets rows go: Django empties its tables so between tests"
)


@pytest.fixture
def written(draft, bram):
    write(dossier_of(draft).scales[0].narrative, "Eerst.", bram)
    return draft


@pytest.mark.parametrize(("model", "change"), [(Event, {"verb": "rated"}), (PassageRevision, {"text": "Anders."})])
def test_nothing_of_the_past_changes(written, model, change):
    before = list(model.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        model.objects.update(**change)
    assert list(model.objects.order_by("pk").values()) == before


@on_postgresql
@pytest.mark.parametrize("model", [Event, PassageRevision])
def test_nothing_of_the_past_goes(written, model):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        model.objects.all().delete()


def test_a_finding_still_goes_with_its_text(written, bram):
    finding = note(written, bram, "strength")
    remove_finding(reference=REFERENCE, finding_id=finding.pk, seen=1, actor=bram)
    assert list(PassageRevision.objects.values_list("text", flat=True)) == ["Eerst."]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows no REPLACE")
@pytest.mark.parametrize("table", ["assessments_event", "assessments_passagerevision"])
@pytest.mark.parametrize("key", ["id", "its own key"])
def test_nothing_of_the_past_is_replaced(written, table, key):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")
        columns = [name for (name,) in cursor.fetchall() if key == "id" or name != "id"]
        some = ", ".join(columns)
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            cursor.execute(f"REPLACE INTO {table} ({some}) SELECT {some} FROM {table}")
