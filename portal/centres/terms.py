"""The terms of office of one person, for the page on them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.ties import Tie
from portal.centres.models import Appointment

SHOWN = 100


def terms_of(user: User) -> list[Tie]:
    """Those that hold first; 1 query. Registered with portal.accounts.ties."""
    today = timezone.localdate()
    terms = Appointment.objects.filter(user=user.pk).select_related("centre")
    found = [_tie(term, holds=term.start <= today <= (term.end or today)) for term in terms.order_by("-start")[:SHOWN]]
    return sorted(found, key=lambda tie: not tie.holds)


def _tie(term: Appointment, *, holds: bool) -> Tie:
    days = {"what": term.get_function_display(), "start": date_format(term.start, "SHORT_DATE_FORMAT")}
    if term.end:
        days["end"] = date_format(term.end, "SHORT_DATE_FORMAT")
        what = _("%(what)s from %(start)s until %(end)s") % days
    else:
        what = _("%(what)s since %(start)s") % days
    return Tie(_("Terms of office"), term.centre.name, term.centre.get_absolute_url(), what, holds)
