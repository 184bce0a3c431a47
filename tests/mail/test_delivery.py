"""The way of one mail through its states, with a transport that plays a script."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from portal.mail.delivery import begin_handover, claim, conclude, deliver, due_ids, give_up_lost_handovers
from portal.mail.enums import MailState, Remark
from portal.mail.ledger import Attachment
from portal.mail.models import OutgoingMail
from portal.mail.outcomes import MOST_TRIES, WAITS, NotDelivered


def state(mail: OutgoingMail) -> str:
    return OutgoingMail.objects.values_list("state", flat=True).get(pk=mail.pk)


def tries(mail: OutgoingMail) -> list[tuple]:
    return list(mail.tries.values_list("number", "outcome", "remark", "answer"))


def test_a_mail_that_is_taken_is_sent_with_the_servers_words(ask, scripted):
    scripted(Remark.ACCEPTED)
    mail = ask()
    assert deliver(mail.pk) == MailState.SENT
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_answer) == (MailState.SENT, 1, "250 taken")
    assert mail.lease_until is None
    assert abs(mail.sent_at - timezone.now()) < timedelta(seconds=10)
    assert tries(mail) == [(1, "sent", "accepted", "250 taken")]
    assert mail.tries.get().ended_at is not None


def test_a_sent_mail_is_never_due_again(ask, scripted, letters):
    transport = scripted(Remark.ACCEPTED)
    mail = ask()
    assert [deliver(mail.pk), deliver(mail.pk)] == [MailState.SENT, ""]
    assert (len(transport.sent), letters.written, due_ids(10)) == (1, [("user:1", "nl")], [])


def test_a_second_worker_finds_nothing_to_do_while_the_first_is_at_it(ask, scripted):
    mail, seen = ask(), []
    scripted(Remark.ACCEPTED, during=lambda: seen.extend([state(mail), deliver(mail.pk), due_ids(10)]))
    assert deliver(mail.pk) == MailState.SENT
    assert seen == [MailState.HANDOVER, "", []]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_portal_talks_to_the_server(ask, scripted):
    seen = []
    scripted(Remark.ACCEPTED, during=lambda: seen.append(connection.in_atomic_block))
    deliver(ask().pk)
    assert seen == [False]


@pytest.mark.parametrize("remark", [Remark.NOT_REACHED, Remark.COME_BACK, Remark.WORKER_STOPPED])
def test_what_may_go_better_later_waits_a_minute(ask, scripted, remark):
    scripted(NotDelivered(remark, "451 greylisted"))
    mail = ask()
    assert deliver(mail.pk) == MailState.QUEUED
    mail.refresh_from_db()
    assert timedelta(seconds=50) < mail.next_at - timezone.now() <= timedelta(seconds=60)
    assert (due_ids(10), mail.lease_until) == ([], None)
    assert tries(mail) == [(1, "queued", remark, "451 greylisted")]


def test_the_waits_grow_and_then_it_has_failed(ask, scripted, pass_time):
    scripted(*[NotDelivered(Remark.COME_BACK, "451")] * MOST_TRIES)
    mail, waits = ask(), []
    for _ in range(MOST_TRIES - 1):
        assert deliver(mail.pk) == MailState.QUEUED
        mail.refresh_from_db()
        waits.append(round((mail.next_at - timezone.now()).total_seconds(), -1))
        pass_time(mail)
    assert waits == list(WAITS)
    assert deliver(mail.pk) == MailState.FAILED
    assert (due_ids(10), mail.tries.count()) == ([], MOST_TRIES)


def test_a_refusal_is_for_good(ask, scripted):
    scripted(NotDelivered(Remark.REFUSED, "550 no such user"))
    mail = ask()
    assert deliver(mail.pk) == MailState.FAILED
    assert tries(mail) == [(1, "failed", "refused", "550 no such user")]


def test_no_answer_after_the_body_is_unknown_and_not_tried_again(ask, scripted, pass_time):
    scripted(NotDelivered(Remark.NO_ANSWER, "timed out"))
    mail = ask()
    assert deliver(mail.pk) == MailState.UNKNOWN
    pass_time(mail)
    assert (due_ids(10), deliver(mail.pk), give_up_lost_handovers()) == ([], "", 0)


def test_another_worker_takes_over_when_the_lease_ran_out_before_the_handover(ask, scripted, pass_time):
    scripted(Remark.ACCEPTED)
    mail = ask()
    assert claim(mail.pk).attempts == 1
    assert due_ids(10) == []
    pass_time(mail)
    assert due_ids(10) == [mail.pk]
    assert deliver(mail.pk) == MailState.SENT
    assert tries(mail) == [(1, "queued", "worker_stopped", ""), (2, "sent", "accepted", "250 taken")]


def test_a_worker_that_wakes_after_its_lease_hands_nothing_over(ask, scripted, pass_time, letters):
    """It was slow in writing the message; meanwhile another worker sent it."""
    transport = scripted(Remark.ACCEPTED, Remark.ACCEPTED)
    mail, others = ask(), []

    def slow(row: OutgoingMail) -> str:
        if row.attempts == 1:
            pass_time(mail)
            others.append(deliver(mail.pk))
        return ""

    letters.reason_not_to_go = slow
    assert deliver(mail.pk) == ""
    assert (others, len(transport.sent), state(mail)) == ([MailState.SENT], 1, MailState.SENT)
    assert tries(mail) == [(1, "queued", "worker_stopped", ""), (2, "sent", "accepted", "250 taken")]


def test_of_two_workers_with_the_same_mail_only_the_second_may_go_on(ask, pass_time):
    mail = ask()
    first = claim(mail.pk)
    pass_time(mail)
    second = claim(mail.pk)
    with pytest.raises(NotDelivered):
        begin_handover(first)
    assert conclude(first, Remark.NOT_MADE, "too late to tell") == ""
    assert state(mail) == MailState.CLAIMED
    begin_handover(second)
    assert conclude(first, Remark.NOT_MADE, "too late to tell") == ""
    assert (state(mail), conclude(second, Remark.ACCEPTED, "250")) == (MailState.HANDOVER, MailState.SENT)
    assert tries(mail) == [(1, "queued", "worker_stopped", ""), (2, "sent", "accepted", "250")]


def test_nothing_is_handed_over_after_the_lease_even_if_nobody_took_over(ask, scripted, pass_time, letters):
    transport = scripted(Remark.ACCEPTED)
    mail = ask()
    letters.reason_not_to_go = lambda row: pass_time(mail) or ""
    assert deliver(mail.pk) == MailState.QUEUED
    assert (tries(mail), transport.sent) == ([(1, "queued", "worker_stopped", "")], [])


def test_a_handover_whose_worker_died_becomes_unknown(ask, scripted, pass_time):
    class Killed(BaseException):
        pass

    mail = ask()
    scripted(Remark.ACCEPTED, during=lambda: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        deliver(mail.pk)
    assert (state(mail), give_up_lost_handovers()) == (MailState.HANDOVER, 0)
    pass_time(mail)
    assert (give_up_lost_handovers(), state(mail), due_ids(10)) == (1, MailState.UNKNOWN, [])
    assert tries(mail) == [(1, "unknown", "no_answer", "")]


def test_an_answer_that_comes_after_the_lease_still_counts(ask, pass_time):
    mail = claim(ask().pk)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.HANDOVER)
    pass_time(mail)
    give_up_lost_handovers()
    assert conclude(mail, Remark.ACCEPTED, "250 at last") == MailState.SENT
    assert tries(mail) == [(1, "sent", "accepted", "250 at last")]


def test_what_must_not_go_any_more_is_withdrawn_with_the_reason(ask, scripted, letters):
    transport = scripted()
    letters.reason_not_to_go = lambda row: "niet meer in functie"
    mail = ask()
    assert deliver(mail.pk) == MailState.WITHDRAWN
    assert tries(mail) == [(1, "withdrawn", "overtaken", "niet meer in functie")]
    assert (transport.sent, letters.written) == ([], [])


def test_a_purpose_that_nobody_registered_fails_clearly(ask, scripted):
    scripted()
    mail = ask(purpose="poem")
    assert deliver(mail.pk) == MailState.FAILED
    assert tries(mail) == [(1, "failed", "purpose_unknown", "poem")]


def test_a_mail_that_can_not_be_written_is_tried_again_and_tells_why(ask, scripted, letters, caplog):
    scripted()
    letters.content = None
    mail = ask()
    assert deliver(mail.pk) == MailState.QUEUED
    assert tries(mail) == [(1, "queued", "not_made", "AttributeError: 'NoneType' object has no attribute 'subject'")]
    assert "could not be made" in caplog.text


@pytest.fixture
def stored(settings, tmp_path):
    """An attachment in the storage."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    content = b"%PDF-1.7 het verslag"
    name = default_storage.save("verslag.pdf", ContentFile(content))
    return Attachment(name=name, sha256=hashlib.sha256(content).hexdigest(), filename="Doorlichtingsverslag.pdf")


def test_the_attachment_goes_along(ask, scripted, stored):
    transport = scripted(Remark.ACCEPTED)
    assert deliver(ask(attachment=stored).pk) == MailState.SENT
    assert b"Doorlichtingsverslag.pdf" in transport.sent[0]["message"]


def test_a_changed_attachment_does_not_go_out(ask, scripted, stored):
    transport = scripted()
    mail = ask(attachment=stored)
    default_storage.delete(stored.name)
    default_storage.save(stored.name, ContentFile(b"%PDF-1.7 een ander verslag"))
    assert deliver(mail.pk) == MailState.FAILED
    assert (tries(mail), transport.sent) == ([(1, "failed", "changed_attachment", "verslag.pdf")], [])


def test_a_missing_attachment_does_not_go_out(ask, scripted, stored):
    scripted()
    mail = ask(attachment=stored)
    default_storage.delete(stored.name)
    assert deliver(mail.pk) == MailState.FAILED
    assert tries(mail) == [(1, "failed", "no_attachment", "verslag.pdf")]


def test_a_mail_that_stops_its_worker_each_time_fails_in_the_end(ask, scripted, pass_time):
    scripted()
    mail = ask()
    for _ in range(MOST_TRIES):
        claim(mail.pk)
        pass_time(mail)
    assert deliver(mail.pk) == MailState.FAILED


def test_the_longest_waiting_goes_first(ask):
    mails = [ask(f"user:{n}") for n in range(3)]
    OutgoingMail.objects.filter(pk=mails[2].pk).update(next_at="2020-01-01T00:00Z")
    assert due_ids(2) == [mails[2].pk, mails[0].pk]


def test_bytes_that_no_database_takes_are_left_out_of_the_words(ask, scripted):
    scripted(NotDelivered(Remark.REFUSED, "550\x00 no\r\nsuch user " + "x" * 3000))
    mail = ask()
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.last_answer.startswith("550 no such user xxx")
    assert len(mail.last_answer) == 2000
