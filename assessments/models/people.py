"""Who takes part in an assessment, and the grants that follow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from assessments.enums import TEAM, TeamRole
from assessments.models.assessment import PERSON, Assessment


class AssessmentUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's grants on assessments, written only by assessments.access."""

    content_object = models.ForeignKey(Assessment, on_delete=models.CASCADE)


class Membership(models.Model):
    """Somebody's part in an assessment. A person has one part only, so a reviewer is never of the team.

    `conflict_declared_at` empty: not declared yet; `conflict` true: a conflict of interest was declared, so no edit.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=TeamRole)
    conflict_declared_at = models.DateTimeField(null=True, blank=True)
    conflict = models.BooleanField(default=False)
    conflict_declaration = models.TextField(_("declaration"), blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="assessments_member_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(role=TeamRole.COORDINATOR), name="assessments_one_coordinator"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(role=TeamRole.REVIEWER), name="assessments_one_reviewer"
            ),
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="assessments_role_known"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.assessment_id}"

    @property
    def in_team(self) -> bool:
        return self.role in TEAM
