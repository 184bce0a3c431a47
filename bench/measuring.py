"""Timing requests through the whole middleware stack, with no test client's own work around them."""

import gc
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter_ns
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User

CSRF = "b" * 32
MILLION = 1_000_000

Request = Callable[[], HttpRequest]


@dataclass(frozen=True)
class Figures:
    median: float  # ms
    p95: float  # ms


class Browser:
    """Makes requests of somebody who is signed in, over https, with the token that forms need."""

    def __init__(self, user: User):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        host = settings.ALLOWED_HOSTS[0]
        self.factory = RequestFactory(HTTP_COOKIE=cookies, SERVER_NAME=host)
        self.own = {"HTTP_REFERER": f"https://{host}/", "HTTP_X_CSRFTOKEN": CSRF, "HTTP_ACCEPT": "application/json"}

    def get(self, path: str) -> Request:
        return lambda: self.factory.get(path, secure=True, HTTP_ACCEPT="text/html")

    def post(self, path: str, fields: Callable[[], dict[str, object]]) -> Request:
        """`fields` is asked anew for each request."""
        form = "application/x-www-form-urlencoded"
        return lambda: self.factory.post(path, urlencode(fields()), content_type=form, secure=True, **self.own)


class Stack:
    """The portal's middleware and views, as a WSGI server calls them."""

    def __init__(self):
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def answer(self, request: Request) -> HttpResponse:
        response = self.handler.get_response(request())
        if response.status_code != 200:
            raise SystemExit(f"{response.status_code} where 200 was expected: {response.content[:500]!r}")
        return response

    def queries(self, request: Request) -> list[str]:
        """The statements of one request, those that begin and end transactions among them."""
        made = request()
        with CaptureQueriesContext(connection) as captured:
            self.answer(lambda: made)
        return [query["sql"] for query in captured.captured_queries]

    def time(self, request: Request) -> float:
        """Milliseconds from the request to its whole answer; the request itself is made before."""
        made = request()
        begun = perf_counter_ns()
        response = self.handler.get_response(made)
        spent = perf_counter_ns() - begun
        if response.status_code != 200:
            raise SystemExit(f"{made.path}: {response.status_code}")
        return spent / MILLION


def interleaved(tasks: dict[str, Callable[[], float]], runs: int, warm_up: int = 20) -> dict[str, Figures]:
    """Each task so many times, turn by turn in random order: whatever else the machine does meets all alike."""
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    order, chance = list(tasks), random.Random(1)
    for run in range(-warm_up, runs):
        if run % 25 == 0:
            gc.collect()
        gc.disable()
        chance.shuffle(order)
        for name in order:
            milliseconds = tasks[name]()
            if run >= 0:
                spent[name].append(milliseconds)
        gc.enable()
    return {name: Figures(median(times), quantiles(times, n=20)[-1]) for name, times in spent.items()}
