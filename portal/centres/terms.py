"""The terms of office of one person: for the page on them, for their own start page, and in words."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import Invitation, User
from portal.accounts.ties import Tie
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment

SHOWN = 100
A_MONTH = timedelta(days=31)


def terms_of(user: User) -> list[Tie]:
    """Those that hold first; 1 query. Registered with portal.accounts.ties."""
    today = timezone.localdate()
    terms = Appointment.objects.filter(user=user.pk).select_related("centre")
    found = [_tie(term, holds=term.start <= today <= (term.end or today)) for term in terms.order_by("-start")[:SHOWN]]
    return sorted(found, key=lambda tie: not tie.holds)


def news_of(user: User, today: date) -> list[str]:
    """What somebody should know of their own terms: which are to come, which end; 2 queries.

    The end is told within a month, and from the moment on that the office is handed over.
    """
    invited = CentreInvitation.objects.unanswered().filter(hands_over=OuterRef("pk"))
    is_handed_over = Q(successor__isnull=False) | Q(Exists(invited))
    ends = Q(end__range=(today, today + A_MONTH)) | (Q(end__gte=today) & is_handed_over)
    terms = Appointment.objects.filter(Q(start__gt=today) | ends, user=user.pk)
    terms = terms.with_succession().select_related("centre").order_by("start", "pk")
    return [_begins(term) if term.start > today else ending(term) for term in terms[:SHOWN]]


def _begins(term: Appointment) -> str:
    text = _("From %(day)s on you are in office at %(centre)s: its outcomes show from that day on.")
    return text % {"centre": term.centre.name, "day": date_format(term.start)}


def ending(term: Appointment) -> str:
    """To whoever holds a term, which is read `with_succession`: the last day, if any, and who succeeds; or ""."""
    if term.end is None:
        return ""
    text = _("Your office at %(centre)s ends: %(day)s is the last day on which its outcomes show.")
    told = [text % {"centre": term.centre.name, "day": date_format(term.end)}]
    if successor := getattr(term, "successor", None):
        names = {"name": successor.user.name, "day": date_format(successor.start)}
        told.append(_("%(name)s succeeds you from %(day)s on.") % names)
    elif invitation := _own_invitation(term):
        told.append(_invited(invitation))
    return " ".join(told)


def _own_invitation(term: Appointment) -> Invitation | None:
    """By which whoever holds the term invited a successor, without an answer yet; they don't learn whom others did."""
    invitations = (one.invitation for one in term.successions.all())
    return next((one for one in invitations if one.is_unanswered and one.invited_by_id == term.user_id), None)


def _invited(invitation: Invitation) -> str:
    text = _("%(address)s is invited as your successor; the invitation is open until %(day)s.")
    if invitation.is_expired:
        text = _(
            "The invitation of %(address)s as your successor was open until %(day)s. On the page of the centre you "
            "send it anew or withdraw it."
        )
    day = date_format(timezone.localtime(invitation.expires_at))
    return text % {"address": invitation.email, "day": day}


def words_of(term: Appointment) -> str:
    """The function, and from when until when."""
    days = {"what": term.get_function_display(), "start": date_format(term.start, "SHORT_DATE_FORMAT")}
    if term.end:
        days["end"] = date_format(term.end, "SHORT_DATE_FORMAT")
        return _("%(what)s from %(start)s until %(end)s") % days
    is_to_come = term.start > timezone.localdate()
    return (_("%(what)s from %(start)s on") if is_to_come else _("%(what)s since %(start)s")) % days


def _tie(term: Appointment, *, holds: bool) -> Tie:
    return Tie(_("Terms of office"), term.centre.name, term.centre.get_absolute_url(), words_of(term), holds)
