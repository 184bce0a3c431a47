"""Centres without a director who can be reached. For administrators."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.centres.access import require_change
from portal.centres.searching import LONGEST
from portal.centres.unreachable import Reason, unreachable, with_addresses
from portal.paging import page_number, page_of


@require_safe
def unreachable_list(request):
    require_change(request.user)
    day, reason = timezone.localdate(), request.GET.get("reason", "")
    words = request.GET.get("q", "")[:LONGEST].strip()
    rows = unreachable(request.user, day).matching(words).order_by("name", "institution_number")
    if reason in Reason.values:
        rows = rows.filter(reason=reason)
    page = page_of(rows, page_number(request.GET.get("page", ""))).turned(lambda found: with_addresses(found, day))
    asked = {"q": words, "reason": reason, "reasons": Reason.choices}
    return render(request, "centres/unreachable.html", {"page": page, "number": rows.count(), **asked})
