"""The terms of office that ended, or were taken back, by a step of a centre that is put back itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.centres import changes
from portal.centres.history import with_before
from portal.centres.models import Appointment
from portal.centres.offices import refusal_of_office, stands_in_the_way


def hold_whose_terms_ended(*, centre_id: int, step: str) -> list[User]:
    """Whose terms a step ended or took back. Accounts are held before centres: so nobody waits in a circle."""
    rows = _rows(centre_id, step).order_by()
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=rows.values("user")).order_by("pk"))


def put_terms_back(*, centre_id: int, step: str, people: Iterable[User], actor: User, reason: str) -> None:
    """Inside a transaction; 8 queries, however many. `step`, `reason`: what the rows of history of both tell.

    `people`: whom `hold_whose_terms_ended` gave, before the centre was held.

    Leaves out who may not be in office any more (the account was closed, or joined the inspectorate), what was changed
    since, and who got another term since that shares a day with this one.
    """
    rows = _rows(centre_id, step)
    pairs = sorted(with_before(rows, list(rows.values_list("history_id", flat=True))).items())
    may_not = {user.pk for user in people if refusal_of_office(user)}
    now = list(Appointment.objects.select_for_update().filter(centre=centre_id).order_by("pk"))
    ended: list[Appointment] = []
    removed: list[tuple[Any, Appointment]] = []  # the row of history, and the term that comes back, under a new key
    for _key, (row, before) in pairs:
        was = row if row.history_type == changes.REMOVED else before
        if was is None or row.user_id in may_not or any(stands_in_the_way(term, was) for term in now):
            continue
        term = next((one for one in now if _key_of(one) == _key_of(row)), None)
        if row.history_type == changes.REMOVED and term is None:
            removed.append((row, _again(row)))
            now.append(removed[-1][1])
        elif row.history_type == changes.CHANGED and term is not None and term.end == row.end:
            term.end = was.end
            ended.append(term)
    Appointment.objects.bulk_update(ended, ["end"])
    Appointment.objects.bulk_create(term for _row, term in removed)
    _succeed_again(removed, now)
    changes.note(ended, kind=changes.CHANGED, actor=actor, reason=reason)
    changes.note([term for _row, term in removed], kind=changes.ADDED, actor=actor, reason=reason)


def _rows(centre_id: int, step: str) -> QuerySet:
    return Appointment.history.filter(history_change_reason=step, centre=centre_id)


def _succeed_again(removed: list[tuple[Any, Appointment]], now: list[Appointment]) -> None:
    """Names again whose office each took over who came back, by the new keys: one may have succeeded another.

    The term before may be gone since, or have another successor.
    """
    keys = {term.pk: term.pk for term in now} | {row.id: term.pk for row, term in removed}
    taken = {term.succeeds_id for term in now}
    for row, term in removed:
        office = keys.get(row.succeeds_id)
        term.succeeds_id = None if office in taken else office
    Appointment.objects.bulk_update([term for _row, term in removed if term.succeeds_id], ["succeeds"])


def _key_of(term: Any) -> tuple[int, str, date]:
    return term.user_id, term.function, term.start


def _again(row: Any) -> Appointment:
    """What was taken back, without a key yet, and without whom it succeeds."""
    values = {one.attname: getattr(row, one.attname) for one in type(row).tracked_fields}
    return Appointment(**values | {"id": None, "succeeds_id": None})
