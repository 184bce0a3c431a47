from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a message stands. `handover` is committed before the body goes out; what broke after that is `unknown`."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being prepared")
    HANDOVER = "handover", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    UNKNOWN = "unknown", _("outcome unknown")
    WITHDRAWN = "withdrawn", _("withdrawn")
