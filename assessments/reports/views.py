"""Outcomes: what a director, a board and the inspectorate read of a final assessment, from its frozen report."""

from datetime import date
from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.reports.errors import ReportUnreadable
from assessments.reports.issuing import was_mailed
from assessments.reports.models import Report
from assessments.reports.presenting import Outcome
from assessments.reports.reading import mark_read
from assessments.reports.storing import read
from portal.accounts.models import User
from portal.accounts.requests import SignedIn
from portal.centres.querysets import sees_all
from portal.paging import page_number, page_of
from portal.prepared import Prepared
from portal.texts import whole_number


def editions_for(user: User, reference: str) -> list[Report]:
    """`visible_to(user).of_assessment(reference)`, for a director put into words once a day; 1 query."""
    if user.is_active and not sees_all(user):
        return _granted_on(timezone.localdate())(user.pk, reference)
    return list(Report.objects.visible_to(user).of_assessment(reference))


@lru_cache(maxsize=2)
def _granted_on(day: date) -> Prepared[Report]:
    return Prepared(
        lambda user, reference: Report.objects.granted_to(user, day).of_assessment(reference).with_reading(user)
    )


def find(request: SignedIn, reference: str) -> tuple[Report, list[Report]]:
    """The report that is asked for (the current edition, or ?edition=), and all editions of it. 404 where none."""
    editions = editions_for(request.user, reference)
    found = editions[:1]
    if "edition" in request.GET:
        wanted = whole_number(request.GET["edition"], 0)
        found = [report for report in editions if report.edition == wanted]
    if not found:
        raise Http404
    return found[0], editions


@require_safe
def outcome_list(request: SignedIn) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).current().newest_first()
    page = page_of(reports, page_number(request.GET.get("page", ""))).turned(
        lambda found: [Outcome(report.snapshot) for report in found]
    )
    return render(request, "outcomes/list.html", {"page": page})


@require_safe
def outcome_detail(request: SignedIn, reference: str) -> HttpResponse:
    report, editions = find(request, reference)
    context = {
        "report": report,
        "outcome": Outcome(report.snapshot),
        "editions": [one for one in editions if one.pk != report.pk],
        "is_current": report.pk == editions[0].pk,
        "waits_for_reader": report.pk == editions[0].pk and not getattr(report, "is_read", True),
        "nobody_mailed": request.user.is_administrator and not was_mailed(report),
    }
    return render(request, "outcomes/detail.html", context)


@require_POST
def read_outcome(request: SignedIn, reference: str) -> HttpResponse:
    """Of the edition that was shown; one that was issued since then still waits."""
    report, _editions = find(request, reference)
    mark_read(report=report, reader=request.user)
    messages.success(request, _("You have read this outcome: it no longer waits on your start page."))
    return redirect("outcomes:detail", reference)


@require_safe
def report_pdf(request: SignedIn, reference: str) -> HttpResponse:
    """The PDF as it was issued; a page that says so where the file is missing or is no longer that."""
    report, _editions = find(request, reference)
    etag = f'"{report.pdf_sha256}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    try:
        response = HttpResponse(read(report), content_type="application/pdf")
    except ReportUnreadable:
        return render(request, "outcomes/unreadable.html", {"outcome": Outcome(report.snapshot)}, status=503)
    response["Content-Disposition"] = f'inline; filename="{report.filename}"'
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response
