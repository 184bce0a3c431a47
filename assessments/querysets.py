"""Named reading queries on assessments."""

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q

from assessments.enums import State
from portal.accounts.enums import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


@cache
def permission_id(codename: str) -> int:
    """The key of one of the four permissions on assessments.

    Read once per process: as a literal it lets the database use the index.
    """
    return Permission.objects.get(content_type__app_label="assessments", codename=codename).pk


class AssessmentQuerySet(models.QuerySet):
    def granted_to(self, user: "User", codename: str = "view_assessment") -> "AssessmentQuerySet":
        """Assessments on which an active person holds this grant."""
        from assessments.models import AssessmentUserObjectPermission

        if not user.is_active:
            return self.none()
        grants = AssessmentUserObjectPermission.objects.filter(user=user.pk, permission=permission_id(codename))
        return self.filter(pk__in=grants.values("content_object_id"))

    def visible_to(self, user: "User") -> "AssessmentQuerySet":
        """Assessments whose page somebody may open.

        Their own; for administrators all (planning data only); for inspectors every final one too.
        """
        if not user.is_active:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self.all()
        own = self.granted_to(user)
        if user.role == Role.INSPECTOR:
            return self.filter(Q(pk__in=own.values("pk")) | Q(state=State.FINAL))
        return own
