"""An import of 10,000 institutions, from the file to the records: in a process of its own, to see what memory it takes.

Bars of the issue: 30 s and 300 MB in all, for the writing one query per 100 rows.
"""

import csv
import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from bench.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
ROWS = 10_000
SECONDS, MEGABYTES, QUERIES = 30, 300, ROWS // 100
SECONDS_OF_A_LOCK = 10  # while others wait to save on SQLite, at most 20
HEADER = [
    "nummer_instelling",
    "naam_instelling",
    "intern_volgnr_vpl",
    "straatnaam_vpl",
    "huisnr_vpl",
    "postnummer_vpl",
    "gemeente_vpl",
    "fusiegemeente_vpl",
    "provincie_vpl",
    "naam_im",
    "naam_net",
    "nummer_hoofdstructuur",
]


def of_imports(verdict: Verdict) -> None:
    program = [sys.executable, "-m", "bench.imports"]
    told = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(told.splitlines()[-1])
    verdict.hold(f"import of {ROWS:,} rows", found["seconds"], SECONDS, " s")
    verdict.hold("import, memory", found["megabytes"], MEGABYTES, " MB")
    verdict.hold("import, queries of the writing", found["queries"], QUERIES)
    verdict.hold("import, others wait", found["locked"], SECONDS_OF_A_LOCK, " s")


def public_file() -> bytes:
    """The public spreadsheet's form: made-up institutions with a site each."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, delimiter=";")
    rows.writerow(HEADER)
    for number in range(200_000, 200_000 + ROWS):
        town = f"Gemeente {number % 300}"
        place = [f"Straat {number % 977}", number % 200 + 1, 1000 + number % 9000, town, town, "Limburg"]
        rows.writerow([number, f"School {number}", "01", *place, "", "Vrij gesubsidieerd onderwijs", "312"])
    return written.getvalue().encode()


def measured() -> dict[str, float]:
    """Reads, shows, confirms and stores it as a worker does."""
    from django.db import connection  # noqa: PLC0415 -- after the settings are read
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from bench.databases import drop, make  # noqa: PLC0415
    from portal.centres.importing import runs, storing, working  # noqa: PLC0415
    from portal.centres.models import Centre  # noqa: PLC0415

    make("imports")
    writing: dict[str, float] = {}
    real = storing.write

    def timed(*arguments, **named) -> None:
        begun = perf_counter()
        with CaptureQueriesContext(connection) as captured:
            real(*arguments, **named)
        writing.update(queries=len(captured), locked=perf_counter() - begun)

    storing.write = timed
    try:
        begun = perf_counter()
        run = runs.begin(raw=public_file(), name="bench.csv", actor=None)
        working.work(run.pk)
        runs.confirm(run=run, actor=None)
        state = working.work(run.pk)
        seconds = perf_counter() - begun
        if state != "done" or Centre.objects.filter(institution_number__gte="200000").count() < ROWS:
            raise SystemExit(f"the import ended as {state}")
    finally:
        drop("imports")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, **writing}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measured()))
