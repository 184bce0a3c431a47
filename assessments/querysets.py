"""Named reading queries on assessments."""

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from assessments.enums import State, TeamRole, Verb
from portal.accounts.enums import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


@cache
def permission_id(codename: str) -> int:
    """The key of one of the four permissions on assessments.

    Read once per process: as a literal it lets the database use the index.
    """
    return Permission.objects.get(content_type__app_label="assessments", codename=codename).pk


class _OfRow(Func):
    """An expression on the row's key, written out, with the keys that its words ask for.

    Django takes milliseconds to put the same subqueries into words, and each page asks for seven of them.
    """

    def __init__(self, output_field: models.Field, *keys: int, **words: object):
        super().__init__(F("pk"), output_field=output_field, **words)
        self.keys = keys

    def as_sql(self, *args, **options):
        sql, parameters = super().as_sql(*args, **options)
        return sql, (*parameters, *self.keys)


GRANTS = (
    "SELECT held.content_object_id FROM assessments_assessmentuserobjectpermission held"
    " WHERE held.user_id = %%s AND held.permission_id = %(permission)d"
)


class Among(_OfRow):
    """Whether the row is one of those on which somebody holds this grant: to filter by, along the grants' index."""

    template = f"%(expressions)s IN ({GRANTS})"

    def __init__(self, user: "User", codename: str):
        super().__init__(models.BooleanField(), user.pk, permission=permission_id(codename))


class Holds(Among):
    """The same, asked of each row that was found."""

    template = f"EXISTS ({GRANTS} AND held.content_object_id = %(expressions)s)"


class Declared(_OfRow):
    """A column of somebody's own membership in the row's assessment; None where they have none."""

    template = (
        "(SELECT own.%(column)s FROM assessments_membership own"
        " WHERE own.user_id = %%s AND own.assessment_id = %(expressions)s)"
    )

    def __init__(self, user: "User", column: str, output_field: models.Field):
        super().__init__(output_field, user.pk, column=column)


class OfTeam(_OfRow):
    """A figure about the row's assessment that its next step hangs on."""

    MEMBERS = "FROM assessments_membership member WHERE member.assessment_id = %(expressions)s"
    REVIEWER = f"(SELECT member.user_id {MEMBERS} AND member.role = '{TeamRole.REVIEWER.value}')"
    UNDECLARED = (
        f"(SELECT COUNT(*) {MEMBERS} AND member.role <> '{TeamRole.REVIEWER.value}'"
        " AND member.conflict_declared_at IS NULL)"
    )
    CONFLICTS = f"(SELECT COUNT(*) {MEMBERS} AND member.role <> '{TeamRole.REVIEWER.value}' AND member.conflict)"
    WAITING_TEXTS = (
        "(SELECT COUNT(*) FROM assessments_proposal text JOIN assessments_passage passage"
        " ON passage.id = text.passage_id WHERE passage.assessment_id = %(expressions)s AND text.decided_at IS NULL)"
    )

    def __init__(self, template: str):
        super().__init__(models.IntegerField(), template=template)


class AssessmentQuerySet(models.QuerySet):
    def granted_to(self, user: "User", codename: str = "view_assessment") -> "AssessmentQuerySet":
        """Assessments on which an active person holds this grant."""
        return self.filter(Among(user, codename)) if user.is_active else self.none()

    def visible_to(self, user: "User") -> "AssessmentQuerySet":
        """Assessments whose page somebody may open.

        Their own; for administrators all (planning data only); for inspectors every final one too.
        """
        if not user.is_active:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self.all()
        if user.role == Role.INSPECTOR:
            return self.filter(Q(Among(user, "view_assessment")) | Q(state=State.FINAL))
        return self.granted_to(user)

    def with_standing(self, user: "User") -> "AssessmentQuerySet":
        """Adds what `assessments.access.Standing` needs to know of this person, in the same query.

        may_contribute, may_coordinate, may_review: grants held; declared_at, declared_conflict: their declaration.
        """
        return self.annotate(
            may_contribute=Holds(user, "contribute_assessment"),
            may_coordinate=Holds(user, "coordinate_assessment"),
            may_review=Holds(user, "review_assessment"),
            declared_at=Declared(user, "conflict_declared_at", models.DateTimeField()),
            declared_conflict=Declared(user, "conflict", models.BooleanField()),
        )

    def with_moves(self) -> "AssessmentQuerySet":
        """Adds was_moved: whether it was ever moved to a newer version of an instrument."""
        from assessments.models import Event

        return self.annotate(was_moved=Exists(Event.objects.filter(assessment=OuterRef("pk"), verb=Verb.MOVED)))

    def with_needs(self) -> "AssessmentQuerySet":
        """Adds what the next step may lack.

        reviewer_id: None where nobody is named; undeclared: declarations of the team that are missing; conflicts: those
        that tell of a conflict of interest; waiting_texts: texts beside another that wait for a decision.
        """
        return self.annotate(
            reviewer_id=OfTeam(OfTeam.REVIEWER),
            undeclared=OfTeam(OfTeam.UNDECLARED),
            conflicts=OfTeam(OfTeam.CONFLICTS),
            waiting_texts=OfTeam(OfTeam.WAITING_TEXTS),
        )

    def with_version(self, instrument_code: str) -> "AssessmentQuerySet":
        """Adds version_id and version_sha256 of the scope's version of this instrument (None where out of scope)."""
        from assessments.models import Scope

        scope = Scope.objects.filter(assessment=OuterRef("pk"), version__instrument__code=instrument_code)
        return self.annotate(
            version_id=Subquery(scope.values("version_id")[:1]),
            version_sha256=Subquery(scope.values("version__content_sha256")[:1]),
        )
