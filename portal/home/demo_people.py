"""What goes on with the people of the demo: a term that is over, a successor invited, an address that refuses mail."""

from datetime import timedelta

from django.utils import timezone

from portal.accounts import messages
from portal.accounts.models import User
from portal.centres.enums import Function
from portal.centres.handing_over import hand_over
from portal.centres.models import Appointment
from portal.centres.offices import change_last_day, seen_of
from portal.mail.enums import MailState, Remark
from portal.mail.models import Attempt, OutgoingMail

REFUSED = "550 5.1.1 Recipient address rejected: user unknown"


def move_people() -> None:
    """For the administrator's start page and the overview of centres without a reachable director."""
    amina, today = User.objects.get(email="amina@example.be"), timezone.localdate()
    gone = _director("Turnhout")
    change_last_day(appointment=gone, seen=seen_of(gone), end=today - timedelta(days=12), actor=amina)
    leaving = _director("Hasselt")
    hand_over(
        appointment=leaving,
        last_day=today - timedelta(days=3),
        email="opvolger.hasselt@example.be",
        start=None,
        seen=seen_of(leaving),
        actor=amina,
    )
    _refuse(messages.password_reset(user=_director("Antwerpen").user))


def _director(municipality: str) -> Appointment:
    return Appointment.objects.get(centre__municipality=municipality, function=Function.DIRECTOR)


def _refuse(mail: OutgoingMail) -> None:
    """As the worker would write it down; the demo has no mail server that refuses."""
    now = timezone.now()
    refused = {"remark": Remark.REFUSED, "answer": REFUSED}
    Attempt.objects.create(mail=mail, number=1, started_at=now, ended_at=now, outcome=MailState.FAILED, **refused)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED, attempts=1, next_at=None, last_remark=Remark.REFUSED, last_answer=REFUSED
    )
