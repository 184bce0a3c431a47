"""What an administrator should look at in a record: what is missing, and what stands twice."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.centres.enums import CentreStatus, Function
from portal.centres.models import Appointment, Centre
from portal.centres.unreachable import unreachable, words_of


def hints_on(centre: Centre, appointments: Iterable[Appointment], user: User) -> list[tuple[str, str]]:
    """(sentence, address to go to); `appointments` as `shown_to` gives them. 2 queries; none if it isn't active."""
    if centre.status != CentreStatus.ACTIVE:
        return []
    found = []
    lacking = unreachable(user, timezone.localdate()).filter(pk=centre.pk).first()
    directors = [one for one in appointments if one.function == Function.DIRECTOR and one.holds]  # type: ignore[attr-defined]
    if not directors:
        form = reverse("centres:appointment_add", args=[centre.institution_number])
        found.append((_("Nobody directs this centre today."), form))
    elif lacking:
        sentence = _("The director can't be reached: %(reason)s.") % {"reason": words_of(lacking)}
        found.append((sentence, reverse("person", args=[directors[0].user_id])))
    if not centre.email:
        found.append((_("The e-mail address is missing."), reverse("centres:edit", args=[centre.institution_number])))
    if centre.ends_on and centre.ends_on < timezone.localdate():
        step = reverse("centres:status", args=[centre.institution_number])
        found.append((_("The end date has passed, but the centre isn't closed."), step))
    return found + [
        (
            _("%(name)s (%(number)s) has the same address.") % {"name": other.name, "number": other.institution_number},
            other.get_absolute_url(),
        )
        for other in _neighbours(centre)
    ]


def notice_on_office(centre: Centre) -> str:
    """What to know before putting somebody in office at a centre (read with `merged_into`), or "". 1 query at most."""
    if centre.status == CentreStatus.ACTIVE:
        return " ".join(_invited_successors(centre))
    told = _is_closed(centre)
    if not centre.ends_on:
        return told
    rule = _("A term begins on its last day, %(day)s, at the latest, and is only for whoever has an account.")
    return f"{told} {rule % {'day': date_format(centre.ends_on)}}"


def _is_closed(centre: Centre) -> str:
    if not centre.merged_into:
        return _("This centre is closed.")
    text = _("This centre was merged into %(name)s: whoever leads that one sees its outcomes.")
    return text % {"name": centre.merged_into.name}


def _invited_successors(centre: Centre) -> list[str]:
    invited = centre.invitations.unanswered().filter(hands_over__isnull=False).order_by("pk")
    text = _("%(address)s is invited already, as %(function)s from %(day)s on, to succeed %(name)s.")
    return [
        text
        % {
            "address": one.invitation.email,
            "function": one.get_function_display(),
            "day": date_format(one.start),
            "name": one.hands_over.user.name,
        }
        for one in invited.select_related("invitation", "hands_over__user")
    ]


def notice_on_last_day(term: Appointment) -> str:
    """What to know before changing the last day of a term (read `with_succession`, with its centre), or "".

    At a closed centre a term may go on, or go on again, if an administrator wants so: docs/decisions/0010.
    """
    if term.centre.status != CentreStatus.ACTIVE:
        return _is_closed(term.centre)
    if successor := getattr(term, "successor", None):
        text = _("%(name)s succeeds from %(day)s on: the last day lies before it.")
        return text % {"name": successor.user.name, "day": date_format(successor.start)}
    invited = next((one for one in term.successions.all() if one.invitation.is_unanswered), None)
    if invited is None:
        return ""
    text = _("%(address)s is invited to succeed from %(day)s on: another last day withdraws that invitation.")
    return text % {"address": invited.invitation.email, "day": date_format(invited.start)}


def _neighbours(centre: Centre) -> list[Centre]:
    if not centre.street:
        return []
    place = {"municipality": centre.municipality, "postcode": centre.postcode, "street__iexact": centre.street}
    others = Centre.objects.filter(**place, status=CentreStatus.ACTIVE).exclude(pk=centre.pk)
    return list(others.order_by("institution_number")[:5])
