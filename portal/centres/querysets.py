"""Named reading queries on centre records."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from portal.accounts.enums import INSPECTORATE, Role
from portal.accounts.invitation_models import Invitation
from portal.centres.enums import CentreStatus, Function
from portal.centres.searching import LONGEST, among, rare, starts
from portal.folding import folded

if TYPE_CHECKING:
    from portal.accounts.models import User


def sees_all(user: "User") -> bool:
    """Whether somebody may look at every centre."""
    return user.is_active and user.role in INSPECTORATE


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user: "User", day: date | None = None) -> "CentreQuerySet":
        """Centres that somebody may look at.

        All for administrators and inspectors, for others where they hold view_outcomes; none for who is inactive.
        """
        if sees_all(user):
            return self.all()
        if not user.is_active:
            return self.none()
        return self.filter(pk__in=self.outcome_grants(user.pk, day or timezone.localdate()))

    def outcome_grants(self, user: int, day: date) -> models.QuerySet:
        """The ids of the centres whose outcomes somebody (by key) may see on a day, as a subquery.

        The grant and the term of office must both allow: so a term that ended yesterday shows nothing today,
        whether or not the grants were brought up to date since.
        """
        from portal.centres.models import Appointment, CentreUserObjectPermission

        view_outcomes = Permission.objects.filter(codename="view_outcomes", content_type__app_label="centres")
        in_office = Appointment.objects.in_office(day).filter(user=user)
        own = CentreUserObjectPermission.objects.filter(
            user=user, permission__in=view_outcomes.values("pk"), content_object__in=in_office.values("centre")
        ).values("content_object_id")
        # History follows a merger: docs/decisions/0010-history-follows-a-merger.md.
        return self.model._default_manager.filter(Q(pk__in=own) | Q(merged_into__in=own)).values("pk")

    def matching(self, words: str) -> "CentreQuerySet":
        """Centres of which each of the words begins one in the name, the number, the place or a director's name.

        1 query at once. What few centres have is found by the index of words, what many have by walking the order
        of the page, where enough of them soon turn up: see `portal.centres.ordering` for the exception.
        """
        words = words[:LONGEST]
        if not folded(words):
            return self.none() if words.strip() else self.all()
        ids = rare(words, self.db)
        return self.having(*starts(words)) if ids is None else self.among(ids)

    def among(self, ids: Any) -> "CentreQuerySet":
        """Those that `rare` found."""
        return self.filter(pk__in=among(ids, self.db))

    def having(self, *words: str) -> "CentreQuerySet":
        """Those that have each of these (`starts`), by looking at each centre on the way."""
        found = self
        for word in words:
            places = (StrIndex(column, Value(word)) for column in ("search_text", "search_people"))
            in_text, in_people = (Q(GreaterThan(place, 0)) for place in places)
            found = found.filter(in_text | in_people)
        return found

    def in_status(self, status: str) -> "CentreQuerySet":
        """Centres of this status."""
        return self.filter(status=status)

    def without_director(self, day: date | None = None) -> "CentreQuerySet":
        """Active centres that nobody directs on a day (today)."""
        from portal.centres.models import Appointment

        directed = Appointment.objects.directing(day).filter(centre=OuterRef("pk"))
        return self.filter(~Exists(directed), status=CentreStatus.ACTIVE)


class AppointmentQuerySet(models.QuerySet):
    def in_office(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on this day, of people whose account is active."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day, user__is_active=True)

    def reading_outcomes_of(self, centre: int, day: date) -> "AppointmentQuerySet":
        """Those in office on a day at a centre (by key) or at the one that it was merged into.

        History follows a merger: docs/decisions/0010-history-follows-a-merger.md.
        """
        return self.in_office(day).filter(Q(centre=centre) | Q(centre__merged_centres=centre))

    def not_over(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on this day or are to come, whatever the account."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day))

    def directing(self, day: date | None = None) -> "AppointmentQuerySet":
        """Directors in office on a day (today)."""
        return self.in_office(day or timezone.localdate()).filter(function=Function.DIRECTOR)

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

    def with_succession(self) -> "AppointmentQuerySet":
        """Each with its person, its `successor` in office, if any, and all `successions`, the newest first; 2 queries.

        Who succeeds is for whoever holds the term, and for administrators. `changed_by` (a key): who changed the term
        last, but for closings and what is put back of them, which leave to whom its end is owed.
        """
        from portal.centres.changes import PUT_BACK, STEP
        from portal.centres.models import Appointment, CentreInvitation

        of_centre = Q(history_change_reason__startswith=STEP) | Q(history_change_reason__startswith=PUT_BACK)
        last = Appointment.history.filter(id=OuterRef("pk")).exclude(of_centre).order_by("-history_id")
        successions = Prefetch("successions", CentreInvitation.objects.select_related("invitation"))
        found = self.select_related("user", "successor__user").prefetch_related(successions)
        return found.annotate(changed_by=Subquery(last.values("history_user")[:1]))

    def shown_to(self, user: "User", day: date) -> "AppointmentQuerySet":
        """What somebody sees of the people of a centre: those in office; all, past and to come, for administrators."""
        appointments = self.with_standing(day)
        return appointments if user.is_administrator else appointments.filter(holds=True)

    def reached_by(self, user: "User", day: date) -> "AppointmentQuerySet":
        """Of which somebody may learn that they are there: what they see, and their own, past and to come."""
        seen = self.shown_to(user, day).values("pk")
        return self.filter(Q(pk__in=seen) | Q(user=user.pk))


class CentreInvitationQuerySet(models.QuerySet):
    def shown_to(self, user: "User") -> "CentreInvitationQuerySet":
        """Without an answer yet, with `invitation`: all for administrators, for others those to their own office."""
        waiting = self.unanswered().select_related("invitation__invited_by", "hands_over__user").order_by("-pk")
        if user.is_administrator:
            return waiting
        if user.role != Role.CENTRE or not user.is_active:
            return waiting.none()
        return waiting.filter(invitation__invited_by=user.pk, hands_over__user=user.pk)

    def not_withdrawn(self) -> "CentreInvitationQuerySet":
        """Accepted, or without an answer yet, with `invitation`."""
        return self.filter(invitation__withdrawn_at=None).select_related("invitation").order_by("pk")

    def withdraw(self) -> None:
        """The links of those without an answer stop working; inside a transaction."""
        Invitation.objects.filter(pk__in=list(self.values_list("invitation", flat=True))).withdraw()

    def unanswered(self) -> "CentreInvitationQuerySet":
        return self.filter(invitation__in=Invitation.objects.unanswered())

    def open(self) -> "CentreInvitationQuerySet":
        return self.filter(invitation__in=Invitation.objects.open())
