"""Putting a closing back while somebody of that centre is put in office: one waits for the other, not in a circle."""

from datetime import date
from threading import Event

from portal.centres import offices, putting_back
from portal.centres.models import Appointment, Centre
from portal.centres.status import close
from tests.faults.test_concurrency import all_at_once, shared_database  # noqa: F401 -- a fixture


def test_accounts_are_held_before_the_centre_here_too(amina, els, centre, monkeypatch):
    """On PostgreSQL; SQLite writes one transaction after the other anyhow."""
    day = date(2026, 8, 31)
    given = {"centre": centre, "user": els, "start": date(2020, 9, 1), "end": None, "actor": amina}
    offices.appoint(function="director", **given)
    close(centre=centre, day=day, reason="stopt", end_terms=True, seen=0, actor=amina)
    key = f"centre-{Centre.history.latest().pk}"
    centre_is_held, account_is_held = Event(), Event()
    change_back, hold = putting_back._change_back, offices._hold

    def change_slowly(*row):
        change_back(*row)
        centre_is_held.set()
        account_is_held.wait(1)

    def hold_after_the_account(centre_id):
        account_is_held.set()
        return hold(centre_id)

    def appoint_meanwhile():
        centre_is_held.wait(10)
        return offices.appoint(function="board", **given)

    monkeypatch.setattr(putting_back, "_change_back", change_slowly)
    monkeypatch.setattr(offices, "_hold", hold_after_the_account)
    results = all_at_once([lambda: putting_back.put_back(centre=centre, key=key, actor=amina), appoint_meanwhile])
    assert [each for each in results if isinstance(each, Exception)] == []
    assert dict(Appointment.objects.values_list("function", "end")) == {"director": None, "board": None}
