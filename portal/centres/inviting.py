"""Inviting somebody to an office at a centre: docs/decisions/0011-invitations.md.

An administrator's word puts whoever has an account in office at once; anybody else is mailed an invitation, and is in
office as soon as it is accepted.
"""

from typing import Any, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts import inviting
from portal.accounts.enums import Role
from portal.accounts.leading import leading_to_invitation
from portal.accounts.models import Invitation, User
from portal.centres import changes
from portal.centres.access import require_change, sync_user
from portal.centres.enums import CentreStatus
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.offices import Office, appoint, require_near, seat

LONGEST_NAME = 150  # of a centre in what an invitation is about, which holds 200


@transaction.atomic
def put_in_office(
    *, email: str, actor: User, hands_over: Appointment | None = None, **office: Unpack[Office]
) -> Appointment | CentreInvitation:
    """In office with the account of this address, or invited; `hands_over`: the term of whom they succeed.

    ValidationError bound to fields where it can't be.
    """
    require_change(actor)
    require_near(start=office["start"], end=office["end"])
    known = User.objects.filter(email__iexact=inviting.normal_address(email)).first()
    if known:
        return appoint(user=known, actor=actor, succeeds=hands_over, **office)
    return invite(email=email, actor=actor, hands_over=hands_over, **office)


@transaction.atomic
def invite(
    *, email: str, actor: User, hands_over: Appointment | None = None, **office: Unpack[Office]
) -> CentreInvitation:
    """Mails an invitation to an office; whether the address has an account makes no difference.

    Whoever calls this has asked whether `actor` may. Raises ValidationError where the centre is closed, bound to
    `email` where `actor` sends too many, or administers and the same is invited already. Nobody else learns whom others
    invited: that makes two invitations, of which one can be accepted.
    """
    email, centre, function = inviting.normal_address(email), office["centre"], office["function"]
    # The centre's row is held: of two such invitations at once the second sees the first.
    if Centre.objects.select_for_update(no_key=True).get(pk=centre.pk).status != CentreStatus.ACTIVE:
        raise ValidationError(_("This centre is closed or merged."))
    same = CentreInvitation.objects.open().filter(centre=centre, function=function, invitation__email=email)
    if actor.is_administrator and (found := same.first()):
        raise leading_to_invitation(found.get_absolute_url(), {"email": inviting.is_invited_already()})
    seat_to_be = CentreInvitation(hands_over=hands_over, last_day=hands_over.end if hands_over else None, **office)
    seat_to_be.full_clean(exclude=["invitation"])
    about = _about(seat_to_be)
    seat_to_be.invitation = inviting.issue(email=email, role=Role.CENTRE, actor=actor, about=about)
    seat_to_be.save()
    return seat_to_be


def _about(offered: CentreInvitation) -> str:
    """Centre, function and first day, in the language of the mail."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {"centre": offered.centre.name[:LONGEST_NAME], "function": offered.get_function_display()}
        day = date_format(offered.start)
        return _("%(centre)s (%(function)s, from %(day)s on)") % {**names, "day": day}


def require_as_offered(*, invitation: Invitation, **_signal: Any) -> None:
    """Receiver of `still_stands`: holds the centre, and refuses with the reason what is offered no longer."""
    offered = CentreInvitation.objects.filter(invitation=invitation)
    centre = Centre.objects.select_for_update(no_key=True).filter(pk__in=offered.values("centre")).first()
    if centre is None:
        return
    if centre.status != CentreStatus.ACTIVE:
        raise ValidationError(_("This centre is closed. Ask whoever invited you."))
    seat_to_be = offered.select_related("hands_over__successor").get()
    if seat_to_be.end and seat_to_be.end < timezone.localdate():
        raise ValidationError(_("The term that this invitation was for is over. Ask whoever invited you."))
    if not _is_handed_over_still(seat_to_be, invitation.invited_by):
        raise ValidationError(_("This office is handed over no longer. Ask whoever invited you."))


def _is_handed_over_still(seat_to_be: CentreInvitation, inviter: User) -> bool:
    """True for what an administrator offers without a predecessor; otherwise as it was agreed, and to nobody else."""
    term = seat_to_be.hands_over
    if not inviter.is_administrator and (term is None or term.user_id != inviter.pk):
        return False
    if seat_to_be.last_day is None:
        return True
    if term is None or term.end != seat_to_be.last_day:
        return False
    others = term.successions.unanswered().exclude(pk=seat_to_be.pk)
    return not hasattr(term, "successor") and not others.exists()


def take_office(*, invitation: Invitation, user: User, **_signal: Any) -> None:
    """Receiver of `accepted`: puts in office, or refuses the acceptance with the reason (ValidationError)."""
    offered = CentreInvitation.objects.filter(invitation=invitation)
    seat_to_be = offered.select_related("centre", "hands_over").first()
    if seat_to_be is None:
        return
    if seat_to_be.hands_over and seat_to_be.hands_over.user_id == user.pk:
        raise ValidationError(_("Nobody succeeds themselves. Ask an administrator to extend your term."))
    seat(
        centre=seat_to_be.centre,
        user=user,
        function=seat_to_be.function,
        start=seat_to_be.start,
        end=seat_to_be.end,
        succeeds=seat_to_be.hands_over,
        actor=user,
        reason=changes.by_invitation(invitation.pk),
    )


def withdraw_all(centre: Centre) -> None:
    """The invitations to a centre that closes or merges stop working."""
    CentreInvitation.objects.filter(centre=centre).withdraw()


def follow_standing(*, user: User, **_signal: Any) -> None:
    """Receiver of `standing_changed`: grants go or come back at once; who is in office can't join the inspectorate."""
    today = timezone.localdate()
    if user.role != Role.CENTRE and Appointment.objects.not_over(today).filter(user=user.pk).exists():
        raise ValidationError(_("This person is in office at a centre. End that term first."))
    sync_user(user, today)
