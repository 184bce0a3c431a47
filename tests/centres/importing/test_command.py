"""`manage.py import_centres`: the same steps as in the browser, told line by line."""

import pytest
from django.core.management import CommandError, call_command

from portal.centres.importing import runs, working
from portal.centres.models import Centre, ImportMapping, ImportRun
from tests.centres.importing.files import GENK, HEADER, csv_file, institutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def import_centres(tmp_path, capsys):
    def import_centres(raw, *options):
        file = tmp_path / "centra.csv"
        file.write_bytes(raw)
        call_command("import_centres", str(file), *options)
        return capsys.readouterr().out.splitlines()

    return import_centres


def test_a_dry_run_says_what_would_change_and_stores_nothing(import_centres, centre):
    lines = import_centres(csv_file(HEADER, GENK), "--dry-run")
    assert lines[0].startswith("new: 30569 CDO Genk (name: – → CDO Genk; network: – → Community education (GO!);")
    assert lines[1:] == [
        "missing: 123456 CLW Vilvoorde",
        "new: 1, changed: 0, unchanged: 0, missing: 1, wrong: 0",
        "Nothing is stored.",
    ]
    assert (Centre.objects.count(), ImportRun.objects.get().state) == (1, "cancelled")


def test_new_centres_of_another_main_structure_can_be_left_out(import_centres):
    raw = csv_file(HEADER, GENK, ["30570", *GENK[1:-1], "211"])
    assert import_centres(raw, "--dry-run")[-2:] == [
        "new: 2, changed: 0, unchanged: 0, missing: 0, wrong: 0, new_not_dbso: 1",
        "Nothing is stored.",
    ]
    assert import_centres(raw, "--only-dbso")[-2:] == [
        "new: 1, changed: 0, unchanged: 0, missing: 0, wrong: 0, left_out: 1",
        "Stored.",
    ]
    assert Centre.objects.get().institution_number == "30569"


def test_a_board_that_is_left_out_is_told(import_centres, centre):
    lines = import_centres(csv_file(["nummer_instelling", "nummer_im"], [centre.institution_number, "977099"]))
    told = "Board 977099 is left out: the portal doesn't know it, and no name of it is told."
    assert lines[0] == f"unchanged: 123456 CLW Vilvoorde – {told}"


def test_an_import_that_is_stopped_in_the_browser_ends_the_command(import_centres, monkeypatch):
    work = working.work

    def stopped(pk):
        runs.stop(run=ImportRun.objects.get(pk=pk), actor=None)
        return work(pk)

    monkeypatch.setattr(working, "work", stopped)
    with pytest.raises(CommandError, match="was stopped meanwhile: nothing is stored"):
        import_centres(csv_file(HEADER, GENK))
    monkeypatch.setattr(runs, "confirm", lambda **told: monkeypatch.setattr(working, "work", stopped))
    monkeypatch.setattr(working, "work", work)
    with pytest.raises(CommandError, match="was stopped meanwhile: nothing is stored"):
        import_centres(csv_file(HEADER, GENK))


def test_a_file_is_stored_and_a_second_time_there_is_nothing_to_store(import_centres):
    assert import_centres(csv_file(HEADER, GENK))[-1] == "Stored."
    assert import_centres(csv_file(HEADER, GENK)) == [
        "new: 0, changed: 0, unchanged: 1, missing: 0, wrong: 0",
        "There is nothing to store.",
    ]
    assert Centre.objects.get().name == "CDO Genk"


def test_wrong_rows_are_told_one_by_one_and_nothing_is_stored(import_centres, capsys):
    rows = list(institutions(3))
    rows[0][0], rows[2][5] = "x", "10000"
    with pytest.raises(CommandError) as error:
        import_centres(csv_file(HEADER, *rows))
    assert str(error.value) == "2 wrong: nothing is stored."
    assert capsys.readouterr().out.splitlines()[:2] == [
        "wrong: row 2, column nummer_instelling: “x” is no institution number: 5 or 6 digits.",
        "wrong: row 4, column postnummer_vpl: “10000” is no postcode: 4 digits.",
    ]
    assert Centre.objects.count() == 0


def test_what_no_column_tells_is_named(import_centres, capsys):
    with pytest.raises(CommandError):
        import_centres(csv_file(["nummer_instelling", "naam_vpl"], ["30569", "Hoofdgebouw"]))
    told = "This institution isn't known yet: then the file must tell this too."
    assert capsys.readouterr().out.splitlines()[:3] == [
        "wrong: row 2, no column: name: " + told,
        "wrong: row 2, no column: network: " + told,
        "wrong: row 2, no column: site: number: This must be filled in.",
    ]


def test_columns_of_another_file_are_told_once(import_centres):
    raw = csv_file(["Nr", "Wie", "Net"], ["30569", "CDO Genk", "GO!"])
    with pytest.raises(CommandError, match="The file has: Nr, Wie, Net"):
        import_centres(raw)
    with pytest.raises(CommandError, match="Unknown: Nee, color"):
        import_centres(raw, "--column", "Nr=institution_number", "--column", "Nee=color")
    columns = ["Nr=institution_number", "Wie=name", "Net=network"]
    assert import_centres(raw, *[part for column in columns for part in ("--column", column)])[-1] == "Stored."
    assert import_centres(raw)[-1] == "There is nothing to store."
    assert ImportMapping.objects.count() == 1


def test_a_file_that_is_no_table_or_is_not_there(import_centres, tmp_path):
    with pytest.raises(CommandError, match="This is no table"):
        import_centres(b"%PDF")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_centres", str(tmp_path / "gone.csv"))
    with pytest.raises(CommandError, match=r"^row 3: The quotes"):
        import_centres(csv_file(HEADER, GENK) + b'"open')
