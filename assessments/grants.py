"""The grants that stand against those that the facts call for, on assessments and centres, and what never belongs."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from guardian.models import GroupObjectPermission, UserObjectPermission

from assessments.access import Grant, grants_called_for, sync_grants
from assessments.models import Assessment, AssessmentUserObjectPermission, Membership
from portal.accounts.models import User
from portal.centres import access as centres
from portal.centres.models import Centre


def differences() -> dict[int, tuple[set[Grant], set[Grant]]]:
    """Per assessment that has any: (missing, superfluous) grants. Two queries."""
    called_for: dict[int, list[Membership]] = {}
    for member in Membership.objects.order_by("assessment"):
        called_for.setdefault(member.assessment_id, []).append(member)
    held: dict[int, set[Grant]] = {}
    rows = AssessmentUserObjectPermission.objects.values_list("content_object", "user", "permission__codename")
    for assessment_id, user_id, codename in rows:
        held.setdefault(assessment_id, set()).add((user_id, codename))
    found = {}
    for pk in sorted(called_for.keys() | held.keys()):
        wanted, standing = grants_called_for(called_for.get(pk, [])), held.get(pk, set())
        if wanted != standing:
            found[pk] = (wanted - standing, standing - wanted)
    return found


def strays() -> Iterator[str]:
    """What would let somebody pass every check, or grants where none are looked for."""
    for user in User.objects.filter(Q(is_superuser=True) | Q(user_permissions__isnull=False)).distinct():
        yield f"{user.email}: superuser flag or model-wide grant"
    for user in User.objects.filter(groups__isnull=False).distinct():
        yield f"{user.email}: is in a group"
    for group in Group.objects.filter(permissions__isnull=False).distinct():
        yield f"group {group}: model-wide grant"
    for model in (UserObjectPermission, GroupObjectPermission):
        if number := model.objects.count():
            yield f"{model.__name__}: {number} rows in guardian's generic table"


def report(day: date) -> list[str]:
    """One line for each grant that is missing or superfluous, and for each stray; none where all is well."""
    emails = dict(User.objects.values_list("pk", "email"))
    references = dict(Assessment.objects.values_list("pk", "reference"))
    numbers = dict(Centre.objects.values_list("pk", "institution_number"))
    lines = []
    for pk, (missing, superfluous) in differences().items():
        for word, grants in (("missing", missing), ("superfluous", superfluous)):
            lines += [f"{references[pk]}: {emails[user]} {codename} {word}" for user, codename in sorted(grants)]
    for word, offices in zip(("missing", "superfluous"), centres.differences(day), strict=True):
        lines += [f"{numbers[pk]}: {emails[user]} {codename} {word}" for user, codename, pk in sorted(offices)]
    return [*lines, *strays()]


@transaction.atomic
def repair(day: date) -> None:
    """Makes the grants what the facts call for and removes what never belongs."""
    for assessment in Assessment.objects.select_for_update(no_key=True).filter(pk__in=differences()).order_by("pk"):
        sync_grants(assessment)
    centres.repair(day)
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    User.user_permissions.through.objects.all().delete()
    User.groups.through.objects.all().delete()
    Group.permissions.through.objects.all().delete()
    for model in (UserObjectPermission, GroupObjectPermission):
        model.objects.all().delete()
