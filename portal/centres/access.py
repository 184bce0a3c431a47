"""Who may see the outcomes of a centre, and who may change centre records.

The only place that writes django-guardian's grants on centres. They follow from the appointments: whoever is in office
or is about to be, with an active account, holds `view_outcomes`. What a grant shows is for the term to say, on each
day anew (`CentreQuerySet.outcome_grants`): so a term begins and ends at midnight by itself. Grants are brought up to
date in the transaction of each change of a term or an account; beat takes away those of terms that are over.
"""

from datetime import date

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres.finding import sync_people
from portal.centres.models import Appointment, Centre, CentreUserObjectPermission

VIEW_OUTCOMES = "view_outcomes"
Grant = tuple[int, str, int]  # (user, codename, centre)


def refusal_to_change(user: User) -> str:
    """Why somebody may not change centre records, or ""."""
    return "" if user.is_administrator else _("Only administrators change centre records.")


def outcome_readers(centre: int, day: date) -> list[User]:
    """Director and board who read the outcomes of a centre (by key) on that day, everybody once."""
    terms = Appointment.objects.reading_outcomes_of(centre, day)
    return list(User.objects.filter(pk__in=terms.values("user")).order_by("family_name", "given_name", "pk"))


def require_change(user: User) -> None:
    """Raises PermissionDenied with the reason for anybody who may not change centre records."""
    if refusal := refusal_to_change(user):
        raise PermissionDenied(refusal)


def differences(day: date, centre_id: int | None = None) -> tuple[set[Grant], set[Grant]]:
    """(missing, superfluous) grants on a day, of all centres or of one."""
    appointments = Appointment.objects.not_over(day).filter(user__is_active=True)
    grants = CentreUserObjectPermission.objects.all()
    if centre_id is not None:
        appointments, grants = appointments.filter(centre=centre_id), grants.filter(content_object=centre_id)
    called_for = {(user, VIEW_OUTCOMES, centre) for user, centre in appointments.values_list("user", "centre")}
    held = set(grants.values_list("user_id", "permission__codename", "content_object_id"))
    return called_for - held, held - called_for


@transaction.atomic
def sync_centre(centre_id: int, day: date) -> tuple[set[Grant], set[Grant]]:
    """Make the grants on one centre those that its appointments call for; gives back what was (missing, superfluous).

    The row of the centre is locked first: of two changes at once the later one sees the appointments of the other.
    """
    Centre.objects.select_for_update(no_key=True).filter(pk=centre_id).first()
    missing, superfluous = differences(day, centre_id)
    if missing:
        permission = Permission.objects.get(content_type__app_label="centres", codename=VIEW_OUTCOMES)
        CentreUserObjectPermission.objects.bulk_create(
            CentreUserObjectPermission(user_id=user_id, permission=permission, content_object_id=centre_id)
            for user_id, _codename, _centre in missing
        )
    if superfluous:
        these = Q()
        for user_id, codename, _centre in superfluous:
            these |= Q(user=user_id, permission__codename=codename)
        CentreUserObjectPermission.objects.filter(these, content_object=centre_id).delete()
    sync_people([centre_id])
    return missing, superfluous


def sync_user(user: User, day: date) -> None:
    """Makes the grants of somebody those that their terms and their account call for, centre by centre."""
    for centre_id in sorted(set(Appointment.objects.filter(user=user.pk).values_list("centre", flat=True))):
        sync_centre(centre_id, day)


def repair(day: date) -> tuple[set[Grant], set[Grant]]:
    """Bring the grants on all centres up to date, centre by centre; gives back what was (missing, superfluous)."""
    missing, superfluous = differences(day)
    added: set[Grant] = set()
    removed: set[Grant] = set()
    for centre_id in sorted({grant[2] for grant in missing | superfluous}):
        more, fewer = sync_centre(centre_id, day)
        added |= more
        removed |= fewer
    return added, removed
