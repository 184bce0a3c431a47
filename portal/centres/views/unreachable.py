"""Centres without a director who can be reached, and the same list as a file. For administrators."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.centres.access import require_change
from portal.centres.querysets import CentreQuerySet
from portal.centres.searching import LONGEST
from portal.centres.unreachable import Reason, in_file, unreachable, with_addresses
from portal.centres.views.files import csv_file, workbook_file
from portal.paging import page_number, page_of


@require_safe
def unreachable_list(request):
    rows, asked, day = _asked_by(request)
    page = page_of(rows, page_number(request.GET.get("page", ""))).turned(lambda found: with_addresses(found, day))
    more = {"number": rows.count(), "reasons": Reason.choices, "query": urlencode(asked)}
    return render(request, "centres/unreachable.html", {"page": page, **asked, **more})


@require_safe
def unreachable_csv(request):
    rows, _asked, day = _asked_by(request)
    return csv_file(in_file(rows, day), _("unreachable-centres.csv"))


@require_safe
def unreachable_xlsx(request):
    rows, _asked, day = _asked_by(request)
    return workbook_file(in_file(rows, day), _("unreachable-centres.xlsx"), title=_("Centres"))


def _asked_by(request) -> tuple[CentreQuerySet, dict[str, Any], date]:
    """The centres that an address asks for, what it asks, and the day: today."""
    require_change(request.user)
    day, reason = timezone.localdate(), request.GET.get("reason", "")
    words = request.GET.get("q", "")[:LONGEST].strip()
    rows = unreachable(request.user, day).matching(words).order_by("name", "institution_number")
    if reason in Reason.values:
        rows = rows.filter(reason=reason)
    return rows, {"q": words, "reason": reason}, day
