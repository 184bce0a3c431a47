import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from portal.centres.import_models import ItemKind, RunState
from portal.centres.importing import runs, working
from portal.centres.importing.columns import LABELS
from portal.centres.importing.preview import column_of, told_changes
from portal.centres.importing.reasons import Refused, told
from portal.centres.importing.tables import MAX_BYTES
from portal.centres.lines import cut
from portal.centres.models import ImportItem, ImportRun

COUNTED = ("new", "changed", "unchanged", "missing", "wrong")  # in this order, whatever the database keeps
REMARKED = ("new_not_dbso", "left_out", "boards_left_out")  # where there are any


class Command(BaseCommand):
    help = "Imports centre records from a CSV file or an Excel workbook: all of it or, with one wrong row, nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--only-dbso", action="store_true", help="leave out what is new and has another main structure than 312"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="NAME=FIELD",
            help="what a column tells, for a file other than the public spreadsheet; remembered. Fields: "
            + ", ".join(LABELS),
        )

    @no_translations
    def handle(self, *, file: Path, dry_run: bool, only_dbso: bool, column: list[str], **options):
        try:
            run = begun(file, column, only_dbso=only_dbso)
        except Refused as refused:
            raise CommandError(f"{where(refused.row, refused.column)}{refused}") from refused
        run = finished(run)
        require_going_on(run)
        for item in run.items.exclude(kind=ItemKind.UNCHANGED, remark="").iterator():
            self.stdout.write(line(item))
        counted = [f"{kind}: {run.counts.get(kind, 0)}" for kind in COUNTED if run.counts]
        counted += [f"{about}: {run.counts[about]}" for about in REMARKED if about in run.counts]
        self.stdout.write(", ".join(counted))
        if run.state == RunState.FAILED:
            values = run.remark_values
            raise CommandError(f"{where(values.get('row', 0), values.get('column', ''))}{run.reason}")
        wrong = run.counts[ItemKind.WRONG]
        if dry_run or wrong or not run.can_be_confirmed:
            runs.stop(run=run, actor=None)
            if wrong:
                raise CommandError(f"{wrong} wrong: nothing is stored.")
            self.stdout.write("Nothing is stored." if dry_run else "There is nothing to store.")
            return
        runs.confirm(run=run, actor=None)
        run = finished(run)
        require_going_on(run)
        if run.state != RunState.DONE:
            raise CommandError(f"{run.state}: {run.reason}")
        self.stdout.write("Stored.")


def begun(file: Path, columns: list[str], *, only_dbso: bool) -> ImportRun:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    run = runs.begin(raw=raw, name=file.name, actor=None, only_dbso=only_dbso)
    if run.state == RunState.MAPPING:
        pairs = dict(pair.rpartition("=")[::2] for pair in columns)
        unknown = [name for name in pairs if name not in run.header] + [k for k in pairs.values() if k not in LABELS]
        if unknown or "institution_number" not in pairs.values():
            runs.stop(run=run, actor=None)
            names = ", ".join(cut(name) for name in run.header if name)
            problem = f" Unknown: {', '.join(map(cut, unknown))}." if unknown else ""
            raise CommandError(f"Say what the columns tell (--column NAME=FIELD). The file has: {names}.{problem}")
        runs.map_columns(run=run, keys=[pairs.get(name, "") for name in run.header], actor=None)
    return run


def finished(run: ImportRun) -> ImportRun:
    """The run once nobody works at it any more: this process does the work, unless a worker was faster."""
    while True:
        state = working.work(run.pk)
        run.refresh_from_db()
        if not run.is_at_work:
            return run
        if not state:
            time.sleep(0.2)


def require_going_on(run: ImportRun) -> None:
    if run.state == RunState.CANCELLED:
        raise CommandError("The import was stopped meanwhile: nothing is stored.")


def line(item: ImportItem) -> str:
    if item.kind == ItemKind.WRONG:
        unnamed = "" if item.column else column_of(item)
        return f"wrong: {where(item.row, item.column, unnamed)}{told(item.remark, item.values)}"
    changes = "; ".join(f"{label}: {old or '–'} → {new}" for label, old, new in told_changes(item))
    remark = f" – {told(item.remark, item.values)}" if item.remark else ""
    return f"{item.kind}: {item.number} {item.name}" + (f" ({changes})" if changes else "") + remark


def where(row: int, column: str, unnamed: str = "") -> str:
    places = [f"row {row}"] * bool(row) + [f"column {cut(column)}"] * bool(column) + [unnamed] * bool(unnamed)
    return f"{', '.join(places)}: " if places else ""
