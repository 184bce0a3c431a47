"""The tables in docs/architecture.md are those of the code."""

from pathlib import Path

import pytest

from tests.assessments import tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"


@pytest.mark.parametrize("table", [tables.workflow_table, tables.access_table])
def test_the_document_shows_the_table_as_it_is(table):
    assert table() in DOCUMENT.read_text(encoding="utf-8"), f"paste this into {DOCUMENT.name}:\n{table()}"


def test_the_tables_in_words():
    assert "| return | review | draft | coordinator, reviewer | a reason |" in tables.workflow_table()
    assert "| rate | draft | draft | – | – | – |" in tables.access_table()
