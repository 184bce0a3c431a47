"""What the page, the guide and the example say of the public spreadsheet is what is recognised of it."""

import csv
from io import StringIO
from pathlib import Path

from django.utils import translation

from portal.centres.importing import runs, working
from portal.centres.importing.columns import LABELS, recognised
from portal.centres.importing.describing import described, example_rows
from portal.centres.importing.public import COLUMNS
from portal.centres.models import Centre

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "administrator.md"


def guide_table():
    lines = ["| kolom | zegt | voorbeeld |", "| --- | --- | --- |"]
    for one in described():
        names = " of ".join(f"`{name}`" for name in one.names)
        lines.append(f"| {names} | {one.label} | {one.example} |")
    return "\n".join(lines) + "\n"


def test_the_guide_shows_the_columns_that_are_recognised():
    assert guide_table() in GUIDE.read_text(encoding="utf-8"), f"paste this into {GUIDE.name}:\n{guide_table()}"


def test_each_recognised_column_is_described_once():
    assert sorted(name for one in described() for name in one.names) == sorted(column.name for column in COLUMNS)
    assert {column.key for column in COLUMNS} <= set(LABELS)
    with translation.override("en"):
        told = {one.names[0]: one for one in described()}
    assert told["nummer_instelling"].needed == "always"
    assert (told["naam_instelling"].needed, told["naam_instelling"].form) == (
        "for a new centre",
        "at most 200 characters",
    )
    assert told["telefoon"].names == ["telefoon", "telefoonnummer"]


def test_the_page_shows_them_and_the_example_is_taken_as_it_is(sign_in, amina):
    visits = sign_in(amina)
    page = visits.get("/centres/import/").content.decode()
    assert all(column.name in page and column.example in page for column in COLUMNS)
    assert 'href="/centres/import/example.csv"' in page
    answer = visits.get("/centres/import/example.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="voorbeeld.csv"'
    raw = b"".join(answer.streaming_content)
    told = raw.decode("utf-8-sig")
    assert list(csv.reader(StringIO(told, newline=""), delimiter=";")) == example_rows()
    assert "" not in recognised(example_rows()[0]).keys
    run = runs.begin(raw=raw, name="example.csv", actor=amina)
    assert working.work(run.pk) == "preview"
    run.refresh_from_db()
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}
    runs.confirm(run=run, actor=amina)
    assert working.work(run.pk) == "done"
    centre = Centre.objects.get()
    site = centre.sites.get()
    assert [str(centre.board), centre.network, centre.phone, centre.email, centre.website] == [
        "Voorbeeldbestuur",
        "private",
        "02 000 00 00",
        "info@example.be",
        "https://example.be",
    ]
    assert (site.name, site.street, site.municipality, site.main_municipality, site.province) == (
        "Hoofdgebouw",
        "Voorbeeldstraat 12",
        "Peutie",
        "Vilvoorde",
        "Vlaams-Brabant",
    )
