"""What a person decides about a mail of which the portal doesn't know, or can't mend, how it ended."""

from django.db import transaction
from django.db.models.functions import Now

from portal.mail.enums import MailState, Remark
from portal.mail.models import OutgoingMail
from portal.mail.outcomes import STATE_AFTER

DECIDABLE = {
    Remark.SEND_AGAIN: (MailState.UNKNOWN, MailState.FAILED),
    Remark.ARRIVED: (MailState.UNKNOWN,),
}


def possible(mail: OutgoingMail) -> list[Remark]:
    """What may be decided about this mail now."""
    return [decision for decision, states in DECIDABLE.items() if mail.state in states]


def send_again(*, mail: OutgoingMail, by: str) -> bool:
    """Let an unknown or failed mail go out once more; `by` is the name of who decides. False: it was too late."""
    return decide(mail, Remark.SEND_AGAIN, by, next_at=Now())


def mark_arrived(*, mail: OutgoingMail, by: str) -> bool:
    """Record on the word of `by` that an unknown mail has arrived. False: it was too late."""
    return decide(mail, Remark.ARRIVED, by, sent_at=Now())


@transaction.atomic
def decide(mail: OutgoingMail, decision: Remark, by: str, **changes) -> bool:
    waiting = OutgoingMail.objects.filter(pk=mail.pk, state__in=DECIDABLE[decision], attempts=mail.attempts)
    state = STATE_AFTER[decision]
    if not waiting.update(state=state, last_remark=decision, last_answer="", **changes):
        return False
    mail.tries.create(
        number=mail.tries.count() + 1,
        started_at=Now(),
        ended_at=Now(),
        outcome=state,
        remark=decision,
        decided_by=by[:200],
    )
    return True
