"""What is thrown away at night, and what stays: that an import was does, what nobody can store any more does not."""

import os
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.centres.import_models import RunState
from portal.centres.importing import files, runs, tidying, working
from portal.centres.models import ImportItem, ImportRun
from portal.home import tasks
from tests.centres.importing.files import GENK, HEADER, csv_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def previewed(amina):
    def previewed(number="30569", **about):
        run = runs.begin(raw=csv_file(HEADER, [number, *GENK[1:]]), name="centra.csv", actor=amina)
        working.work(run.pk)
        ImportRun.objects.filter(pk=run.pk).update(**about)
        run.refresh_from_db()
        make_older(run.stored_name)
        return run

    return previewed


def make_older(name, days=2):
    moment = time.time() - days * 24 * 3600
    os.utime(default_storage.path(name), (moment, moment))


def ended(days):
    return {"ended_at": timezone.now() - timedelta(days=days)}


def kept():
    """The numbers of the runs of which there are lines, and of which there is the file."""
    lines = set(ImportItem.objects.values_list("run", flat=True))
    names = dict(ImportRun.objects.exclude(stored_name="").values_list("pk", "stored_name"))
    return lines, {pk for pk, name in names.items() if default_storage.exists(name)}


def test_of_what_ended_more_than_a_month_ago_only_that_it_was_stays(previewed):
    old = [
        previewed(f"3000{n}", state=state, **ended(31)) for n, state in enumerate([RunState.CANCELLED, RunState.FAILED])
    ]
    stay = [
        previewed("30010", state=RunState.CANCELLED, **ended(29)),
        previewed("30011", state=RunState.DONE, **ended(400)),
        previewed("30012"),
    ]
    tidying.tidy()
    there = {run.pk for run in stay}
    assert kept() == (there, there)
    assert ImportRun.objects.count() == 5
    assert not any(default_storage.exists(run.stored_name) for run in old)
    tidying.tidy()
    assert kept() == (there, there)


def test_a_look_that_a_later_one_replaced_goes_at_once(previewed):
    looks = [previewed(f"3000{n}", origin="api", state=RunState.CANCELLED, **ended(2 - n)) for n in range(3)]
    ImportRun.objects.create(source="v2", origin="api", state=RunState.FAILED, **ended(0))  # brought nothing
    previewed("30010", state=RunState.CANCELLED, **ended(1))  # of a file: no look replaces it
    tidying.tidy()
    there = {looks[2].pk, ImportRun.objects.latest("pk").pk}
    assert kept() == (there, there)


def test_a_file_that_another_run_names_stays(previewed):
    old, other = previewed(state=RunState.CANCELLED, **ended(31)), previewed()
    assert old.stored_name == other.stored_name
    tidying.tidy()
    assert kept() == ({other.pk}, {other.pk})
    assert files.kept(other)


def test_only_files_of_imports_that_are_older_than_a_day_go():
    for name in ("imports/stray", "imports/fresh", "reports/verslag.pdf"):
        default_storage.save(name, ContentFile(b"x"))
    for name in ("imports/stray", "reports/verslag.pdf"):
        make_older(name)
    tidying.tidy()
    assert [default_storage.listdir(place)[1] for place in ("imports", "reports")] == [["fresh"], ["verslag.pdf"]]


def test_where_nothing_was_ever_imported_there_is_nothing_to_do():
    tidying.tidy()


def test_what_was_thrown_away_is_not_offered_again(previewed, sign_in, amina):
    run = previewed(state=RunState.CANCELLED, **ended(31))
    tidying.tidy()
    page = sign_in(amina).get(f"/centres/import/{run.pk}/", headers={"accept-language": "en"}).content.decode()
    assert ("once more" in page, "Map the columns" in page) == (False, False)
    assert "Its lines and its file were thrown away." in page
    assert runs.look_again(run=run, actor=amina) is None


def test_the_nightly_task_also_ends_what_is_left_of_sessions(previewed, settings):
    assert settings.CELERY_BEAT_SCHEDULE["tidy"]["task"] == tasks.tidy.name
    for days in (-1, 1):
        session = SessionStore()
        session.set_expiry(timedelta(days=days))
        session.create()
    run = previewed(state=RunState.CANCELLED, **ended(31))
    tasks.tidy()
    assert (Session.objects.count(), kept()) == (1, (set(), set()))
    assert ImportRun.objects.get().pk == run.pk
