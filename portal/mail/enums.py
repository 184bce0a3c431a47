from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a message stands. `handover` is committed before the body goes out; what broke after that is `unknown`."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being prepared")
    HANDOVER = "handover", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("outcome unknown")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Remark(models.TextChoices):
    """What the portal itself says about a try; the words of the mail server stand beside it, untranslated."""

    ACCEPTED = "accepted", _("The mail server took the message.")
    IN_OUTBOX = "in_outbox", _("Written to the outbox of this machine; no mail server is set.")
    NOT_REACHED = "not_reached", _("The mail server could not be reached, or stopped talking.")
    COME_BACK = "come_back", _("The mail server asks to try again later.")
    REFUSED = "refused", _("The mail server refuses this address.")
    NOT_TAKEN = "not_taken", _("The mail server refuses the sender or the message, not this address.")
    NO_ANSWER = "no_answer", _("The message was handed over, but no answer came: it may have arrived.")
    WORKER_STOPPED = "worker_stopped", _("The work stopped before the message was handed over.")
    NOT_MADE = "not_made", _("The message could not be made.")
    PURPOSE_UNKNOWN = "purpose_unknown", _("Nothing in the portal knows how to write this kind of message.")
    BAD_ADDRESS = "bad_address", _("This is no e-mail address.")
    NO_ATTACHMENT = "no_attachment", _("The attachment is missing.")
    CHANGED_ATTACHMENT = "changed_attachment", _("The attachment is not the file that was promised.")
    OVERTAKEN = "overtaken", _("There is no reason any more to send this message.")
    SEND_AGAIN = "send_again", _("To be sent again, on the decision of a person.")
    ARRIVED = "arrived", _("It has arrived, on the word of a person.")
