"""Named reading queries on centre records."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone

from portal.accounts.enums import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user: "User", day: date | None = None) -> "CentreQuerySet":
        """Centres that somebody may look at.

        All for administrators and inspectors, for others where they hold view_outcomes; none for who is inactive.
        """
        if not user.is_active:
            return self.none()
        if user.role in (Role.ADMINISTRATOR, Role.INSPECTOR):
            return self.all()
        return self.filter(pk__in=self.outcome_grants(user, day))

    def outcome_grants(self, user: "User", day: date | None = None) -> models.QuerySet:
        """The ids of the centres whose outcomes somebody may see on a day (today), as a subquery.

        The grant and the term of office must both allow: so a term that ended yesterday shows nothing today,
        whether or not the grants were brought up to date since.
        """
        from portal.centres.models import Appointment, CentreUserObjectPermission

        view_outcomes = Permission.objects.filter(codename="view_outcomes", content_type__app_label="centres")
        in_office = Appointment.objects.in_office(day or timezone.localdate()).filter(user=user.pk)
        return CentreUserObjectPermission.objects.filter(
            user=user.pk, permission__in=view_outcomes.values("pk"), content_object__in=in_office.values("centre")
        ).values("content_object_id")

    def matching(self, words: str) -> "CentreQuerySet":
        """Centres in which each of the words stands in the name, the institution number or the municipality."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(municipality__icontains=word) | Q(institution_number__startswith=word)
            )
        return found

    def in_status(self, status: str) -> "CentreQuerySet":
        """Centres of this status; all for an empty one."""
        return self.filter(status=status) if status else self.all()


class AppointmentQuerySet(models.QuerySet):
    def in_office(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on this day, of people whose account is active."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day, user__is_active=True)

    def with_standing(self, day: date) -> "AppointmentQuerySet":
        """Each with its person, `holds` (in office on this day), `is_over` and `is_to_come`; those that hold first."""
        over, to_come = Q(end__lt=day), Q(start__gt=day)
        is_over, is_to_come = (
            Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
            for condition in (over, to_come)
        )
        holds = Case(
            When(over | to_come | Q(user__is_active=False), then=Value(False)),
            default=Value(True),
            output_field=BooleanField(),
        )
        annotated = self.select_related("user").annotate(holds=holds, is_over=is_over, is_to_come=is_to_come)
        return annotated.order_by("is_over", "-holds", "-function", "-start", "pk")

    def shown_to(self, user: "User", day: date) -> "AppointmentQuerySet":
        """What somebody sees of the people of a centre: those in office; all, past and to come, for administrators."""
        appointments = self.with_standing(day)
        return appointments if user.is_administrator else appointments.filter(holds=True)
