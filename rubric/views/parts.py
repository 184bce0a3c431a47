"""Levels, scales and criteria of a draft: adding, changing, moving, removing; what a level expects."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.pages import page_with_form, refuse
from rubric import authoring_forms as forms
from rubric.arranging import add_part, move_part, remove_part
from rubric.editing import Part, add_expectation, change_part, described, remove_expectation
from rubric.models import InstrumentVersion, Level, PracticeCriterion, Scale
from rubric.paragraphs import Sentence, fingerprint
from rubric.reading import text_of
from rubric.saving_forms import SavesItself
from rubric.views.authoring import missing_of, rows_of
from rubric.views.drafts import answered, of_draft


@dataclass(frozen=True)
class Kind:
    """What the addresses call a kind of parts, and all that differs between kinds."""

    name: str
    part: type[Part]
    form: type[SavesItself]
    new: type[Any]
    adding: Any
    removing: Any


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "levels",
            Level,
            forms.LevelForm,
            forms.NewLevelForm,
            gettext_lazy("Add a level"),
            gettext_lazy("The level goes, with the texts of all scales at this level."),
        ),
        Kind(
            "scales",
            Scale,
            forms.ScaleForm,
            forms.NewScaleForm,
            gettext_lazy("Add a scale"),
            gettext_lazy("The scale goes, with its texts at all levels."),
        ),
        Kind(
            "criteria",
            PracticeCriterion,
            forms.CriterionForm,
            forms.NewCriterionForm,
            gettext_lazy("Add a criterion"),
            gettext_lazy("The criterion goes."),
        ),
    )
}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def place_of(version: InstrumentVersion, kind: str) -> str:
    return reverse("rubric:edit", args=[version.instrument.code, version.number]) + f"#{kind}"


@page_with_form
@of_draft
def add(request: HttpRequest, version: InstrumentVersion, kind: str) -> HttpResponse:
    its = kind_named(kind)
    form = its.new(request.POST or None)
    if form.is_valid():
        try:
            row = add_part(version_id=version.pk, part=its.part, fields=form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("“%(name)s” is added.") % {"name": row})
            return redirect(place_of(version, kind))
    context = {"version": version, "form": form, "heading": its.adding, "button": its.adding, "back": kind}
    return render(request, "rubric/edit/form.html", context, status=400 if form.errors else 200)


@page_with_form
@of_draft
def part(request: HttpRequest, version: InstrumentVersion, kind: str, pk: int) -> HttpResponse:
    """The page of one level, scale or criterion; its fields save themselves."""
    its = kind_named(kind)
    row = get_object_or_404(its.part, version=version, pk=pk)
    if request.method != "POST":
        return part_page(request, version, its, row)
    form = its.form(request.POST, instance=row, language=version.language)
    form.saved(lambda **changes: change_part(version_id=version.pk, part=its.part, pk=pk, **changes))
    page = lambda status: part_page(request, version, its, row, form=form, status=status)  # noqa: E731
    here = redirect(place_of(version, kind)) if kind == "criteria" else redirect(request.path)
    return answered(request, form, page=page, done=here)


def part_page(request: HttpRequest, version: InstrumentVersion, its: Kind, row: Any, *, status=200, **changed):
    text = text_of(version)
    context = {
        "version": version,
        "text": text,
        "part": row,
        "kind": its.name,
        "form": its.form(instance=row, language=version.language),
        **missing_of(version, text, row.pk if its.part is Scale else None),
    }
    if its.part is Level:
        rules = row.expectations.all()
        context |= {"rules": [(rule.pk, capfirst(described(rule))) for rule in rules]}
        context |= {"new_rule": forms.ExpectationForm(auto_id="rule-%s")}
    if its.part is Scale:
        context |= scale_context(text, row)
    return render(request, f"rubric/edit/{its.name}.html", {**context, **changed}, status=status)


def scale_context(text, row: Scale) -> dict[str, object]:
    """The texts of the scale level by level, and its neighbours."""
    place = next(index for index, scale in enumerate(text.scales) if scale.id == row.pk)
    scales = text.scales
    return {
        "texts": [text_context(one.level, sentences_in(one)) for one in scales[place].descriptors],
        "before": scales[place - 1] if place else None,
        "after": scales[place + 1] if place + 1 < len(scales) else None,
    }


def sentences_in(descriptor) -> list[Sentence]:
    return [Sentence(one.text, " ".join(one.errata)) for one in descriptor.statements]


def text_context(level, sentences: list[Sentence], **typed: object) -> dict[str, object]:
    """A text as the page of its scale shows it: `typed` holds what was typed and couldn't be saved."""
    paragraph = " ".join(sentence.text for sentence in sentences)
    shown = {"level": level, "sentences": sentences, "paragraph": paragraph, "was": fingerprint(sentences)}
    return {**shown, **typed}


@require_POST
@of_draft
def move(request: HttpRequest, version: InstrumentVersion, kind: str, pk: int) -> HttpResponse:
    """One place up or down (`to`: up or down), or to a position. The script gets the list alone, with the focus."""
    its = kind_named(kind)
    row: Any = get_object_or_404(its.part, version=version, pk=pk)
    to = request.POST.get("to", "")
    steps = {"up": row.position - 1, "down": row.position + 1}
    if to not in steps and not (to.isascii() and to.isdecimal() and len(to) < 6):
        raise Http404
    position = move_part(version_id=version.pk, part=its.part, pk=pk, to=max(1, steps[to] if to in steps else int(to)))
    told = _("“%(name)s” now stands at place %(position)s.") % {"name": row, "position": position}
    if not request.headers.get("HX-Request"):
        messages.success(request, told)
        return redirect(place_of(version, kind))
    rows = rows_of(text_of(version), kind)
    context = {"version": version, "rows": rows, "kind": kind, "told": told, "moved": pk, "by": to}
    return render(request, "rubric/edit/_parts.html", context)


@page_with_form
@of_draft
def remove(request: HttpRequest, version: InstrumentVersion, kind: str, pk: int) -> HttpResponse:
    its = kind_named(kind)
    row = get_object_or_404(its.part, version=version, pk=pk)
    if request.method == "POST":
        remove_part(version_id=version.pk, part=its.part, pk=pk)
        messages.success(request, _("“%(name)s” is removed.") % {"name": row})
        return redirect(place_of(version, kind))
    heading = _("Remove “%(name)s”") % {"name": row}
    context = {"version": version, "heading": heading, "what": its.removing, "button": _("Remove"), "back": kind}
    return render(request, "rubric/edit/form.html", context)


@require_POST
@of_draft
def expect(request: HttpRequest, version: InstrumentVersion, pk: int) -> HttpResponse:
    """One more thing that the legend of a level says about findings."""
    row = get_object_or_404(Level, version=version, pk=pk)
    form = forms.ExpectationForm(request.POST, auto_id="rule-%s")
    if form.is_valid():
        try:
            add_expectation(version_id=version.pk, level_id=pk, fields=form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(f"{reverse('rubric:edit_part', args=place(version, 'levels', pk))}#expectations")
    return part_page(request, version, KINDS["levels"], row, new_rule=form, status=400)


@require_POST
@of_draft
def expect_no_more(request: HttpRequest, version: InstrumentVersion, pk: int, rule: int) -> HttpResponse:
    remove_expectation(version_id=version.pk, level_id=pk, pk=rule)
    return redirect(f"{reverse('rubric:edit_part', args=place(version, 'levels', pk))}#expectations")


def place(version: InstrumentVersion, kind: str, pk: int) -> list[object]:
    return [version.instrument.code, version.number, kind, pk]
