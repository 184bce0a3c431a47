"""Exactly one mail, with everything real: PostgreSQL, broker, Celery worker and beat, mail server; and kill -9."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import redis
from django.db import connection, transaction

from portal.accounts.enums import Role
from portal.accounts.messages import password_reset
from portal.accounts.models import User
from portal.mail.delivery import deliver
from portal.mail.enums import MailState
from portal.mail.ledger import queue
from portal.mail.models import OutgoingMail
from portal.mail.resolving import send_again
from tests.faults.processes import CONCURRENCY, CeleryProcesses
from tests.mail.server import HANG, MailServer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LEASE = "8"  # seconds: what is claimed by a killed worker waits this long; a busy machine may need some of it


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def celery(transactional_db, server, tmp_path) -> Iterator[CeleryProcesses]:
    if not is_postgresql() or not os.environ.get("REDIS_URL"):
        pytest.skip("needs PostgreSQL and Redis: make test-services")
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    processes = CeleryProcesses(
        tmp_path / "celery.log",
        told=unusual,
        REDIS_URL=os.environ["REDIS_URL"],
        EMAIL_URL=server.url,
        MAIL_LEASE_SECONDS=LEASE,
        VAR_DIR=str(tmp_path),
    )
    yield processes
    processes.stop()


def asked_for(number: int) -> OutgoingMail:
    """A mail to another person each time, asked for as the portal itself does."""
    return password_reset(
        user=User.objects.create_user(
            f"person{number}@example.be", given_name="Person", family_name=str(number), role=Role.INSPECTOR
        )
    )


def in_state(state: MailState) -> int:
    return OutgoingMail.objects.filter(state=state).count()


def unusual() -> str:
    """The ledger but for what went well at once, for a test that waited in vain."""
    rows = OutgoingMail.objects.exclude(state=MailState.SENT, attempts=1)
    return "\n".join(
        f"{row} {row.state} until {row.lease_until}, next {row.next_at}: {tries(row)}" for row in rows[:20]
    )


def tries(mail: OutgoingMail) -> list[tuple[str, str, str]]:
    return list(mail.tries.values_list("outcome", "remark", "decided_by"))


def test_a_hundred_mails_survive_a_killed_worker_and_an_emptied_broker(celery, server):
    """The kill lands while every process of the worker waits for an answer to RCPT: claimed, not handed over."""
    mails = [asked_for(number) for number in range(100)]
    server.hold_at_rcpt_after(30)
    celery.start_beat()
    worker = celery.start_worker()
    celery.wait_until(lambda: server.held == CONCURRENCY, "every process of the worker is held at RCPT")
    sent_before = in_state(MailState.SENT)

    celery.kill(worker)
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    server.release()
    assert in_state(MailState.CLAIMED) == CONCURRENCY
    assert in_state(MailState.HANDOVER) == 0
    celery.start_worker()
    celery.wait_until(lambda: in_state(MailState.SENT) == 100, "all mails are sent", seconds=180)

    assert server.recipients == sorted(mail.address for mail in mails)
    assert 30 <= sent_before < 100
    taken_over = [mail for mail in mails if mail.tries.count() > 1]
    assert [tries(mail) for mail in taken_over] == [
        [("queued", "worker_stopped", ""), ("sent", "accepted", "")] for _ in range(CONCURRENCY)
    ]


def test_a_worker_killed_after_the_body_leaves_the_decision_to_a_person(celery, server):
    mail = asked_for(1)
    server.after_body = HANG
    celery.start_beat()
    worker = celery.start_worker()
    celery.wait_until(server.body_received.is_set, "the server has the body")
    assert in_state(MailState.HANDOVER) == 1  # committed: this is another connection

    celery.kill(worker)
    server.after_body = ""
    celery.start_worker()
    celery.wait_until(lambda: in_state(MailState.UNKNOWN) == 1, "the mail is unknown")
    another = asked_for(2)
    celery.wait_until(lambda: in_state(MailState.SENT) == 1, "the worker goes on with other mail")
    mail.refresh_from_db()
    assert (mail.state, server.recipients) == (MailState.UNKNOWN, [another.address])

    assert send_again(mail=mail, by="Amina El Khatib")
    celery.wait_until(lambda: in_state(MailState.SENT) == 2, "the mail is sent on the word of a person")
    assert server.recipients == [mail.address, another.address]
    assert tries(mail) == [
        ("unknown", "no_answer", ""),
        ("queued", "send_again", "Amina El Khatib"),
        ("sent", "accepted", ""),
    ]


def test_a_frozen_broker_delays_mail_and_loses_none(celery, server):
    """Frozen, not gone: connections stay open and nothing answers."""
    celery.start_beat()
    celery.start_worker()
    first = asked_for(1)
    celery.wait_until(lambda: in_state(MailState.SENT) == 1, "the first mail is sent")
    broker = redis.Redis.from_url(os.environ["REDIS_URL"])
    broker.client_pause(6000)  # milliseconds; the server answers nobody in that time
    second = asked_for(2)
    celery.wait_until(lambda: in_state(MailState.SENT) == 2, "the second mail is sent after all")
    assert server.recipients == [first.address, second.address]


def at_once(work, times: int) -> list:
    """What `work()` gives in that many threads that start together."""
    barrier = Barrier(times)

    def run(_):
        barrier.wait(10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_of_many_workers_one_delivers(server, settings):
    if not is_postgresql():
        pytest.skip("threads of one test need a real database: make test-services")
    settings.EMAIL_URL = server.url
    mail = asked_for(1)
    ends = at_once(lambda: deliver(mail.pk), 8)
    assert sorted(ends) == [""] * 7 + [MailState.SENT]
    assert server.recipients == [mail.address]
    assert tries(mail) == [("sent", "accepted", "")]


def test_the_same_deed_asked_at_once_is_one_mail_and_breaks_no_transaction():
    if not is_postgresql():
        pytest.skip("threads of one test need a real database: make test-services")

    def ask() -> int:
        with transaction.atomic():
            row = queue(
                purpose="welcome",
                subject_key="user:1",
                recipient="user:1",
                recipient_name="Els",
                address="els@example.be",
            )
            return OutgoingMail.objects.get(pk=row.pk).pk

    assert len(set(at_once(ask, 8))) == 1
    assert OutgoingMail.objects.count() == 1
