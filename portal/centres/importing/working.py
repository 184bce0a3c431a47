"""The worker's part: reading a run into its preview, and storing what was confirmed.

A worker may stop at any line. It holds a run by a lease and a token; each commit of its progress asks whether the run
is still its own. What is stored and the word that it is stored are one transaction.
"""

import logging
from collections.abc import Callable
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from portal.centres import searching
from portal.centres.import_models import RunState, Step, new_lease
from portal.centres.importing import files, storing
from portal.centres.importing.columns import KNOWN_NAMES, chosen
from portal.centres.importing.comparing import compare
from portal.centres.importing.gathering import Gathered, gather
from portal.centres.importing.plan import Plan
from portal.centres.importing.preview import is_within, keep_items
from portal.centres.importing.reading import read
from portal.centres.importing.reasons import Reason, Refused, echoed
from portal.centres.models import ImportRun

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3


class Lost(Exception):
    """The run was stopped, or another worker took it over."""


def due_ids(limit: int = 10) -> list[int]:
    """Which runs a worker may take now, those to store first, the oldest first."""
    runs = ImportRun.objects
    return [
        pk
        for due in (runs.to_store().order_by("confirmed_at", "pk"), runs.to_read().order_by("started_at", "pk"))
        for pk in due.values_list("pk", flat=True)[:limit]
    ]


def work(run_id: int) -> str:
    """Take the run a step further if it is due and nobody else does; its new state, or "" where nothing was to do."""
    run = claim(run_id)
    if run is None:
        return ""
    try:
        if run.attempts > MOST_ATTEMPTS:  # it stopped a worker each time
            raise Refused(Reason.WORKER_STOPPED, times=MOST_ATTEMPTS)
        (make_preview if run.state == RunState.READING else store)(run)
    except Lost:
        return ""
    except Refused as refused:
        fail(run, refused)
    except Exception as error:
        log.exception("Import %s failed", run.pk)
        fail(run, Refused(Reason.FAULT, error=type(error).__name__))
    return ImportRun.objects.values_list("state", flat=True).get(pk=run.pk)


def claim(run_id: int) -> ImportRun | None:
    """The run, if it is due and this worker was the first to take it. Of runs to store, one at a time."""
    due = {"attempts": F("attempts") + 1, "holder": uuid4().hex, "lease_until": new_lease(), "step": ""}
    try:
        with transaction.atomic():
            taken = ImportRun.objects.to_read().filter(pk=run_id).update(state=RunState.READING, **due)
            taken = taken or ImportRun.objects.to_store().filter(pk=run_id).update(state=RunState.STORING, **due)
    except IntegrityError:  # another run is being stored: this one waits its turn
        return None
    return ImportRun.objects.get(pk=run_id) if taken else None


def mine(run: ImportRun):
    """The run's row, as long as it is this worker's."""
    return ImportRun.objects.filter(pk=run.pk, state=run.state, holder=run.holder)


def show_progress(run: ImportRun, step: Step, done: int = 0, total: int = 0) -> None:
    """Commit which step the work is at and how far, and hold the run a while longer. Raises Lost."""
    begins = {} if run.step == step else {"step": step, "step_at": Now()}
    if not mine(run).update(done=done, total=total, lease_until=new_lease(), **begins):
        raise Lost
    run.step = step


def gathered_from(run: ImportRun, tick: Callable[[int, int], None]) -> Gathered:
    """The institutions in the run's file. Raises Refused."""
    raw = files.kept(run)
    table = read(raw, KNOWN_NAMES)
    if table.header != run.header:
        raise Refused(Reason.CHANGED_FILE)
    rows = list(table.rows)
    if not rows:
        raise Refused(Reason.NO_ROWS)
    return gather(rows, chosen(run.header, run.keys), lambda done: tick(done, len(rows)))


def plan_of(run: ImportRun) -> Plan:
    gathered = gathered_from(run, lambda done, total: show_progress(run, Step.ROWS, done, total))
    show_progress(run, Step.COMPARING)
    return compare(gathered, whole=run.whole, only_dbso=run.only_dbso)


def make_preview(run: ImportRun) -> None:
    """Read the file, and keep what it would change in small commits: others can save in between."""
    run.items.all().delete()  # of a worker that stopped
    plan = plan_of(run)
    keep_items(run, plan, lambda done, total: show_progress(run, Step.LINES, done, total))
    if not mine(run).update(state=RunState.PREVIEW, counts=plan.counts(), lease_until=None, attempts=0):
        raise Lost


def store(run: ImportRun) -> None:
    """Store what was confirmed, if that is still what the file would change; else show the new preview."""
    for _attempt in range(3):
        plan = plan_of(run)
        if plan.wrong or not is_within(plan, run):
            break
        show_progress(run, Step.WRITING)  # before its transaction: what is told inside it, nobody sees
        try:
            write(run, plan)
        except (storing.Moved, IntegrityError):
            continue  # somebody saved one of the records this moment: compare once more
        searching.tidy()  # what is added stands nowhere in the order of names until then
        return
    put_back(run)


@transaction.atomic
def write(run: ImportRun, plan: Plan) -> None:
    if not mine(run).update(lease_until=new_lease()):  # also locks the row: who stops the run now waits for the end
        raise Lost
    storing.write(plan, actor=run.confirmed_by, reason=f"Import: {run.source}")
    mine(run).update(state=RunState.DONE, ended_at=Now(), lease_until=None)


@transaction.atomic
def put_back(run: ImportRun) -> None:
    """Read it anew: what was confirmed is no longer what it would do."""
    again = {"state": RunState.QUEUED, "remark": Reason.MOVED, "remark_values": {}, "attempts": 0}
    mine(run).update(**again, lease_until=None, confirmed_by=None, confirmed_at=None)


def fail(run: ImportRun, refused: Refused) -> None:
    """Say why the run ended. Where it isn't this worker's any more, somebody else does."""
    told = {key: str(value) for key, value in refused.values.items()}
    values = echoed(told | {"row": refused.row, "column": refused.column})
    mine(run).update(
        state=RunState.FAILED, remark=refused.reason, remark_values=values, ended_at=Now(), lease_until=None
    )
