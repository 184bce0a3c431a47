"""Questions to the ledger. Every comparison of times happens on the clock of the database, which all workers share."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from portal.mail.enums import MailState, Remark


def in_seconds(seconds: float) -> models.ExpressionWrapper:
    """The moment that many seconds from now on the clock of the database, for an UPDATE."""
    return models.ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=models.DateTimeField())


def new_lease() -> models.ExpressionWrapper:
    return in_seconds(settings.MAIL_LEASE_SECONDS)


class OutgoingMailQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OutgoingMailQuerySet":
        """The ledger is for administrators: everybody else sees no row."""
        return self if user.is_authenticated and user.is_administrator else self.none()

    def due(self) -> "OutgoingMailQuerySet":
        """What a worker may take: waiting and its time has come, or claimed by a worker whose lease ran out."""
        waiting = Q(state=MailState.QUEUED, next_at__lte=Now())
        abandoned = Q(state=MailState.CLAIMED, lease_until__lte=Now())
        return self.filter(waiting | abandoned)

    def lost_in_handover(self) -> "OutgoingMailQuerySet":
        """Handed over by a worker that never told how it ended."""
        return self.filter(state=MailState.HANDOVER, lease_until__lte=Now())

    def in_state(self, state: str) -> "OutgoingMailQuerySet":
        """Rows in that state; every row where `state` is no state."""
        return self.filter(state=state) if state in MailState.values else self

    def refused_addresses(self) -> models.QuerySet:
        """The addresses that a server refused, unless it took a later mail for them; as a subquery."""
        taken_later = self.filter(address=OuterRef("address"), state=MailState.SENT, pk__gt=OuterRef("pk"))
        refused = self.filter(state=MailState.FAILED, last_remark__in=[Remark.REFUSED, Remark.BAD_ADDRESS])
        return refused.filter(~Exists(taken_later)).order_by().values("address")
