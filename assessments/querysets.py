"""Named reading queries on assessments."""

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery

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


def _grants(user: "User", codename: str) -> models.QuerySet:
    """The ids of the assessments on which somebody holds this grant, as a subquery."""
    from assessments.models import AssessmentUserObjectPermission

    grants = AssessmentUserObjectPermission.objects.filter(user=user.pk, permission=permission_id(codename))
    return grants.values("content_object_id")


class Holds(Func):
    """Whether somebody holds this grant on the row's assessment. Each page asks for three of them.

    The same as `Exists(grants.filter(content_object=OuterRef("pk")))`, which Django takes a millisecond to put
    into words; the statement itself takes a tenth of that.
    """

    output_field = models.BooleanField()
    template = (
        "EXISTS (SELECT 1 FROM assessments_assessmentuserobjectpermission held WHERE held.user_id = %(user)d"
        " AND held.permission_id = %(permission)d AND held.content_object_id = %(expressions)s)"
    )

    def __init__(self, user: "User", codename: str):
        super().__init__(F("pk"), user=int(user.pk), permission=int(permission_id(codename)))


class AssessmentQuerySet(models.QuerySet):
    def granted_to(self, user: "User", codename: str = "view_assessment") -> "AssessmentQuerySet":
        """Assessments on which an active person holds this grant."""
        return self.filter(pk__in=_grants(user, codename)) if user.is_active else self.none()

    def visible_to(self, user: "User") -> "AssessmentQuerySet":
        """Assessments whose page somebody may open.

        Their own; for administrators all (planning data only); for inspectors every final one too.
        """
        if not user.is_active:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self.all()
        if user.role == Role.INSPECTOR:
            return self.filter(Q(pk__in=_grants(user, "view_assessment")) | Q(state=State.FINAL))
        return self.granted_to(user)

    def with_standing(self, user: "User") -> "AssessmentQuerySet":
        """Adds what `assessments.access.Standing` needs to know of this person, in the same query.

        may_contribute, may_coordinate, may_review: grants held; declared_at, declared_conflict: their declaration.
        """
        from assessments.models import Membership

        membership = Membership.objects.filter(user=user.pk, assessment=OuterRef("pk"))
        return self.annotate(
            may_contribute=Holds(user, "contribute_assessment"),
            may_coordinate=Holds(user, "coordinate_assessment"),
            may_review=Holds(user, "review_assessment"),
            declared_at=Subquery(membership.values("conflict_declared_at")),
            declared_conflict=Subquery(membership.values("conflict")),
        )

    def with_version(self, instrument_code: str) -> "AssessmentQuerySet":
        """Adds version_id and version_sha256 of the scope's version of this instrument (None where out of scope)."""
        from assessments.models import Scope

        scope = Scope.objects.filter(assessment=OuterRef("pk"), version__instrument__code=instrument_code)
        return self.annotate(
            version_id=Subquery(scope.values("version_id")[:1]),
            version_sha256=Subquery(scope.values("version__content_sha256")[:1]),
        )
