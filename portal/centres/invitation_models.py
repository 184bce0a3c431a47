"""What an invitation to a centre is for: accounts know who is invited, centres to what."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Invitation
from portal.centres.enums import Function
from portal.centres.querysets import CentreInvitationQuerySet


class CentreInvitation(models.Model):
    """Whoever accepts is in office at a centre from a day to a day (both included; no end: until further notice).

    `hands_over`: the term of whom they succeed, where somebody handed over, and `last_day`, which was agreed for it: a
    term that ends otherwise by then has no successor by this.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="for_centre")
    centre = models.ForeignKey("centres.Centre", on_delete=models.CASCADE, related_name="invitations")
    function = models.CharField(_("function"), max_length=10, choices=Function)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"), null=True, blank=True)
    hands_over = models.ForeignKey(
        "centres.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="successions"
    )
    last_day = models.DateField(null=True, blank=True, editable=False)

    objects = CentreInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(function__in=Function.values), name="centres_invited_function_known"),
            models.CheckConstraint(
                condition=Q(hands_over__isnull=True) | Q(last_day__isnull=False),
                name="centres_succession_has_last_day",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__lte=F("end")),
                name="centres_invited_term_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.invitation_id} {self.function} {self.centre_id}"

    def get_absolute_url(self):
        """On the page of its centre."""
        return f"{self.centre.get_absolute_url()}#invitation-{self.invitation_id}"
