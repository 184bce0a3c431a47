"""Searching among 100,000 centres as one types, beside a page of them along an index, found by nothing.

The words: rare and common, one to three, a number, a director's name, what nobody is called, and what many have but
never at the beginning and only far down the order. The queries are held against the query of a bare page, the answer
as a whole against that page.
"""

from collections.abc import Callable
from time import perf_counter_ns

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bench.databases import make
from bench.measuring import Browser, Stack, interleaved
from bench.verdict import Verdict, say
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.listing import FIELDS
from portal.centres.models import Centre
from portal.centres.ordering import first_of_all
from portal.centres.searching import tidy

CENTRES, RUNS, ROWS = 100_000, 60, 26
RATIO = 1.5
WORDS = ("vilv", "clw", "c", "50431", "peeters", "clw vilvoorde 17", "zzzz", "vilvoorde", "cdo", "1", "jan")
WORDS += ("vilvoorde genk", "cdo liege", "liege", "17 c", "1 5 c")  # never at the beginning, far down the order, many
PLACES = ("Vilvoorde", "Genk", "Aalst", "Brugge", "Gent", "Antwerpen", "Leuven", "Kortrijk", "Mechelen", "Liège")


def table(request: HttpRequest) -> HttpResponse:
    """The least that a page of centres can be: one query along an index and one loop."""
    return render(request, "bare_centres.html", {"rows": _bare()})


def _bare() -> list[Centre]:
    return list(Centre.objects.order_by("name", "institution_number")[:ROWS])


def of_centres(verdict: Verdict) -> None:
    """In a database of its own, asked by an administrator."""
    make("centres")
    user = User.objects.get(role=Role.ADMINISTRATOR)
    _fill()
    stack, amina = Stack(), Browser(user)
    queries: dict[str, Callable[[], float]] = {"bare": lambda: _spent(_bare)}
    pages: dict[str, Callable[[], float]] = {"bare": lambda: stack.time(amina.get("/bare/centres/"))}
    for words in WORDS:
        queries[words] = lambda words=words: _spent(lambda: _found(words))
        pages[words] = lambda words=words: stack.time(lambda: _typed(amina, words))
    found, shown = interleaved(queries, RUNS), interleaved(pages, RUNS)
    say(f"\n{'Search on 100,000 centres':26}  query ms  × bare   page ms  × bare")
    for words in ("bare", *WORDS):
        of_query = found[words].median / found["bare"].median
        of_page = shown[words].median / shown["bare"].median
        told = f"{found[words].median:9.2f} {of_query:7.2f} {shown[words].median:9.2f} {of_page:7.2f}"
        say(f"{words:26} {told}")
    slowest = max(WORDS, key=lambda words: shown[words].median)
    ratio = shown[slowest].median / shown["bare"].median
    verdict.hold(f"search on 100,000 centres, the slowest word ({slowest}), × bare page", ratio, RATIO)


def _spent(work: Callable[[], object]) -> float:
    begun = perf_counter_ns()
    work()
    return (perf_counter_ns() - begun) / 1_000_000


def _found(words: str) -> list[tuple]:
    return first_of_all(words, "name", False, FIELDS, ROWS)


def _typed(browser: Browser, words: str) -> HttpRequest:
    return browser.factory.get("/centres/", {"q": words}, secure=True, HTTP_HX_REQUEST="true")


def _fill() -> None:
    centres = (
        Centre(
            institution_number=f"{500_000 + number}",
            name=f"{'CLW' if number % 2 else 'CDO'} {PLACES[number % 10]} {number % 977}",
            network="private",
            municipality=PLACES[number % 7],
            postcode=f"{1000 + number % 9000}",
            search_people=" jan peeters" if number % 400 == 0 else "",
        )
        for number in range(CENTRES)
    )
    Centre.objects.bulk_create(centres, batch_size=2_000)
    tidy()  # as each night
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE centres_centre")  # autovacuum would, a minute later
