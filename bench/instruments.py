"""An instrument of forty scales: its page beside that of the shipped one, and how long publishing takes."""

from dataclasses import replace
from statistics import median
from time import perf_counter

from bench.measuring import Browser, Stack, interleaved
from bench.verdict import Verdict, say
from rubric import reading
from rubric.exchange.from_yaml import manuscript
from rubric.loading import SHIPPED
from rubric.manuscript import Manuscript
from rubric.models import Instrument, InstrumentVersion
from rubric.publishing import publish
from rubric.storing import add_draft

SCALES, RUNS, PUBLISHED = 40, 100, 5
QUERIES_OF_THE_PAGE, RATIO_PER_KILOBYTE, SECONDS_TO_PUBLISH = 8, 2, 2


def of_instruments(verdict: Verdict, stack: Stack, bram: Browser) -> None:
    shipped = manuscript(SHIPPED)
    seconds = median(_publish(_broad(shipped, str(number))) for number in range(1, PUBLISHED + 1))
    pages = {
        "4 scales": bram.get(f"/instruments/{shipped.instrument}/{shipped.version}/"),
        "40 scales": bram.get("/instruments/breed/1/"),
    }
    sizes = {name: len(stack.answer(page).content) / 1000 for name, page in pages.items()}
    figures = interleaved({name: lambda page=page: stack.time(page) for name, page in pages.items()}, RUNS)
    say(f"\n{'Instrument page':22}  queries  median ms   p95 ms  kB    ms/kB")
    per_kilobyte, queries = {}, {}
    for name, page in pages.items():
        reading.forget()  # as in a process that meets the version for the first time
        queries[name] = len(stack.queries(page))
        per_kilobyte[name] = figures[name].median / sizes[name]
        told = f"{queries[name]:8} {figures[name].median:10.2f} {figures[name].p95:8.2f} {sizes[name]:3.0f}"
        say(f"{name:22} {told} {per_kilobyte[name]:8.4f}")
    say("")
    verdict.hold(f"page of {SCALES} scales, queries", queries["40 scales"], QUERIES_OF_THE_PAGE)
    ratio = per_kilobyte["40 scales"] / per_kilobyte["4 scales"]
    verdict.hold(f"page of {SCALES} scales, × page of 4 per kB", ratio, RATIO_PER_KILOBYTE)
    verdict.hold(f"publishing {SCALES} scales", seconds, SECONDS_TO_PUBLISH, " s")


def _broad(shipped: Manuscript, number: str) -> Manuscript:
    """The shipped instrument with its scales ten times over, under codes of their own."""
    scales = [replace(shipped.scales[place % 4], code=f"S{place + 1}") for place in range(SCALES)]
    return replace(shipped, instrument="breed", version=number, scales=scales)


def _publish(content: Manuscript) -> float:
    """Seconds from a complete draft to a published version."""
    instrument, _made = Instrument.objects.get_or_create(code=content.instrument)
    draft: InstrumentVersion = add_draft(instrument, content)
    begun = perf_counter()
    publish(version_id=draft.pk, seen=content.content_sha256)
    return perf_counter() - begun
