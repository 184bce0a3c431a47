"""Importing an instrument: choose a file, see what was recognised, store it. For administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from rubric.enums import VersionStatus
from rubric.exchange.nodes import RefusedFile
from rubric.exchange.reader import recognise, too_large
from rubric.exchange.recognised import Recognised
from rubric.import_forms import FileForm, ImportForm, SentForm, packed
from rubric.importing import chosen, import_version
from rubric.models import QuantifierWord
from rubric.publishing import Incomplete
from rubric.uploading import Bounded
from rubric.views.drafts import page_with_form


# The file is bounded before anything reads the request, the check against forgery included: that comes right after.
@csrf_exempt
def import_page(request: HttpRequest) -> HttpResponse:
    handler = Bounded(request)
    request.upload_handlers = [handler]
    return _import_page(request, handler)


@page_with_form
@csrf_protect
def _import_page(request: HttpRequest, handler: Bounded) -> HttpResponse:
    user: Any = request.user
    if not (user.is_active and user.is_administrator):
        raise PermissionDenied(_("Only administrators import instruments."))
    if request.method != "POST":
        return _choose(request, FileForm())
    try:
        confirmed = "text" in request.POST  # only reading the fields runs the handler
        if handler.too_large:
            raise too_large(_("The file"))
        return _store(request) if confirmed else _look(request)
    except RefusedFile as refusal:
        return _choose(request, FileForm(), refusal)


def _choose(request: HttpRequest, form: FileForm, refusal: RefusedFile | None = None) -> HttpResponse:
    status = 400 if form.errors or refusal else 200
    return render(request, "rubric/import.html", {"form": form, "refusal": refusal}, status=status)


def _look(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, form)
    file = form.cleaned_data["file"]
    raw = file.read()
    found = _recognised(raw, file.name)
    return _preview(request, found, ImportForm(found=found), raw, file.name)


def _recognised(raw: bytes, name: str) -> Recognised:
    return recognise(raw, name[:200], quantifiers=list(QuantifierWord.objects.values_list("word", flat=True)))


def _store(request: HttpRequest) -> HttpResponse:
    sent = SentForm(request.POST)
    if not sent.is_valid():
        raise RefusedFile(_("The file"), 1, _("The file did not arrive whole. Choose it again."))
    raw, name = sent.cleaned_data["text"], sent.cleaned_data["name"]
    found = _recognised(raw, name)
    form = ImportForm(request.POST, found=found)
    if sent.cleaned_data["seen"] != found.manuscript.content_sha256:
        form.add_error(None, _("This file is read differently now. Look at it again before you store it."))
    if form.is_valid():
        try:
            content = chosen(found, **form.cleaned_data)
            version = import_version(content=content, published="publish" in request.POST)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Incomplete as error:
            form.add_error(None, [_("It can't be published yet."), *(gap.reason for gap in error.gaps[:12])])
        else:
            messages.success(request, _("%(version)s is stored.") % {"version": version})
            edit = version.status == VersionStatus.DRAFT
            return redirect("rubric:edit" if edit else "rubric:version", version.instrument.code, version.number)
    return _preview(request, found, form, raw, name, status=400)


def _preview(
    request: HttpRequest, found: Recognised, form: ImportForm, raw: bytes, name: str, *, status: int = 200
) -> HttpResponse:
    content = found.manuscript
    initial = {"name": name, "text": packed(raw), "seen": content.content_sha256}
    titles = {level.code: level.title for level in content.levels}
    grid = [
        {
            "code": scale.code,
            "title": scale.title,
            "cells": [{"level": level, "statements": scale.levels.get(level.code, [])} for level in content.levels],
        }
        for scale in content.scales
    ]
    context = {
        "found": found,
        "content": content,
        "form": form,
        "sent": SentForm(initial=initial),
        "name": name,
        "grid": grid,
        "statements": sum(len(parts) for scale in content.scales for parts in scale.levels.values()),
        "slips": [(slip, titles[slip.level]) for slip in found.slips],
        "shown_left_over": found.left_over[:50],
    }
    return render(request, "rubric/import_preview.html", context, status=status)
