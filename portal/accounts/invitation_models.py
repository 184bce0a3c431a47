"""Invitations: docs/decisions/0011-invitations.md."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.querysets import InvitationQuerySet


def new_nonce() -> str:
    return get_random_string(32)


class Invitation(models.Model):
    """Somebody may come in with this role, once, through a mailed link.

    The link's token isn't stored: it follows from the key of the row, `nonce` and SECRET_KEY. Another nonce is
    another link, and the end of the one before. `about` names what it is for ("CLW Vilvoorde (directeur,
    vanaf 1 december 2026)"), or is empty.
    """

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=15, choices=Role)
    about = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="nl")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    sent_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_made")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_invited_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="accounts_invitation_one_end",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_accepted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.email} {self.role}"

    @property
    def is_unanswered(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def is_expired(self) -> bool:
        return self.is_unanswered and self.expires_at <= timezone.now()
