"""kill -9 of the process that imports, at any of its steps: nothing is half done, and the next start cleans up."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.centres.import_models import RunState
from portal.centres.importing import runs, working
from portal.centres.models import Board, Centre, ImportItem, ImportRun, Site
from tests.centres.importing.files import HEADER, csv_file, institutions
from tests.faults.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = """
import os, signal, sys
import django
django.setup()
from importlib import import_module
from portal.centres.importing import working
module, name, times = import_module(sys.argv[2]), sys.argv[3], int(sys.argv[4])
real = getattr(module, name)
def deadly(*arguments, **named):
    global times
    times -= 1
    if times < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)
setattr(module, name, deadly)
working.work(int(sys.argv[1]))
"""
PACKAGE = "portal.centres.importing"
# Where it is killed: module, function, after how many calls of it.
READING = [("working", "show_progress", 3), ("preview", "batches", 0), ("working", "mine", 7)]
STORING = [
    ("working", "is_within", 0),
    ("storing", "_centres", 0),
    ("storing", "_sites", 0),
    ("storing", "note", 3),
    ("bulk", "_run", 2),
    ("bulk", "_run", 5),
]


def killed(run, module, name, times):
    sqlite = f"sqlite:///{connection.settings_dict['NAME']}"
    address = sqlite if connection.vendor == "sqlite" else database_url()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": address}
    arguments = [str(run.pk), f"{PACKAGE}.{module}", name, str(times)]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], check=False, env=environment, cwd=settings.BASE_DIR, timeout=60
    )
    assert ended.returncode == -signal.SIGKILL


def expire(run):
    ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize(("module", "name", "times"), READING)
def test_killed_while_reading(amina, module, name, times):
    run = runs.begin(raw=csv_file(HEADER, *institutions(1200)), name="x.csv", actor=amina)
    killed(run, module, name, times)
    run.refresh_from_db()
    assert (run.state, working.work(run.pk)) == (RunState.READING, "")
    expire(run)
    assert working.work(run.pk) == RunState.PREVIEW
    run.refresh_from_db()
    assert (run.counts["new"], ImportItem.objects.count(), Centre.objects.count()) == (1200, 1200, 0)


@pytest.mark.parametrize(("module", "name", "times"), STORING)
def test_killed_while_storing(amina, module, name, times):
    run = runs.begin(raw=csv_file(HEADER, *institutions(1200)), name="x.csv", actor=amina)
    working.work(run.pk)
    run.refresh_from_db()
    assert runs.confirm(run=run, actor=amina)
    killed(run, module, name, times)
    models = (Board, Centre, Site, Centre.history, Site.history)
    assert [getattr(model, "objects", model).count() for model in models] == [0] * 5
    expire(run)
    assert working.work(run.pk) == RunState.DONE
    assert [getattr(model, "objects", model).count() for model in models] == [0, 1200, 1200, 1200, 1200]
