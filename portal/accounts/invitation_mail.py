"""The mail of an invitation. Its link is made when the mail is written: no token stands in the database."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.accounts.invitation_models import Invitation
from portal.accounts.models import User
from portal.mail.ledger import queue
from portal.mail.models import OutgoingMail
from portal.mail.purposes import Content, Purpose, register, written

INVITATION = "invitation"


def token_of(invitation: Invitation) -> str:
    """Made from the row and SECRET_KEY: another nonce, address or role is another token."""
    words = f"{invitation.pk}:{invitation.nonce}:{invitation.email}:{invitation.role}"
    return salted_hmac("portal.accounts.invitation", words, algorithm="sha256").hexdigest()


def link_of(invitation: Invitation) -> str:
    """With PUBLIC_BASE_URL, never with the host that a request asked for."""
    return settings.PUBLIC_BASE_URL + reverse("invitation", args=[invitation.pk, token_of(invitation)])


def send(invitation: Invitation) -> OutgoingMail:
    """A row of the ledger; each time it is sent anew is a mail of its own."""
    return queue(
        purpose=INVITATION,
        subject_key=_subject_key(invitation),
        recipient=f"invitation:{invitation.pk}",
        recipient_name="",
        address=invitation.email,
        language=invitation.language,
    )


def sent_by(user: User, *, since: datetime) -> QuerySet[OutgoingMail]:
    """The mails that the invitations of somebody made from a moment on. What others sent is no matter of theirs."""
    own = Invitation.objects.filter(invited_by=user, sent_at__gt=since).values_list("pk", flat=True)
    recipients = [f"invitation:{pk}" for pk in own]
    return OutgoingMail.objects.filter(purpose=INVITATION, recipient__in=recipients, created_at__gt=since)


def register_purpose() -> None:
    register(Purpose(code=INVITATION, label=_("invitation"), render=write, may_go=may_go))


def may_go(mail: OutgoingMail) -> str:
    """Why it must not go out any more, or ""."""
    invitation = Invitation.objects.open().filter(pk=_key(mail)).first()
    if invitation is None:
        return translation.gettext("This invitation was accepted or withdrawn, or its time is over.")
    if mail.subject_key != _subject_key(invitation):
        return translation.gettext("This invitation was sent anew since.")
    return ""


def write(mail: OutgoingMail) -> Content:
    """The message with its link, and who invites; the same whether or not the address has an account."""
    invitation = Invitation.objects.select_related("invited_by").get(pk=_key(mail))
    context = {"invitation": invitation, "url": link_of(invitation), "portal_url": settings.PUBLIC_BASE_URL}
    return written(mail, context)


def _subject_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}@{invitation.sent_count}"


def _key(mail: OutgoingMail) -> str:
    return mail.recipient.removeprefix("invitation:")
