"""What is measured, against which bars, and how it is told."""

import re
from collections.abc import Callable
from time import perf_counter

from django.core.management import call_command
from django.db import connection

from assessments.enums import State
from assessments.models import Assessment, Rating
from assessments.reports.models import Report
from assessments.reports.pdf import make_pdf
from bench.centres import of_centres
from bench.databases import drop, make, point_at
from bench.fill import OWN, PER_CENTRE, full, thin
from bench.imports import of_imports
from bench.instruments import of_instruments
from bench.measuring import Browser, Figures, Request, Stack, interleaved
from bench.verdict import Verdict, say
from bench.world import CENTRES, World

RUNS = 200
QUERIES_OF_A_PAGE, QUERIES_OF_A_SAVE, RATIO_OF_A_PAGE, RATIO_OF_SIZES, MS_OF_A_PDF = 10, 8, 2.5, 1.5, 60
SMALL, LARGE = 1_000, 100_000
# What counts as a row of a page: rows of tables and lists, facts, and every text out of the database.
ROW = re.compile(r'<tr>\s*<th scope="row"|<li\b|<dd\b|<textarea\b|class="(?:statement|level-legend|typed-text)\b')


def main() -> int:
    """Fills, measures, tells; 1 where a bar was missed."""
    begun, verdict = perf_counter(), Verdict()
    call_command("collectstatic", verbosity=0, interactive=False)
    try:
        of_pages(verdict)
        of_sizes(verdict)
        of_imports(verdict)
        of_centres(verdict)
    finally:
        for which in ("full", "small", "large", "centres"):
            drop(which)
    of_bars = f"{verdict.missed} missed" if verdict.missed else "all bars hold"
    say(f"\n{of_bars}; {perf_counter() - begun:.0f} s in all")
    return 1 if verdict.missed else 0


def of_pages(verdict: Verdict) -> None:
    made, total = make("full"), CENTRES * PER_CENTRE
    # One in each round of visits to all centres, each time to another centre.
    timed(f"{CENTRES} centres × {PER_CENTRE} assessments", lambda: full(made, total, _one_in(CENTRES)))
    stack, bram, director = Stack(), Browser(made.bram), Browser(made.director)
    scale = f"/assessments/{_draft(made).reference}/scales/{made.version.instrument_code}/L3/"
    outcome = Report.objects.visible_to(made.director).select_related("assessment")[0]
    pages = {
        "start": (bram.get("/"), "table"),
        "list": (bram.get("/assessments/"), "table"),
        "scale": (bram.get(scale), "texts"),
        "outcome": (director.get(f"/outcomes/{outcome.assessment.reference}/"), "texts"),
    }
    say(f"\n{'':22}  queries  median ms   p95 ms  kB  × bare")
    ratios = {}
    for name, (page, kind) in pages.items():
        answer = stack.answer(page).content.decode()
        rows = len(ROW.findall(answer[answer.index("<main") :]))
        bare = bram.get(f"/bare/{kind}/{rows}/")
        ratios[name] = compare(stack, name, page, f"bare {kind}, {rows} rows", bare)
    ratios["save"] = compare(stack, "save a rating", *_saves(made, bram, scale))
    say("")
    for name, (page, _kind) in pages.items():
        verdict.hold(f"{name}, queries", len(stack.queries(page)), QUERIES_OF_A_PAGE)
        verdict.hold(f"{name}, × bare view", ratios[name], RATIO_OF_A_PAGE)
    save = _saves(made, bram, scale)[0]
    verdict.hold("save a rating, statements", len(stack.queries(save)), QUERIES_OF_A_SAVE)
    of_pdf(verdict, outcome)
    of_instruments(verdict, stack, bram)


def compare(stack: Stack, name: str, page: Request, bare_name: str, bare: Request) -> float:
    """Tells of a page and its bare view; gives the ratio of their medians."""
    tasks: dict[str, Callable[[], float]] = {"page": lambda: stack.time(page), "bare": lambda: stack.time(bare)}
    figures = interleaved(tasks, RUNS)
    ratio = figures["page"].median / figures["bare"].median
    row(name, stack, page, figures["page"], f"{ratio:8.2f}")
    row(bare_name, stack, bare, figures["bare"])
    return ratio


def row(name: str, stack: Stack, page: Request, figures: Figures, ratio: str = "") -> None:
    queries, size = len(stack.queries(page)), len(stack.answer(page).content) / 1000
    say(f"{name:22} {queries:8} {figures.median:10.2f} {figures.p95:8.2f} {size:3.0f}{ratio}")


def _saves(made: World, bram: Browser, scale: str) -> tuple[Request, str, Request]:
    """Rating a scale to and fro, and the bare update of another rating."""
    mine, other = Rating.objects.filter(assessment=_draft(made)).order_by("scale__position")[2:4]

    def fields() -> dict[str, object]:
        revision = Rating.objects.values_list("revision", flat=True).get(pk=mine.pk)
        return {"revision": revision, "level": ("meets", "below")[revision % 2]}

    def bare_fields() -> dict[str, object]:
        return {"revision": Rating.objects.values_list("revision", flat=True).get(pk=other.pk)}

    return bram.post(f"{scale}rate/", fields), "bare update", bram.post(f"/bare/save/{other.pk}/", bare_fields)


def of_pdf(verdict: Verdict, report: Report) -> None:
    def once() -> float:
        begun = perf_counter()
        make_pdf(report.snapshot)
        return (perf_counter() - begun) * 1000

    figures = interleaved({"pdf": once}, 60, warm_up=10)["pdf"]
    verdict.hold(f"report as PDF (p95 {figures.p95:.1f} ms)", figures.median, MS_OF_A_PDF, " ms")


def of_sizes(verdict: Verdict) -> None:
    """The list of an inspector who holds as many in a table of 1,000 as in one of 100,000, and of a broad holder."""
    browsers = {}
    for which, total in (("small", SMALL), ("large", LARGE)):
        made = make(which)
        timed(f"{total:,} assessments", lambda made=made, total=total: thin(made, total, _one_in(total // OWN)))
        browsers[which] = {"own": Browser(made.bram), "broad": Browser(made.nele)}
    stack, ratio_of_own = Stack(), 0.0
    say("\nList in a table of    1,000 ms  100,000 ms   ratio")
    for who, address, held in (
        ("own", "/assessments/", f"holder of {OWN} in both"),
        ("own", "/assessments/?page=2", "… second page"),
        ("own", "/assessments/?state=draft", "… those in draft"),
        ("own", "/assessments/?all=1", "… with all final ones"),
        ("broad", "/assessments/", "holder of one in 20"),
    ):
        figures = _alternating(stack, {which: some[who].get(address) for which, some in browsers.items()})
        ratio = figures["large"].median / figures["small"].median
        say(f"{held:22} {figures['small'].median:7.2f} {figures['large'].median:11.2f} {ratio:7.2f}")
        if (who, address) == ("own", "/assessments/"):
            ratio_of_own = ratio
    verdict.hold(f"list of an inspector, {LARGE:,} to {SMALL:,} rows", ratio_of_own, RATIO_OF_SIZES)


def _alternating(stack: Stack, pages: dict[str, Request]) -> dict[str, Figures]:
    def once(which: str) -> float:
        point_at(which)
        connection.ensure_connection()
        with connection.cursor() as cursor:  # the first statement after connecting reads the schema
            cursor.execute("SELECT 1 FROM assessments_assessment LIMIT 1")
        return stack.time(pages[which])

    return interleaved({which: lambda which=which: once(which) for which in pages}, RUNS // 2)


def _one_in(step: int) -> Callable[[int], bool]:
    return lambda number: number % step == number // step * 37 % step


def _draft(made: World) -> Assessment:
    return Assessment.objects.granted_to(made.bram).filter(state=State.DRAFT)[0]


def timed(what: str, fill: Callable[[], None]) -> None:
    begun = perf_counter()
    fill()
    say(f"Filled {connection.vendor}: {what}, {perf_counter() - begun:.0f} s")
