import pytest

from portal.mail.delivery import deliver, due_ids
from portal.mail.enums import MailState, Remark
from portal.mail.models import OutgoingMail
from portal.mail.outcomes import MOST_TRIES, NotDelivered
from portal.mail.resolving import mark_arrived, possible, send_again

UNANSWERED = NotDelivered(Remark.NO_ANSWER, "timed out")


@pytest.fixture
def unknown(ask, scripted):
    """A mail whose outcome nobody knows; if it goes out again, it is taken."""
    scripted(UNANSWERED, Remark.ACCEPTED)
    mail = ask()
    deliver(mail.pk)
    mail.refresh_from_db()
    return mail


def tries(mail):
    return list(mail.tries.values_list("number", "outcome", "remark", "decided_by"))


def test_a_person_lets_it_go_again(unknown):
    assert send_again(mail=unknown, by="Amina El Khatib")
    assert due_ids(10) == [unknown.pk]
    assert deliver(unknown.pk) == MailState.SENT
    assert tries(unknown) == [
        (1, "unknown", "no_answer", ""),
        (2, "queued", "send_again", "Amina El Khatib"),
        (3, "sent", "accepted", ""),
    ]


def test_a_person_knows_that_it_arrived(unknown):
    assert mark_arrived(mail=unknown, by="Amina El Khatib")
    unknown.refresh_from_db()
    assert (unknown.state, unknown.sent_at is not None, due_ids(10)) == (MailState.SENT, True, [])
    assert tries(unknown)[1] == (2, "sent", "arrived", "Amina El Khatib")


def test_of_two_people_who_decide_at_once_the_first_one_does(unknown):
    assert mark_arrived(mail=unknown, by="Amina")
    assert not send_again(mail=unknown, by="Ahmed")
    assert (due_ids(10), len(tries(unknown))) == ([], 2)


def test_who_saw_an_older_attempt_decides_nothing(unknown):
    seen = OutgoingMail.objects.get(pk=unknown.pk)
    OutgoingMail.objects.filter(pk=unknown.pk).update(attempts=2)
    assert not send_again(mail=seen, by="Amina")


def test_a_failed_mail_has_all_its_tries_again(ask, scripted, pass_time):
    scripted(*[NotDelivered(Remark.COME_BACK)] * (MOST_TRIES + 1))
    mail = ask()
    for _ in range(MOST_TRIES):
        deliver(mail.pk)
        pass_time(mail)
    mail.refresh_from_db()
    assert (mail.state, possible(mail)) == (MailState.FAILED, [Remark.SEND_AGAIN])
    assert send_again(mail=mail, by="Amina")
    assert deliver(mail.pk) == MailState.QUEUED


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.UNKNOWN, MailState.FAILED}))
def test_nobody_decides_about_the_others(ask, state):
    mail = ask()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    mail.refresh_from_db()
    assert possible(mail) == []
    assert not send_again(mail=mail, by="Amina")
    assert not mark_arrived(mail=mail, by="Amina")


def test_a_failed_mail_has_not_arrived(ask):
    mail = ask()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED)
    assert not mark_arrived(mail=mail, by="Amina")
