"""The life of an instrument version: new, copied, published, retired; each with a page that says what it does."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.pages import page_with_form, refuse
from rubric.drafting import Changed, Frozen
from rubric.enums import VersionStatus
from rubric.life_forms import NameForm, NewForm, RetireForm
from rubric.models import InstrumentVersion
from rubric.publishing import Incomplete, copy_version, new_draft, publish, retire
from rubric.reading import text_of
from rubric.storing import written_out
from rubric.views.authoring import missing_of
from rubric.views.drafts import kept_version, of_draft, require_administrator


@page_with_form
def new(request: HttpRequest) -> HttpResponse:
    require_administrator(request)
    form = NewForm(request.POST or None, initial={"number": "1"})
    if form.is_valid():
        try:
            draft = new_draft(**form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect("rubric:edit", draft.instrument.code, draft.number)
    context = {"form": form, "heading": _("New instrument"), "button": _("Begin")}
    return render(request, "rubric/edit/form.html", context, status=400 if form.errors else 200)


@page_with_form
def copy(request: HttpRequest, code: str, number: str) -> HttpResponse:
    version = kept_version(request, code, number)
    form = NameForm(request.POST or None, initial={"code": code, "number": _following(number)})
    if form.is_valid():
        try:
            draft = copy_version(version=version, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("This draft is an exact copy. Change what you want to change."))
            return redirect("rubric:edit", draft.instrument.code, draft.number)
    what = _("The copy is a draft that holds exactly the same text. This version stays as it is.")
    context = {"version": version, "form": form, "heading": _("Copy this version"), "what": what, "button": _("Copy")}
    return render(request, "rubric/edit/form.html", context, status=400 if form.errors else 200)


def _following(number: str) -> str:
    """The number after this one, where it is a whole number."""
    return str(int(number) + 1) if number.isascii() and number.isdecimal() and len(number) < 10 else ""


@page_with_form
@of_draft
def publish_version(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            published = publish(version_id=version.pk, seen=request.POST.get("seen", ""))
        except (Incomplete, Changed) as reason:
            status = 409
            if isinstance(reason, Changed):
                messages.warning(request, " ".join(reason.messages))
        else:
            messages.success(request, _("This version is published. It never changes any more."))
            return redirect(published)
    text = text_of(version)
    seen = written_out(version, text).content_sha256
    context = {"version": version, "text": text, "seen": seen, **missing_of(version, text)}
    return render(request, "rubric/edit/publish.html", context, status=status)


@page_with_form
def retire_version(request: HttpRequest, code: str, number: str) -> HttpResponse:
    version = kept_version(request, code, number)
    form = RetireForm(request.POST or None, version=version, initial={"valid_to": timezone.localdate()})
    published = version.status == VersionStatus.PUBLISHED
    if published and form.is_valid():
        chosen = form.cleaned_data["successor"]
        try:
            retire(version_id=version.pk, valid_to=form.cleaned_data["valid_to"], successor_id=chosen and chosen.pk)
        except ValidationError as error:
            refuse(form, error)
        except Frozen:
            published = False
        else:
            messages.success(request, _("This version is retired."))
            return redirect(version)
    context = {"version": version, "form": form if published else None}
    bad = 400 if form.errors else 200
    return render(request, "rubric/edit/retire.html", context, status=bad if published else 409)
