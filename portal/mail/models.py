"""The ledger of outgoing mail: the transaction that causes a message writes its row here; a worker sends it later.

This app knows none of the others: what a message is about and who gets it are keys that the registering app
understands ("report:17", "user:12").
"""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.mail import purposes
from portal.mail.enums import MailState, Remark
from portal.mail.querysets import OutgoingMailQuerySet


class OutgoingMail(models.Model):
    """One message to one recipient. (purpose, subject_key, recipient) is unique: the same deed never mails twice."""

    purpose = models.CharField(_("purpose"), max_length=40)
    subject_key = models.CharField(max_length=80)
    recipient = models.CharField(max_length=80)
    recipient_name = models.CharField(_("recipient"), max_length=200)
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=5, default="nl")
    message_id = models.CharField(max_length=200, unique=True)
    attachment_name = models.CharField(max_length=200, blank=True)
    attachment_sha256 = models.CharField(max_length=64, blank=True)
    attachment_filename = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_remark = models.CharField(max_length=20, choices=Remark, blank=True)
    last_answer = models.TextField(_("the server's words"), blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject_key", "recipient"], name="mail_once_per_deed_and_recipient"
            ),
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="mail_due"),
            models.Index(fields=["-created_at", "-id"], name="mail_latest"),
            models.Index(fields=["address", "state"], name="mail_by_address"),
        ]

    def __str__(self):
        return f"{self.purpose} → {self.address}"

    @property
    def purpose_label(self) -> str:
        return purposes.label(self.purpose)

    def tries_since_decision(self) -> int:
        """How many tries there were since the mail was asked for, or since a person said "send again"."""
        decided = self.tries.exclude(decided_by="").order_by("-number").values("number")[:1]
        return self.tries.filter(number__gt=Coalesce(models.Subquery(decided), 0)).count()


class Attempt(models.Model):
    """One try at sending a message with what the server said, or what a person decided about it (`decided_by`)."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=MailState, blank=True)
    remark = models.CharField(max_length=20, choices=Remark, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["mail", "number"], name="mail_attempt_number_once")]

    def __str__(self):
        return f"{self.mail_id} #{self.number}"
