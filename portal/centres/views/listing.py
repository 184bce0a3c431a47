"""The list of centres, and the same list as a file."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.centres import listing
from portal.centres.access import refusal_to_change
from portal.centres.asking import FILTERS, Asked, asked_by
from portal.centres.table import drawn
from portal.centres.views.files import csv_file, workbook_file
from portal.paging import page_number


@require_safe
def centre_list(request):
    """The whole page; for a search as you type (htmx) only its table."""
    asked = asked_by(request.GET)
    page = listing.page_for(request.user, asked, page_number(request.GET.get("page", "")))
    context = {
        "asked": asked,
        "page": page,
        "lines": drawn(page.rows),
        "columns": [_column(asked, one) for one in listing.COLUMNS if one.on_page],
        "may_change": not refusal_to_change(request.user),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "centres/_table.html", context)
    context |= {
        "filters": [(one.name, one.label(), list(one.choices()), asked.chosen.get(one.name)) for one in FILTERS],
        "orders": listing.orders(),
        "is_whole": True,
    }
    if "count" in request.GET:  # who has no scripts asks for it; else it comes in by itself
        context["number"] = listing.count_for(request.user, asked)
    return render(request, "centres/list.html", context)


@require_safe
def centre_count(request):
    """How many centres the list has in all. The list asks for it when it is there: counting reads every row."""
    number = listing.count_for(request.user, asked_by(request.GET))
    return render(request, "centres/_count.html", {"number": number})


def _column(asked: Asked, one: listing.Column) -> dict[str, str]:
    now = ("descending" if asked.descending else "ascending") if one.sort == asked.sort else ""
    query = asked.sorted_by(one.sort) if one.sort else ""
    return {"label": one.label(), "sort": one.sort, "query": query, "now": now}


@require_safe
def export_csv(request):
    return csv_file(_rows(request), _("centres.csv"))


@require_safe
def export_xlsx(request):
    return workbook_file(_rows(request), _("centres.xlsx"), title=_("Centres"))


def _rows(request):
    asked = asked_by(request.GET)
    yield listing.header()
    yield from listing.cells(listing.centres_for(request.user, asked))
