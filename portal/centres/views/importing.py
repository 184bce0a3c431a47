"""Importing centre records, for administrators. The pages only read and write the run's row; a worker does the work."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.requests import SignedIn
from portal.centres.access import require_change
from portal.centres.import_forms import ColumnsForm, FileForm
from portal.centres.import_models import ItemKind, RunState
from portal.centres.importing import runs
from portal.centres.importing.describing import described, example_rows
from portal.centres.importing.preview import MOST_MISSING, for_people
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import MAX_BYTES, MEGABYTE
from portal.centres.importing.uploading import Bounded
from portal.centres.models import ImportRun
from portal.centres.views.files import csv_file
from portal.pages import asking_first, page_with_form
from portal.paging import page_number, page_of

administrators_only = asking_first(require_change)  # else 403, whether or not there is such an import


def run_or_404(request: SignedIn, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("started_by"), pk=pk)


# The file is bounded before anything reads the request, the check against forgery included: that comes right after.
@csrf_exempt
def import_list(request):
    request.upload_handlers = [Bounded(request)]
    return _import_list(request, request.upload_handlers[0])


@csrf_protect
@page_with_form
@administrators_only
def _import_list(request: SignedIn, handler: Bounded) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST":
        run = _begun(request, form, handler)
        if run:
            return redirect("centres:import", run.pk)
    rows = ImportRun.objects.visible_to(request.user).newest_first()
    page = page_of(rows, page_number(request.GET.get("page", "")))
    context = {"form": form, "page": page, "columns": described()}
    return render(request, "centres/import/list.html", context, status=400 if form.errors else 200)


def _begun(request: SignedIn, form: FileForm, handler: Bounded) -> ImportRun | None:
    """A run for the file, or None with the reason in the form."""
    try:
        is_valid = form.is_valid()
        if handler.too_large:
            form.errors.clear()  # "no file was given"
            raise Refused(Reason.TOO_LARGE, limit=MAX_BYTES // MEGABYTE)
        if not is_valid:
            return None
        file = form.cleaned_data["file"]
        return runs.begin(raw=file.read(), name=file.name, actor=request.user)
    except Refused as refused:
        where = _("Row %(row)s: ") % {"row": refused.row} if refused.row else ""
        form.add_error("file", ValidationError(f"{where}{refused}"))
        return None


@require_safe
@administrators_only
def import_example(request):
    """A file of the form that is recognised, to begin with."""
    return csv_file(example_rows(), _("example.csv"))


@require_safe
@administrators_only
def import_run(request, pk):
    run = run_or_404(request, pk)
    kind = request.GET.get("kind", "")
    if kind not in ItemKind.values:
        kind = next((one for one in ItemKind.values if run.counts.get(one)), ItemKind.NEW)
    page = page_of(run.items.filter(kind=kind).order_by("pk"), page_number(request.GET.get("page", "")))
    context = {
        "run": run,
        "kind": kind,
        "total": run.counts.get(kind, 0),
        "most_missing": MOST_MISSING,
        "kinds": [(one.value, one.label, run.counts.get(one, 0)) for one in ItemKind],
        "page": page.turned(partial(for_people, user=request.user)),
        "form": _columns_form(run) if run.state == RunState.MAPPING else None,
    }
    return render(request, "centres/import/run.html", context)


def _columns_form(run: ImportRun, data=None) -> ColumnsForm:
    return ColumnsForm(data, header=run.header, said=run.keys, examples=run.examples)


@require_safe
@administrators_only
def import_progress(request, pk):
    """How far it is; once nobody works at it any more, the whole page anew."""
    run = run_or_404(request, pk)
    if not run.is_at_work:
        return HttpResponseClientRedirect(reverse("centres:import", args=[run.pk]))
    return render(request, "centres/import/_progress.html", {"run": run})


@require_POST
@administrators_only
def import_columns(request, pk):
    run = run_or_404(request, pk)
    form = _columns_form(run, request.POST)
    if run.state == RunState.MAPPING and not form.is_valid():
        return render(request, "centres/import/run.html", {"run": run, "form": form}, status=400)
    if run.state != RunState.MAPPING or not runs.map_columns(run=run, keys=form.keys(), actor=request.user):
        _say_it_went_on(request, run)
    return redirect("centres:import", run.pk)


@require_POST
@administrators_only
def import_confirm(request, pk):
    run = run_or_404(request, pk)
    if not runs.confirm(run=run, actor=request.user):
        _say_it_went_on(request, run)
    return redirect("centres:import", run.pk)


@require_POST
@administrators_only
def import_stop(request, pk):
    run = run_or_404(request, pk)
    stopped = _("The import was stopped. Nothing of it is stored.")
    thrown_away = _("The import was thrown away. Nothing of it is stored.")
    if runs.stop(run=run, actor=request.user):
        messages.success(request, stopped if run.is_at_work else thrown_away)
    else:
        _say_it_went_on(request, run)
    return redirect("centres:import", run.pk)


@require_POST
@administrators_only
def import_again(request, pk):
    run = run_or_404(request, pk)
    only_dbso = {"dbso": True, "all": False}.get(request.POST.get("structures", ""))
    again = runs.look_again(run=run, actor=request.user, ask_columns="columns" in request.POST, only_dbso=only_dbso)
    if again is None:
        _say_it_went_on(request, run)
    return redirect("centres:import", (again or run).pk)


def _say_it_went_on(request: SignedIn, run: ImportRun) -> None:
    run.refresh_from_db()
    text = _("Not done. The state of this import is now: %(state)s.")
    messages.warning(request, text % {"state": run.told_state})
