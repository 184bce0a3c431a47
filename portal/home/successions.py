"""Offices that were handed over lately, told to administrators among what happened."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.centres.invitation_models import CentreInvitation
from portal.centres.terms import A_MONTH
from portal.home.happening import Happening, when

NUMBER = 3


def successions(today: date) -> list[Happening]:
    """Successors that were invited or accepted in the past month, the newest first; 1 query. For administrators."""
    since = timezone.now() - A_MONTH
    invited = CentreInvitation.objects.not_withdrawn().filter(
        Q(invitation__created_at__gte=since) | Q(invitation__accepted_at__gte=since),
        hands_over__isnull=False,
    )
    found = invited.select_related("centre", "invitation__invited_by", "invitation__accepted_by")
    newest = Coalesce("invitation__accepted_at", "invitation__created_at").desc()
    return [_told(one, today) for one in found.order_by(newest, "-pk")[:NUMBER]]


def _told(one: CentreInvitation, today: date) -> Happening:
    invitation = one.invitation
    at = invitation.accepted_at or invitation.created_at
    if invitation.accepted_by:
        text = _("%(name)s accepted to succeed as %(function)s")
        names = {"name": invitation.accepted_by.name}
    else:
        text = _("%(name)s invited %(address)s as successor (%(function)s)")
        names = {"name": invitation.invited_by.name, "address": invitation.email}
    text %= names | {"function": one.get_function_display()}
    return Happening(when(at, today), text, one.centre.name, one.centre.get_absolute_url(), at)
