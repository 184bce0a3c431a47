from types import SimpleNamespace

import pytest
from kombu.exceptions import OperationalError

from portal.mail import tasks
from portal.mail.delivery import claim
from portal.mail.enums import MailState, Remark
from portal.mail.models import OutgoingMail


@pytest.fixture
def nudged(monkeypatch) -> list[int]:
    """The mails about which a worker was nudged, in the place of a broker."""
    nudged: list[int] = []
    broker = SimpleNamespace(apply_async=lambda args, **options: nudged.append(*args))
    monkeypatch.setattr(tasks, "deliver_mail", broker)
    return nudged


def test_workers_are_nudged_about_what_is_due(ask, nudged):
    mails = [ask(f"user:{n}") for n in range(3)]
    claim(mails[1].pk)
    tasks.dispatch_due()
    assert nudged == [mails[0].pk, mails[2].pk]


def test_no_round_nudges_about_more_than_the_workers_can_do(ask, nudged, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    mails = [ask(f"user:{n}") for n in range(3)]
    tasks.dispatch_due()
    assert nudged == [mail.pk for mail in mails[:2]]


def test_a_round_finds_handovers_without_a_worker(ask, nudged, pass_time):
    mail = claim(ask().pk)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.HANDOVER)
    pass_time(mail)
    tasks.dispatch_due()
    mail.refresh_from_db()
    assert (mail.state, nudged) == (MailState.UNKNOWN, [])


def test_a_broker_that_is_away_loses_nothing(ask, monkeypatch, nudged):
    def away(args, **options):
        raise OperationalError("Connection refused")

    mail = ask()
    monkeypatch.setattr(tasks, "deliver_mail", SimpleNamespace(apply_async=away))
    with pytest.raises(OperationalError):
        tasks.dispatch_due()
    assert list(OutgoingMail.objects.due()) == [mail]


def test_a_nudge_delivers(ask, scripted):
    transport = scripted(Remark.ACCEPTED)
    mail = ask()
    tasks.deliver_mail(mail.pk)
    tasks.deliver_mail(mail.pk)
    assert len(transport.sent) == 1


def test_a_nudge_about_a_mail_that_is_gone_does_nothing(db, scripted):
    scripted()
    tasks.deliver_mail(4711)
