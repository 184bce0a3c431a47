"""Inviting somebody to an office at a centre: docs/decisions/0011-invitations.md.

An administrator's word puts whoever has an account in office at once; anybody else is mailed an invitation, and is in
office as soon as it is accepted.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts import inviting
from portal.accounts.enums import Role
from portal.accounts.models import Invitation, User
from portal.centres import changes
from portal.centres.access import require_change, sync_user
from portal.centres.enums import CentreStatus, Function
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.offices import appoint, seat


@transaction.atomic
def put_in_office(
    *,
    centre: Centre,
    email: str,
    function: str,
    start: date,
    end: date | None,
    actor: User,
    hands_over: Appointment | None = None,
) -> Appointment | CentreInvitation:
    """In office with the account of this address, or invited. ValidationError bound to fields where it can't be."""
    require_change(actor)
    known = User.objects.filter(email__iexact=inviting.normal_address(email)).first()
    term: dict[str, Any] = {"centre": centre, "function": function, "start": start, "end": end, "actor": actor}
    if known:
        return appoint(user=known, **term)
    return invite(email=email, hands_over=hands_over, **term)


@transaction.atomic
def invite(
    *,
    centre: Centre,
    email: str,
    function: str,
    start: date,
    end: date | None,
    actor: User,
    hands_over: Appointment | None = None,
) -> CentreInvitation:
    """Mails an invitation to an office; whether the address has an account makes no difference.

    Whoever calls this has asked whether `actor` may. Raises ValidationError, bound to `email` where the same is
    invited already.
    """
    email = inviting.normal_address(email)
    # The centre's row is held: of two such invitations at once the second sees the first.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if CentreInvitation.objects.open().filter(centre=centre, function=function, invitation__email=email).exists():
        raise ValidationError({"email": _("This address is invited already: send that invitation anew.")})
    seat_to_be = CentreInvitation(centre=centre, function=function, start=start, end=end, hands_over=hands_over)
    seat_to_be.full_clean(exclude=["invitation"])
    with translation.override(settings.LANGUAGE_CODE):  # the language of the mail
        about = f"{centre.name} ({Function(function).label})"
    seat_to_be.invitation = inviting.issue(email=email, role=Role.CENTRE, actor=actor, about=about)
    seat_to_be.save()
    return seat_to_be


def take_office(*, invitation: Invitation, user: User, **_signal: Any) -> None:
    """Receiver of `accepted`: puts in office, or refuses the acceptance with the reason (ValidationError)."""
    seat_to_be = CentreInvitation.objects.filter(invitation=invitation).select_related("centre").first()
    if seat_to_be is None:
        return
    if seat_to_be.centre.status != CentreStatus.ACTIVE:
        raise ValidationError(_("This centre is closed. Ask whoever invited you."))
    if seat_to_be.end and seat_to_be.end < timezone.localdate():
        raise ValidationError(_("The term that this invitation was for is over. Ask whoever invited you."))
    seat(
        centre=seat_to_be.centre,
        user=user,
        function=seat_to_be.function,
        start=seat_to_be.start,
        end=seat_to_be.end,
        actor=invitation.invited_by,
        reason=changes.INVITATION,
    )


def withdraw_all(centre: Centre) -> None:
    """The invitations to a centre that closes or merges stop working."""
    waiting = CentreInvitation.objects.unanswered().filter(centre=centre).values("invitation")
    Invitation.objects.filter(pk__in=waiting).update(withdrawn_at=timezone.now())


def follow_standing(*, user: User, **_signal: Any) -> None:
    """Receiver of `standing_changed`: grants go or come back at once; who is in office can't join the inspectorate."""
    today = timezone.localdate()
    if user.role != Role.CENTRE and Appointment.objects.not_over(today).filter(user=user.pk).exists():
        raise ValidationError(_("This person is in office at a centre. End that term first."))
    sync_user(user, today)
