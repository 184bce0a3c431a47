"""A run from its file to the records: preview, confirmation, storing all or nothing, one at a time, after any fault."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.centres.import_models import RunState
from portal.centres.importing import runs, storing, working
from portal.centres.importing.reading import read
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.models import Board, Centre, ImportMapping, ImportRun, Site
from tests.centres.importing.files import GENK, HEADER, csv_file, institutions, xlsx_file


@pytest.fixture
def previewed(amina):
    def previewed(*rows, raw=None):
        run = runs.begin(raw=raw or csv_file(HEADER, *rows), name="centra.csv", actor=amina)
        assert working.work(run.pk) == RunState.PREVIEW
        run.refresh_from_db()
        return run

    return previewed


@pytest.fixture
def stored(previewed, amina):
    def stored(*rows, raw=None):
        run = previewed(*rows, raw=raw)
        assert runs.confirm(run=run, actor=amina)
        assert working.work(run.pk) == RunState.DONE
        return run

    return stored


def fresh(run):
    run.refresh_from_db()
    return run


def expire(run):
    ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(minutes=1))


def test_a_preview_stores_nothing_and_what_is_confirmed_is_stored(previewed, amina):
    run = previewed(GENK)
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "missing": 0, "wrong": 0}
    assert Centre.objects.count() == 0
    assert runs.confirm(run=run, actor=amina)
    assert working.work(run.pk) == RunState.DONE
    centre = Centre.objects.get()
    assert (centre.institution_number, centre.name, centre.street) == ("30569", "CDO Genk", "Stationsstraat 12")
    assert (centre.network, centre.main_structure, centre.status) == ("community", "312", "active")
    assert [str(site) for site in centre.sites.all()] == ["01 Stationsstraat 12, Genk"]
    assert fresh(run).ended_at is not None


def test_the_same_file_twice_changes_nothing(stored, previewed, amina):
    stored(GENK, *institutions(3))
    before = list(Centre.objects.values()), list(Site.objects.values())
    run = previewed(GENK, *institutions(3))
    assert run.counts == {"new": 0, "changed": 0, "unchanged": 4, "missing": 0, "wrong": 0}
    assert not runs.confirm(run=run, actor=amina)
    again = previewed(raw=xlsx_file(HEADER, GENK, *institutions(3)))
    assert again.counts["unchanged"] == 4
    assert (list(Centre.objects.values()), list(Site.objects.values())) == before


def test_changes_are_stored_with_a_new_revision_and_a_new_board(stored, centre):
    Site.objects.create(centre=centre, number="01", street="Weg 1", postcode="1800", municipality="Vilvoorde")
    header = ["instellingsnummer", "naam", "bestuursnummer", "bestuur", "vestigingsplaats", "straat_vestigingsplaats"]
    keys = ["institution_number", "name", "board.number", "board.name", "site.number", "site.street"]
    ImportMapping.objects.create(fingerprint=runs.fingerprint(header), keys=keys)
    stored(raw=csv_file(header, ["123456", "CLW Nieuw", "055555", "Nieuw bestuur", "1", "Laan 2"]))
    centre.refresh_from_db()
    assert (centre.name, centre.municipality, centre.revision) == ("CLW Nieuw", "Vilvoorde", 1)
    assert centre.board == Board.objects.get(institution_number="055555", name="Nieuw bestuur")
    site = centre.sites.get()
    assert (site.street, site.postcode, site.revision) == ("Laan 2", "1800", 1)


def test_what_is_stored_has_its_history_and_can_be_searched(stored, amina, centre):
    stored(GENK, genk_and(centre))
    for model in (Centre.objects.get(institution_number="30569"), Site.objects.get(centre__name="CDO Genk")):
        row = model.history.get()
        assert (row.history_type, row.history_user, row.history_change_reason) == ("+", amina, "Import: centra.csv")
    centre.refresh_from_db()
    last = centre.history.latest()
    assert (last.history_type, last.name, last.revision) == ("~", "CLW Vilvoorde-Zuid", centre.revision)
    assert "zuid" in centre.search_text
    if connection.vendor == "sqlite":  # each is numbered in the order of names
        with connection.cursor() as cursor:
            cursor.execute("SELECT centre FROM centres_places ORDER BY place")
            assert cursor.fetchall() == [(pk,) for pk in Centre.objects.order_by("name").values_list("pk", flat=True)]


def test_a_board_gets_its_new_name_with_history_once_for_all_of_its_centres(stored, amina, centre, other_centre):
    other_centre.board = centre.board
    other_centre.save()
    header = ["nummer_instelling", "nummer_im", "naam_im"]
    rows = [[one.institution_number, "977041", "Scholengroep Zenne"] for one in (centre, other_centre)]
    run = stored(raw=csv_file(header, *rows))
    assert run.counts["changed"] == 2
    board = Board.objects.get()
    assert (board.name, board.revision) == ("Scholengroep Zenne", 1)
    assert [(row.history_type, row.history_user) for row in board.history.all()] == [("~", amina), ("+", None)]
    assert Centre.objects.get(pk=centre.pk).revision == 0


def genk_and(centre):
    return [centre.institution_number, "CLW Vilvoorde-Zuid", *[""] * 10]


def test_with_one_wrong_row_nothing_is_stored(previewed, amina):
    rows = list(institutions(100))
    rows[50][0] = "x"
    run = previewed(*rows)
    assert (run.counts["wrong"], run.counts["new"]) == (1, 99)
    assert [(one.row, one.column, one.remark) for one in run.items.filter(kind="wrong")] == [
        (52, "nummer_instelling", "number")
    ]
    assert not runs.confirm(run=run, actor=amina)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.WAITING)  # whoever gets around the page
    working.work(run.pk)
    assert Centre.objects.count() == 0


def test_an_unknown_file_asks_once_what_its_columns_tell(amina):
    raw = csv_file(["Nr", "Wie", "Net"], ["30569", "CDO Genk", "GO!"])
    run = runs.begin(raw=raw, name="x.csv", actor=amina)
    assert run.state == RunState.MAPPING
    assert working.work(run.pk) == ""
    with pytest.raises(Refused):
        runs.map_columns(run=run, keys=["", "name", "network"], actor=amina)
    with pytest.raises(Refused):
        runs.map_columns(run=run, keys=["name", "name", "network"], actor=amina)
    assert runs.map_columns(run=run, keys=["institution_number", "name", "network"], actor=amina)
    assert not runs.map_columns(run=run, keys=["institution_number", "name", "network"], actor=amina)
    assert working.work(run.pk) == RunState.PREVIEW
    assert runs.begin(raw=raw, name="y.csv", actor=amina).state == RunState.QUEUED


def test_only_administrators_import(gust, previewed):
    run = previewed(GENK)
    with pytest.raises(PermissionDenied):
        runs.begin(raw=csv_file(HEADER, GENK), name="x.csv", actor=gust)
    for deed in (runs.confirm, runs.stop, runs.look_again):
        with pytest.raises(PermissionDenied):
            deed(run=run, actor=gust)


def test_two_imports_of_the_same_file_wait_for_each_other(previewed, amina):
    first, second = previewed(GENK), previewed(GENK)
    for run in (first, second):
        assert runs.confirm(run=run, actor=amina)
    assert working.claim(first.pk).state == RunState.STORING
    assert working.work(second.pk) == ""  # waits its turn
    assert fresh(second).state == RunState.WAITING
    expire(first)
    assert working.due_ids() == [first.pk, second.pk]
    assert working.work(first.pk) == RunState.DONE
    assert working.work(second.pk) == RunState.DONE  # and then finds nothing left to do
    assert Centre.objects.get().revision == 0


def test_what_changed_since_the_preview_is_shown_anew_before_it_is_stored(previewed, amina, other_centre):
    run = previewed(GENK)
    runs.confirm(run=run, actor=amina)
    Centre.objects.update(municipality="Hasselt", revision=1)
    assert working.work(run.pk) == RunState.QUEUED
    assert Site.objects.count() == 0
    assert working.work(run.pk) == RunState.PREVIEW
    assert fresh(run).remark == Reason.MOVED
    assert run.can_be_confirmed
    assert {"field": "municipality", "old": "Hasselt", "new": "Genk"} in run.items.get(kind="changed").changes


def test_somebody_who_saves_at_the_last_moment_is_not_overwritten(previewed, amina, other_centre, monkeypatch):
    run = previewed(GENK)
    runs.confirm(run=run, actor=amina)
    real = storing.write

    def late(plan, **told):
        Centre.objects.update(name="Van een collega", revision=1)
        real(plan, **told)

    monkeypatch.setattr(storing, "write", late)
    assert working.work(run.pk) == RunState.QUEUED
    other_centre.refresh_from_db()
    assert (other_centre.name, Site.objects.count()) == ("CDO Genk", 0)  # `late` was undone with the rest


def test_a_run_that_was_stopped_stores_nothing(previewed, amina, monkeypatch):
    run = previewed(*institutions(3))
    runs.confirm(run=run, actor=amina)
    claimed = working.claim(run.pk)
    assert runs.stop(run=run, actor=amina)
    with pytest.raises(working.Lost):
        working.store(claimed)
    assert (Centre.objects.count(), fresh(run).state) == (0, RunState.CANCELLED)
    assert not runs.stop(run=run, actor=amina)
    assert working.work(run.pk) == ""


@pytest.mark.parametrize("phase", ["queued", "reading", "preview", "waiting"])
def test_a_run_can_be_stopped_at_each_phase(phase, amina):
    run = runs.begin(raw=csv_file(HEADER, *institutions(3)), name="x.csv", actor=amina)
    claimed = working.claim(run.pk) if phase == "reading" else None
    if phase in ("preview", "waiting"):
        working.work(run.pk)
    if phase == "waiting":
        runs.confirm(run=run, actor=amina)
    assert fresh(run).state == phase
    assert runs.stop(run=run, actor=amina)
    if claimed:
        with pytest.raises(working.Lost):
            working.make_preview(claimed)
    assert (working.work(run.pk), fresh(run).state, Centre.objects.count()) == ("", RunState.CANCELLED, 0)
    assert not runs.confirm(run=run, actor=amina)


def test_what_is_just_being_written_is_not_stopped_and_nobody_waits_for_it(
    previewed, amina, sign_in, django_assert_num_queries
):
    run, client = previewed(GENK), sign_in(amina)
    lease = timezone.now() + timedelta(minutes=1)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.STORING, step="writing", lease_until=lease)
    writing = fresh(run)
    with django_assert_num_queries(0):
        assert not runs.stop(run=writing, actor=amina)
    assert f"/centres/import/{run.pk}/stop/" not in client.get(f"/centres/import/{run.pk}/").text
    expire(run)  # the worker died: its transaction with it
    assert f"/centres/import/{run.pk}/stop/" in client.get(f"/centres/import/{run.pk}/").text
    assert runs.stop(run=fresh(run), actor=amina)


def test_a_given_file_has_no_address(amina, sign_in):
    run = runs.begin(raw=csv_file(HEADER, GENK), name="../../x.csv", actor=amina)
    assert run.stored_name == f"imports/{run.source_sha256}"
    client = sign_in(amina)
    for address in (default_storage.url(run.stored_name), f"/files/{run.stored_name}", f"/media/{run.stored_name}"):
        assert client.get(f"/{address.lstrip('/')}").status_code == 404


def test_a_worker_that_lost_its_run_can_do_nothing_with_it(previewed, amina):
    run = previewed(*institutions(3))
    runs.confirm(run=run, actor=amina)
    slow = working.claim(run.pk)
    expire(run)
    assert working.work(run.pk) == RunState.DONE
    with pytest.raises(working.Lost):
        working.store(slow)
    working.fail(slow, Refused(Reason.FAULT))
    assert fresh(run).state == RunState.DONE


def test_a_run_that_stops_each_worker_is_given_up(previewed, amina):
    run = previewed(*institutions(3))
    runs.confirm(run=run, actor=amina)
    for _time in range(working.MOST_ATTEMPTS):
        assert working.claim(run.pk)
        expire(run)
    assert working.work(run.pk) == RunState.FAILED
    assert fresh(run).reason == "Het werk stopte 3 keer voor het klaar was. Er is niets bewaard."


def test_a_fault_while_storing_undoes_all_of_it(previewed, amina, monkeypatch):
    run = previewed(*institutions(3))
    runs.confirm(run=run, actor=amina)
    monkeypatch.setattr(storing, "_sites", lambda todo: 1 / 0)
    assert working.work(run.pk) == RunState.FAILED
    assert (Centre.objects.count(), fresh(run).reason) == (
        0,
        "Een fout in het portaal: ZeroDivisionError. Er is niets bewaard.",
    )


def test_a_preview_that_was_cut_short_begins_anew(amina):
    run = runs.begin(raw=csv_file(HEADER, GENK), name="x.csv", actor=amina)
    claimed = working.claim(run.pk)
    plan = working.plan_of(claimed)
    working.keep_items(claimed, plan, lambda done, total: None)
    assert working.work(run.pk) == ""
    expire(run)
    assert working.work(run.pk) == RunState.PREVIEW
    assert run.items.count() == 1


def test_a_stored_file_that_was_changed_is_refused(amina, tmp_path):
    run = runs.begin(raw=csv_file(HEADER, GENK), name="x.csv", actor=amina)
    (tmp_path / run.stored_name).write_bytes(csv_file(HEADER, ["1"]))
    assert working.work(run.pk) == RunState.FAILED
    assert fresh(run).remark == Reason.CHANGED_FILE


def test_a_file_that_was_cut_short_as_it_was_kept_is_kept_when_it_is_given_again(amina, monkeypatch, sign_in):
    raw, real = csv_file(HEADER, GENK), FileSystemStorage._save

    def full(storage, name, content):
        real(storage, name, ContentFile(raw[:40]))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    page = sign_in(amina).post(
        "/centres/import/", {"file": SimpleUploadedFile("x.csv", raw)}, headers={"accept-language": "en"}
    )
    assert (page.status_code, "could not be stored" in page.text, ImportRun.objects.count()) == (400, True, 0)
    monkeypatch.undo()
    run = runs.begin(raw=raw, name="x.csv", actor=amina)
    assert working.work(run.pk) == RunState.PREVIEW


def test_a_file_that_breaks_further_down_is_refused_with_its_row(amina):
    run = runs.begin(raw=csv_file(HEADER, *institutions(30)) + b'"open', name="x.csv", actor=amina)
    assert working.work(run.pk) == RunState.FAILED
    assert (fresh(run).remark, run.remark_values["row"]) == (Reason.BROKEN_QUOTES, 32)


def test_a_header_without_rows_is_refused(amina):
    run = runs.begin(raw=csv_file(HEADER), name="x.csv", actor=amina)
    assert working.work(run.pk) == RunState.FAILED
    assert fresh(run).remark == Reason.NO_ROWS


def test_ten_thousand_rows_are_stored_in_a_hundred_statements_and_ten_seconds_of_work(previewed, amina):
    run = previewed(*institutions(10_000))
    runs.confirm(run=run, actor=amina)
    claimed = working.claim(run.pk)
    plan = working.plan_of(claimed)
    begun = time.process_time()
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        working.write(claimed, plan)
    assert (Centre.objects.count(), Site.objects.count()) == (10_000, 10_000)
    assert (Centre.history.count(), Site.history.count()) == (10_000, 10_000)
    assert len(captured) <= 100
    assert time.process_time() - begun < 10  # 3 on a quiet machine; others wait 20 on SQLite


@pytest.mark.django_db(transaction=True)
def test_each_step_is_told_outside_the_transaction_that_it_is_about(previewed, amina, monkeypatch):
    told, show = [], working.show_progress

    def shown(run, step, *far):
        show(run, step, *far)
        seen = fresh(ImportRun.objects.get(pk=run.pk))
        assert not connection.in_atomic_block
        assert (seen.step, seen.step_at is not None, seen.step_seconds < 60) == (step, True, True)
        told.append((f"{seen.step_number}/{len(seen.steps)}", step, *far))

    monkeypatch.setattr(working, "show_progress", shown)
    run = previewed(*institutions(1200))
    rows = [("1/3", "rows", done, 1200) for done in (500, 1000, 1200)]
    lines = [("3/3", "lines", done, 1200) for done in (0, 500, 1000)]
    assert told == [*rows, ("2/3", "comparing"), *lines]
    told.clear()
    runs.confirm(run=run, actor=amina)
    assert working.work(run.pk) == RunState.DONE
    assert told == [*rows, ("2/3", "comparing"), ("3/3", "writing")]
    assert fresh(run).steps == ()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_while_others_can_save(amina, monkeypatch):
    """On SQLite an open transaction is the only one that writes, and some workbooks take seconds to open."""
    open_meanwhile = []

    def looked(*given):
        open_meanwhile.append(connection.in_atomic_block)
        return read(*given)

    monkeypatch.setattr(runs, "read", looked)
    runs.begin(raw=csv_file(HEADER, GENK), name="x.csv", actor=amina)
    assert open_meanwhile == [False]
