"""Named reading queries on centre records."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q

from portal.accounts.enums import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "CentreQuerySet":
        """Centres that somebody may look at.

        All for administrators and inspectors, for others where they hold view_outcomes; none for who is inactive.
        """
        if not user.is_active:
            return self.none()
        if user.role in (Role.ADMINISTRATOR, Role.INSPECTOR):
            return self.all()
        return self.filter(pk__in=self.outcome_grants(user))

    def outcome_grants(self, user: "User") -> models.QuerySet:
        """The ids of the centres whose outcomes somebody was granted sight of, as a subquery."""
        from portal.centres.models import CentreUserObjectPermission

        view_outcomes = Permission.objects.filter(codename="view_outcomes", content_type__app_label="centres").values(
            "pk"
        )
        return CentreUserObjectPermission.objects.filter(user=user.pk, permission__in=view_outcomes).values(
            "content_object_id"
        )


class AppointmentQuerySet(models.QuerySet):
    def in_office(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on this day, of people whose account is active."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day, user__is_active=True)
