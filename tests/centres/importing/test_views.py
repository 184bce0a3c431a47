"""The pages of an import, for administrators: what each shows in each state, and in how many queries."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.centres.import_models import RunState
from portal.centres.importing import tables, uploading, working
from portal.centres.models import Centre, ImportRun
from tests.centres.importing.files import GENK, HEADER, csv_file, institutions

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def visits(sign_in, amina):
    return sign_in(amina)


def give(visits, raw, name="centra.csv"):
    return visits.post("/centres/import/", {"file": SimpleUploadedFile(name, raw)}, headers=ENGLISH)


def begun(visits, raw):
    answer = give(visits, raw)
    run = ImportRun.objects.latest("pk")
    assert (answer.status_code, answer.url) == (302, f"/centres/import/{run.pk}/")
    return run, answer.url


def text(answer):
    return " ".join(answer.content.decode().split())


def test_from_the_file_to_the_records(visits):
    run, address = begun(visits, csv_file(HEADER, GENK))
    answer = visits.get(address, headers=ENGLISH)
    assert "<progress" in text(answer)
    assert 'hx-get="' + address + 'progress/"' in text(answer)
    assert visits.get(address + "progress/").status_code == 200
    working.work(run.pk)
    answer = visits.get(address + "progress/")
    assert (answer.status_code, answer["HX-Redirect"]) == (200, address)
    answer = visits.get(address, headers=ENGLISH)
    assert answer.context["kinds"] == [
        ("wrong", "wrong", 0),
        ("new", "new", 1),
        ("changed", "changed", 0),
        ("missing", "missing from the file", 0),
        ("unchanged", "unchanged", 0),
    ]
    assert answer.context["page"].rows[0]["changes"][:2] == [
        ("name", "", "CDO Genk"),
        ("network", "", "Community education (GO!)"),
    ]
    assert visits.post(address + "confirm/").url == address
    assert "Waits its turn" in text(visits.get(address, headers=ENGLISH))
    working.work(run.pk)
    assert "What was stored" in text(visits.get(address, headers=ENGLISH))
    assert Centre.objects.get().name == "CDO Genk"


@pytest.mark.parametrize(
    ("state", "step", "done", "told", "bar"),
    [
        ("reading", "rows", 1500, "Step 1 of 3: reading the rows · 1,500 of 12,000 rows · for 5 seconds", True),
        ("reading", "lines", 500, "Step 3 of 3: keeping the lines of the preview · 500 of 12,000 lines", True),
        ("storing", "comparing", 0, "Step 2 of 3: comparing them with what the portal holds · for 5 seconds", False),
        ("storing", "writing", 0, "Step 3 of 3: storing, all of it at once · for 5 seconds", False),
        ("storing", "", 0, "Is being stored", False),
        ("waiting", "lines", 0, "Waits its turn", False),
    ],
)
def test_the_progress_says_which_step_it_is_and_shows_a_bar_where_that_is_known(
    visits, time_machine, state, step, done, told, bar
):
    run, address = begun(visits, csv_file(HEADER, GENK))
    far = {"done": done, "total": 12_000 if bar else 0}
    at = timezone.now()
    ImportRun.objects.filter(pk=run.pk).update(state=state, step=step, step_at=at, **far)
    time_machine.move_to(at + timedelta(seconds=5), tick=False)
    for page in (address, address + "progress/"):
        answer = text(visits.get(page, headers=ENGLISH))
        shown = re.sub(" +", " ", re.sub("<.*?>", " ", answer))
        assert told in shown
        assert (f'value="{done}" max="12000"' in answer, "hx-preserve" in answer) == (bar, not bar)


def test_the_preview_tells_how_many_lines_there_are(visits):
    run, address = begun(visits, csv_file(HEADER, *institutions(30)))
    working.work(run.pk)
    assert "30 lines" in text(visits.get(address, headers=ENGLISH))
    counts = {**ImportRun.objects.get().counts, "missing": 12_345}
    ImportRun.objects.filter(pk=run.pk).update(counts=counts)
    run.items.update(kind="missing")
    answer = text(visits.get(address + "?kind=missing", headers=ENGLISH))
    assert "12,345 lines · the first 1,000 are shown" in answer
    assert "(12,345)" in answer


def test_wrong_rows_are_shown_and_there_is_nothing_to_confirm(visits):
    rows = list(institutions(30))
    for row in rows:
        row[0] = "x"
    run, address = begun(visits, csv_file(HEADER, *rows))
    working.work(run.pk)
    answer = visits.get(address, headers=ENGLISH)
    assert "30 rows are wrong, so nothing can be stored." in text(answer)
    assert "Store all of it" not in text(answer)
    assert len(answer.context["page"].rows) == 25
    second = visits.get(address + "?page=2&kind=wrong", headers=ENGLISH).context["page"].rows
    assert [(line["item"].row, line["reason"]) for line in second[-1:]] == [
        (31, "“x” is no institution number: 5 or 6 digits.")
    ]
    answer = visits.post(address + "confirm/", headers=ENGLISH, follow=True)
    assert "Not done. The state of this import is now: with mistakes." in text(answer)
    assert ImportRun.objects.get().state == RunState.PREVIEW


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "The submitted file is empty."),
        (b"%PDF-1.4", "This is no table: give a CSV file or an Excel workbook (.xlsx)."),
        (b"a;b\x00\n", "Row 1: This is no table: give a CSV file or an Excel workbook (.xlsx)."),
    ],
)
def test_what_is_no_table_is_refused_at_once(visits, raw, reason):
    answer = give(visits, raw)
    assert answer.status_code == 400
    assert answer.context["form"].errors == {"file": [reason]}
    assert ImportRun.objects.count() == 0


def test_a_file_that_is_too_large_never_arrives(visits, monkeypatch):
    monkeypatch.setattr(uploading, "MAX_BYTES", 1000)
    monkeypatch.setattr(tables, "MAX_BYTES", 1000)
    answer = give(visits, csv_file(HEADER, *institutions(100)))
    assert answer.status_code == 400
    assert answer.context["form"].errors == {"file": ["The file is larger than 20 MB."]}


def test_without_a_token_nothing_is_taken(amina, client):
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert give(strict, csv_file(HEADER, GENK)).status_code == 403


def test_the_columns_of_an_unknown_file_are_asked(visits):
    run, address = begun(visits, csv_file(["Code", "Naam", "Kleur"], ["30569", "CDO Genk", "rood"]))
    answer = visits.get(address, headers=ENGLISH)
    assert [(field.label, field.initial) for field in answer.context["form"]] == [
        ("Code", ""),
        ("Naam", "name"),
        ("Kleur", ""),
    ]
    columns = {"column_0": "name", "column_1": "name"}
    answer = visits.post(address + "columns/", columns, headers=ENGLISH)
    assert answer.status_code == 400
    assert answer.context["form"].errors == {
        "column_1": ["Another column tells this already."],
        "__all__": ["Say which column holds the institution number."],
    }
    columns["column_0"] = "institution_number"
    assert visits.post(address + "columns/", columns).status_code == 302
    assert working.work(run.pk) == RunState.PREVIEW
    run.refresh_from_db()
    assert run.counts["wrong"] == 1  # a new one without its network
    assert visits.post(address + "columns/", columns, headers=ENGLISH).status_code == 302


def helps(answer):
    return [re.sub("<.*?>", "", str(field.help_text)) for field in answer.context["form"]]


def test_each_column_shows_values_of_the_file_and_what_was_recognised_or_remembered(visits):
    rows = [
        ["30569", "CDO Genk", "", "=A1"],
        ["30569", "CDO\u200b Genk", "", ""],
        ["1", "<b>\u202e" + "x" * 99, "", "y"],
    ]
    rows += [["2", "C", "", ""], ["3", "D", "", ""]]
    first, address = begun(visits, csv_file(["Code", "Naam", "<i>Kleur</i>", "Net"], *rows))
    answer = visits.get(address, headers=ENGLISH)
    told = [
        "For example “30569”, “1”, “2”",
        f"Recognised by its name · for example “CDO Genk”, “&lt;b&gt;{'x' * 36}…”, “C”",
        "No value in the first rows",
        "Recognised by its name · for example “=A1”, “y”",
    ]
    assert helps(answer) == told
    assert "<b>x" not in text(answer)
    assert "<i>Kleur" not in text(answer)
    assert helps(visits.post(address + "columns/", {}, headers=ENGLISH)) == told
    said = {"column_0": "institution_number", "column_1": "full_name"}
    visits.post(address + "columns/", said)
    working.work(first.pk)
    again = visits.post(address + "again/", {"columns": "1"}).url
    assert [told.split(" · ")[0] for told in helps(visits.get(again, headers=ENGLISH))] == [
        "Remembered from before",
        "Remembered from before",
        "No value in the first rows",
        "For example “=A1”, “y”",
    ]


def test_of_the_public_spreadsheet_each_column_is_recognised(visits):
    run, address = begun(visits, csv_file(HEADER, GENK))
    working.work(run.pk)
    again = visits.post(address + "again/", {"columns": "1"}).url
    marked = [told.split(" · ")[0] for told in helps(visits.get(again, headers=ENGLISH))]
    assert marked == ["Recognised by its name"] * 12


def test_a_file_that_breaks_below_its_first_rows_still_asks_for_its_columns(visits):
    broken = csv_file(["Code", "Naam"], *[[str(row), "x"] for row in range(50)]) + b'"open'
    _run, address = begun(visits, broken)
    assert helps(visits.get(address, headers=ENGLISH))[0] == "For example “0”, “1”, “2”"


def test_columns_that_were_told_wrongly_are_told_anew(visits):
    raw = csv_file(["Code", "Naam", "Net"], ["30569", "CDO Genk", "GO!"])
    first, address = begun(visits, raw)
    said = {"column_0": "institution_number", "column_1": "full_name", "column_2": "network"}
    visits.post(address + "columns/", said)
    working.work(first.pk)
    again = visits.post(address + "again/", {"columns": "1"}).url
    assert ImportRun.objects.get(pk=first.pk).state == RunState.CANCELLED
    form = visits.get(again, headers=ENGLISH).context["form"]
    assert [field.initial for field in form] == ["institution_number", "full_name", "network"]
    visits.post(again + "columns/", said | {"column_1": "name"})
    assert working.work(ImportRun.objects.latest("pk").pk) == RunState.PREVIEW
    run, _address = begun(visits, raw)
    assert (run.state, run.keys) == (RunState.QUEUED, ["institution_number", "name", "network"])
    answer = visits.post(f"/centres/import/{run.pk}/again/", {"columns": "1"}, headers=ENGLISH, follow=True)
    assert "Not done. The state of this import is now: waits to be read." in text(answer)


def test_without_javascript_a_link_asks_how_far_it_is(visits):
    _run, address = begun(visits, csv_file(HEADER, GENK))
    assert f'<noscript><p class="mb-0 mt-2"><a href="{address}">' in text(visits.get(address))


@pytest.mark.parametrize(("named", "told"), [("", False), ("Scholengroep Genk", True)])
def test_boards_without_their_number_are_remarked_on_only_where_one_is_named(visits, named, told):
    row = [named if name == "naam_im" else cell for name, cell in zip(HEADER, GENK, strict=True)]
    run, address = begun(visits, csv_file(HEADER, row))
    working.work(run.pk)
    page = text(visits.get(address, headers=ENGLISH))
    assert ("This file names boards without their institution number." in page) is told


def test_new_centres_of_another_main_structure_are_left_out_where_one_says_so(visits):
    other = ["30570", *GENK[1:-1], "211"]
    first, address = begun(visits, csv_file(HEADER, GENK, other))
    assert visits.post(address + "again/", {"structures": "dbso"}).url == address  # nothing is known of it yet
    working.work(first.pk)
    page = text(visits.get(address, headers=ENGLISH))
    assert "Of the new centres 1 has another main structure than 312 (DBSO)." in page
    second = visits.post(address + "again/", {"structures": "dbso"}).url
    first.refresh_from_db()
    assert first.state == RunState.CANCELLED
    run = ImportRun.objects.latest("pk")
    assert (run.only_dbso, working.work(run.pk)) == (True, RunState.PREVIEW)
    page = text(visits.get(second, headers=ENGLISH))
    assert "1 new centre is left out: its main structure is another than 312 (DBSO)." in page
    third = visits.post(second + "again/", {"structures": "all"}).url
    working.work(ImportRun.objects.latest("pk").pk)
    assert "Leave it out" in text(visits.get(third, headers=ENGLISH))
    assert visits.post(third + "again/", {"structures": "x"}, headers=ENGLISH).url == third
    last = visits.post(third + "again/", {"structures": "dbso"}).url
    working.work(ImportRun.objects.latest("pk").pk)
    visits.post(last + "confirm/")
    assert working.work(ImportRun.objects.latest("pk").pk) == RunState.DONE
    assert Centre.objects.get().institution_number == "30569"


def test_a_line_names_the_board_that_is_left_out(visits, centre):
    header = ["nummer_instelling", "nummer_im"]
    run, address = begun(visits, csv_file(header, [centre.institution_number, "977099"]))
    working.work(run.pk)
    page = text(visits.get(address + "?kind=unchanged", headers=ENGLISH))
    assert "Board 977099 is left out: the portal doesn&#x27;t know it, and no name of it is told." in page
    assert "Of 1 centre the board is left out" in page


def test_a_wrong_row_of_the_source_is_not_to_be_corrected_in_a_file(visits):
    run, address = begun(visits, csv_file(HEADER, ["x", *GENK[1:]]))
    working.work(run.pk)
    assert "Correct it in the file and choose it again." in text(visits.get(address, headers=ENGLISH))
    ImportRun.objects.update(origin="api")
    page = text(visits.get(address, headers=ENGLISH))
    assert "It must be corrected at the source; the portal looks there every night." in page
    assert "in the file and choose" not in page


def test_a_preview_says_whether_it_can_be_stored(visits):
    wrong = ["x", *GENK[1:]]
    for rows in ([GENK], [wrong]):
        working.work(begun(visits, csv_file(HEADER, *rows))[0].pk)
    first = ImportRun.objects.earliest("pk")
    visits.post(f"/centres/import/{first.pk}/confirm/")
    working.work(first.pk)
    for rows in ([GENK], [["30570", *GENK[1:]]]):
        working.work(begun(visits, csv_file(HEADER, *rows))[0].pk)
    page = visits.get("/centres/import/", headers=ENGLISH)
    states = ["Can be looked at", "Nothing to store", "With mistakes", "Stored"]
    assert re.findall('<td data-label="State">(.*?)</td>', page.content.decode()) == states
    for run, state in zip(page.context["page"].rows, states, strict=True):
        answer = visits.get(f"/centres/import/{run.pk}/", headers=ENGLISH)
        assert f'<span class="state">{state}</span>' in text(answer)


def test_what_waits_to_be_looked_at_is_thrown_away_not_stopped(visits):
    run, address = begun(visits, csv_file(HEADER, GENK))
    assert "Stop this import" in text(visits.get(address, headers=ENGLISH))
    working.work(run.pk)
    page = text(visits.get(address, headers=ENGLISH))
    assert ("Throw away" in page, "Stop this import" in page) == (True, False)
    answer = visits.post(address + "stop/", headers=ENGLISH, follow=True)
    assert "The import was thrown away. Nothing of it is stored." in text(answer)


def test_an_import_is_stopped_and_looked_at_once_more(visits):
    run, address = begun(visits, csv_file(HEADER, GENK))
    answer = visits.post(address + "stop/", headers=ENGLISH, follow=True)
    assert "The import was stopped. Nothing of it is stored." in text(answer)
    assert working.work(run.pk) == ""
    answer = visits.post(address + "stop/", headers=ENGLISH, follow=True)
    assert "Not done. The state of this import is now: cancelled." in text(answer)
    answer = visits.post(address + "again/")
    again = ImportRun.objects.latest("pk")
    assert (answer.url, again.state) == (f"/centres/import/{again.pk}/", RunState.QUEUED)


ONCE_MORE = "Look at this file once more"


def test_only_what_ended_without_being_stored_is_looked_at_once_more(visits):
    run, address = begun(visits, csv_file(HEADER, GENK))
    working.work(run.pk)
    visits.post(address + "confirm/")
    working.work(run.pk)
    answer = visits.post(address + "again/", headers=ENGLISH, follow=True)
    assert "Not done. The state of this import is now: stored." in text(answer)
    assert (ONCE_MORE in text(answer), ImportRun.objects.count()) == (False, 1)


def test_a_look_at_the_source_that_brought_no_file_offers_no_other(visits):
    run = ImportRun.objects.create(source="v2", origin="api", state="failed", remark="source_silent")
    address = f"/centres/import/{run.pk}/"
    page = text(visits.get(address, headers=ENGLISH))
    assert (ONCE_MORE in page, "thrown away" in page) == (False, False)
    answer = visits.post(address + "again/", headers=ENGLISH, follow=True)
    assert "Not done. The state of this import is now: failed." in text(answer)
    ImportRun.objects.update(origin="file")
    page = text(visits.get(address, headers=ENGLISH))
    assert ("Map the columns" in page, ONCE_MORE in page) == (False, False)


def test_a_run_that_failed_says_why_and_where(visits):
    run, address = begun(visits, csv_file(HEADER, *institutions(30)) + b'"open')
    working.work(run.pk)
    answer = text(visits.get(address, headers=ENGLISH))
    assert "Row 32: The quotes in this row don&#x27;t match, or a cell is far too long." in answer


def test_what_is_stored_leads_to_the_pages_of_the_centres(visits, centre, other_centre):
    row = [centre.institution_number, "CLW Nieuw", *[""] * 10]
    run, address = begun(visits, csv_file(HEADER, row, *institutions(1)))
    working.work(run.pk)
    before = {kind: text(visits.get(f"{address}?kind={kind}")) for kind in ("new", "changed", "missing")}
    assert [f'<a href="/centres/{number}/">' in before[kind] for kind, number in LED] == [False, True, True]
    visits.post(address + "confirm/")
    working.work(run.pk)
    for kind, number in LED:
        answer = text(visits.get(f"{address}?kind={kind}"))
        assert f'<a href="/centres/{number}/">' in answer
        assert visits.get(f"/centres/{number}/").status_code == 200


LED = [("new", "100000"), ("changed", "123456"), ("missing", "30569")]


@pytest.mark.parametrize("count", [1, 25])
def test_the_preview_takes_the_same_queries_for_one_line_and_many(visits, django_assert_num_queries, count):
    run, address = begun(visits, csv_file(HEADER, *institutions(count)))
    working.work(run.pk)
    visits.get(address)
    with django_assert_num_queries(5):  # session, person, run, lines, which of their centres there are
        visits.get(address)
    with django_assert_num_queries(3):
        visits.get(address + "progress/")
