"""What an administrator does with an import: give a file, say what its columns tell, confirm, stop.

`actor` None: somebody at the command line of the machine itself.
"""

from django.db import transaction
from django.db.models.functions import Now

from portal.accounts.models import User
from portal.centres.access import require_change
from portal.centres.import_models import STOPPABLE, RunState
from portal.centres.importing import files
from portal.centres.importing.columns import KNOWN_NAMES, chosen, fingerprint, recognised
from portal.centres.importing.examples import examples_of
from portal.centres.importing.reading import read
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.models import ImportMapping, ImportRun


def begin(*, raw: bytes, name: str, actor: User | None, only_dbso: bool = False) -> ImportRun:
    """A run for this file. Raises Refused where its header says that it is no table.

    Only the top of the file is read here; the worker reads it whole. Even that takes seconds for some workbooks: so
    no transaction is open meanwhile, in which on SQLite nobody else could save.
    """
    _require(actor)
    table = read(raw, KNOWN_NAMES)
    header, examples = table.header, examples_of(table)
    stored_name, sha256 = files.keep(raw)
    keys = known_keys(header)
    return ImportRun.objects.create(
        started_by=actor,
        source=name[:200],
        source_sha256=sha256,
        stored_name=stored_name,
        header=header,
        examples=examples,
        keys=keys or [],
        only_dbso=only_dbso,
        state=RunState.QUEUED if keys else RunState.MAPPING,
    )


def known_keys(header: list[str]) -> list[str] | None:
    """What these columns tell: those of the public spreadsheet, or as somebody said for such a file before."""
    columns = recognised(header)
    if columns:
        return columns.keys
    mapping = ImportMapping.objects.filter(fingerprint=fingerprint(header)).first()
    return mapping.keys if mapping and len(mapping.keys) == len(header) else None


@transaction.atomic
def map_columns(*, run: ImportRun, keys: list[str], actor: User | None) -> bool:
    """Read the file with these columns, and do so for such files from now on. False where the run has gone on.

    Raises Refused where two columns tell the same, or none tells the institution number.
    """
    _require(actor)
    columns = chosen(run.header, keys)
    if not columns.column_of("institution_number"):
        raise Refused(Reason.MISSING, column="institution_number")
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.MAPPING)
    if not waiting.update(keys=keys, state=RunState.QUEUED):
        return False
    defaults = {"keys": keys, "saved_by": actor}
    ImportMapping.objects.update_or_create(fingerprint=fingerprint(run.header), defaults=defaults)
    return True


@transaction.atomic
def confirm(*, run: ImportRun, actor: User | None) -> bool:
    """Let what the preview shows be stored, in its turn. False where that can't be (any more)."""
    _require(actor)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.can_be_confirmed:
        return False
    run.state, run.confirmed_by, run.confirmed_at = RunState.WAITING, actor, Now()
    run.done = run.total = run.attempts = 0
    run.remark, run.remark_values = "", {}
    run.save()
    return True


def stop(*, run: ImportRun, actor: User | None) -> bool:
    """Nothing of the run is stored any more. False where it is stored already or just being so, or ended otherwise."""
    _require(actor)
    if run.is_being_written:
        return False
    stoppable = ImportRun.objects.filter(pk=run.pk, state__in=STOPPABLE)
    return bool(stoppable.update(state=RunState.CANCELLED, ended_at=Now(), lease_until=None))


@transaction.atomic
def look_again(
    *, run: ImportRun, actor: User, ask_columns: bool = False, only_dbso: bool | None = None
) -> ImportRun | None:
    """A new run of the same file: its preview says how things stand now. None where the run's state doesn't allow it.

    `ask_columns`: what they tell is asked anew. `only_dbso`: whether new institutions of other main structures are left
    out from now on. With either, what the file would change as it was read before can no longer be stored.
    """
    _require(actor)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    says_more = ask_columns or only_dbso is not None
    asked = run.can_ask_columns if ask_columns else run.can_ask_structures
    if not (asked if says_more else run.can_be_looked_at_again):
        return None
    if says_more:
        stop(run=run, actor=actor)
    return ImportRun.objects.create(
        started_by=actor,
        source=run.source,
        source_sha256=run.source_sha256,
        stored_name=run.stored_name,
        header=run.header,
        examples=run.examples,
        keys=run.keys,
        whole=run.whole,
        only_dbso=run.only_dbso if only_dbso is None else only_dbso,
        origin=run.origin,
        state=RunState.QUEUED if run.keys and not ask_columns else RunState.MAPPING,
    )


def _require(actor: User | None) -> None:
    if actor:
        require_change(actor)
