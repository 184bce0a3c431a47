"""Sending what is due, exactly once: a row is claimed by one worker, and `handover` is committed before the body goes.

A worker may stop at any line. Before `handover` its lease runs out and another worker takes the mail over; after it
nobody but a person decides. `attempts` is the worker's token: who lost the mail to another can't write about it.
No transaction is open while the portal talks to the mail server.
"""

import hashlib
import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import override

from portal.mail import purposes, transports
from portal.mail.enums import MailState, Remark
from portal.mail.message import compose, one_line, reader, sender
from portal.mail.models import Attempt, OutgoingMail
from portal.mail.outcomes import MOST_TRIES, STATE_AFTER, WAITS, NotDelivered
from portal.mail.querysets import in_seconds, new_lease

log = logging.getLogger(__name__)


def due_ids(limit: int) -> list[int]:
    """Which mails a worker may take now, the longest waiting first."""
    return list(OutgoingMail.objects.due().order_by("next_at", "pk").values_list("pk", flat=True)[:limit])


def deliver(mail_id: int) -> str:
    """Try to send this mail, if nobody else does; gives back its new state, or "" where there was nothing to do."""
    mail = claim(mail_id)
    if mail is None:
        return ""
    try:
        with override(settings.LANGUAGE_CODE):
            remark, answer = attempt(mail)
    except NotDelivered as failure:
        remark, answer = failure.remark, failure.answer
    except Exception as error:
        log.exception("Mail %s could not be made", mail.pk)
        remark, answer = Remark.NOT_MADE, f"{type(error).__name__}: {error}"
    return conclude(mail, remark, answer)


@transaction.atomic
def claim(mail_id: int) -> OutgoingMail | None:
    """The mail, if it is due and this worker was the first to take it."""
    due = OutgoingMail.objects.due().filter(pk=mail_id)
    if not due.update(state=MailState.CLAIMED, attempts=F("attempts") + 1, lease_until=new_lease()):
        return None
    mail = OutgoingMail.objects.get(pk=mail_id)
    close_open_tries(mail.pk, Remark.WORKER_STOPPED)
    mail.tries.create(number=mail.tries.count() + 1, started_at=Now())
    return mail


def attempt(mail: OutgoingMail) -> tuple[Remark, str]:
    """Make the message and hand it over; raises NotDelivered, or whatever the making of it raises."""
    if mail.tries_since_decision() > MOST_TRIES:  # it stopped a worker each time
        raise NotDelivered(Remark.WORKER_STOPPED)
    try:
        purpose = purposes.get(mail.purpose)
    except purposes.PurposeUnknown as error:
        raise NotDelivered(Remark.PURPOSE_UNKNOWN, mail.purpose) from error
    reason = purpose.may_go(mail)
    if reason:
        raise NotDelivered(Remark.OVERTAKEN, str(reason))
    attachment = read_attachment(mail)
    with override(mail.language):
        content = purpose.render(mail)
    return transports.current().send(
        name=str(mail.pk),
        sender=sender().addr_spec,
        recipient=reader(mail).addr_spec,
        message=compose(mail=mail, content=content, attachment=attachment),
        before_body=lambda: begin_handover(mail),
    )


def read_attachment(mail: OutgoingMail) -> bytes | None:
    """The attached file, if there is one, and only if it is the one that was promised."""
    if not mail.attachment_name:
        return None
    try:
        with default_storage.open(mail.attachment_name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise NotDelivered(Remark.NO_ATTACHMENT, mail.attachment_name) from error
    if hashlib.sha256(content).hexdigest() != mail.attachment_sha256:
        raise NotDelivered(Remark.CHANGED_ATTACHMENT, mail.attachment_name)
    return content


def begin_handover(mail: OutgoingMail) -> None:
    """Commit that the body goes out now; NotDelivered where the lease ran out, for then another worker may have it."""
    held = OutgoingMail.objects.filter(
        pk=mail.pk, state=MailState.CLAIMED, attempts=mail.attempts, lease_until__gt=Now()
    )
    if not held.update(state=MailState.HANDOVER, lease_until=new_lease()):
        raise NotDelivered(Remark.WORKER_STOPPED)


@transaction.atomic
def conclude(mail: OutgoingMail, remark: Remark, answer: str) -> str:
    """Write down how the try ended; gives back the new state, or "" where another worker had taken the mail over."""
    state, waits = STATE_AFTER[remark], {}
    if state == MailState.QUEUED:
        tries = mail.tries_since_decision()
        state = MailState.FAILED if tries >= MOST_TRIES else state
        waits = {"next_at": in_seconds(WAITS[tries - 1])} if tries < MOST_TRIES else {}
    words = one_line(answer)[:2000]
    # UNKNOWN too: an answer that comes after the lease is still an answer.
    open_states = [MailState.CLAIMED, MailState.HANDOVER, MailState.UNKNOWN]
    mine = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=open_states)
    if not mine.update(
        state=state,
        lease_until=None,
        sent_at=Now() if state == MailState.SENT else None,
        last_remark=remark,
        last_answer=words,
        **waits,
    ):
        return ""
    last = mail.tries.order_by("-number").values("pk")[:1]
    Attempt.objects.filter(pk__in=last).update(ended_at=Now(), outcome=state, remark=remark, answer=words)
    return state


@transaction.atomic
def give_up_lost_handovers() -> int:
    """Mails whose worker stopped after `handover`: nobody knows whether they arrived. How many there were."""
    lost = list(OutgoingMail.objects.lost_in_handover().values_list("pk", flat=True))
    changed = 0
    for mail_id in lost:
        row = OutgoingMail.objects.lost_in_handover().filter(pk=mail_id)
        if row.update(state=MailState.UNKNOWN, lease_until=None, last_remark=Remark.NO_ANSWER, last_answer=""):
            close_open_tries(mail_id, Remark.NO_ANSWER)
            changed += 1
    return changed


def close_open_tries(mail_id: int, remark: Remark) -> None:
    """Say of tries that never ended, because their worker stopped, what that means."""
    Attempt.objects.filter(mail=mail_id, ended_at=None).update(
        ended_at=Now(), outcome=STATE_AFTER[remark], remark=remark
    )
