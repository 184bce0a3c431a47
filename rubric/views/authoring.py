"""The overview of a draft: its facts, levels, criteria and scales, and what it still lacks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.pages import page_with_form, refuse
from rubric.authoring_forms import FactsForm, NewCriterionForm, NewLevelForm, NewScaleForm, TargetForm
from rubric.completeness import Gap, gaps
from rubric.editing import Clash, change_facts, choose_target, target_of
from rubric.life_forms import NameForm
from rubric.models import InstrumentVersion
from rubric.publishing import delete_draft, rename
from rubric.reading import text_of
from rubric.storing import written_out
from rubric.succession import pairs
from rubric.version_text import VersionText
from rubric.views.drafts import answered, of_draft

SHOWN = 12  # of what is missing; the rest is counted
ANCHORS = {"levels": "levels", "scales": "scales", "target": "levels", "language": "facts"}


def overview(request: HttpRequest, version: InstrumentVersion, *, status=200, **changed) -> HttpResponse:
    text = text_of(version)
    context = {
        "version": version,
        "text": text,
        "facts": FactsForm(instance=version, language=version.language),
        "target": TargetForm(levels=text.levels, now=target_of(version, text.levels)),
        "new_level": NewLevelForm(auto_id="new-level-%s"),
        "new_scale": NewScaleForm(auto_id="new-scale-%s"),
        "new_criterion": NewCriterionForm(auto_id="new-criterion-%s"),
        "pairs": pairs(version, InstrumentVersion.objects.filter(instrument=version.instrument_id)),
        "lists": {kind: rows_of(text, kind) for kind in ("levels", "criteria", "scales")},
        **missing_of(version, text),
        **changed,
    }
    return render(request, "rubric/edit/overview.html", context, status=status)


def rows_of(text: VersionText, kind: str) -> list[dict[str, object]]:
    """The levels, criteria or scales in order, as a list shows them."""
    if kind == "levels":
        return [{"pk": level.id, "name": level.title or level.code, "note": level.code} for level in text.levels]
    if kind == "criteria":
        return [
            {"pk": criterion.id, "name": criterion.text or criterion.code, "note": ""} for criterion in text.criteria
        ]
    return [
        {
            "pk": scale.id,
            "name": f"{scale.code} {scale.title}",
            "note": _("text at %(filled)s of %(all)s levels")
            % {"filled": sum(bool(one.statements) for one in scale.descriptors), "all": len(text.levels)},
        }
        for scale in text.scales
    ]


@page_with_form
@of_draft
def edit(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    if request.method != "POST":
        return overview(request, version)
    form = FactsForm(request.POST, instance=version, language=version.language)
    form.saved(lambda **changes: change_facts(version_id=version.pk, **changes))
    page = lambda status: overview(request, version, status=status, facts=form)  # noqa: E731
    return answered(request, form, page=page, done=redirect("rubric:edit", version.instrument.code, version.number))


@require_POST
@of_draft
def target(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    form = TargetForm(request.POST, levels=text_of(version).levels, now=request.POST.get("was", ""))
    done = redirect(reverse("rubric:edit", args=[version.instrument.code, version.number]) + "#levels")
    try:
        choose_target(version_id=version.pk, was=form.now, target=request.POST.get("target", ""))
    except Clash as clash:
        form.now = str(clash.now["target"])
        form.add_error("target", _("Somebody else chose another one meanwhile. Save again to put yours in its place."))
        return overview(request, version, status=409, target=form)
    messages.success(request, _("The target is saved."))
    return done


def missing_of(version: InstrumentVersion, text: VersionText, scale_id: int | None = None) -> dict[str, object]:
    """What is missing, with links; on the page of a scale that scale's own comes first and alone."""
    found = gaps(written_out(version, text))
    own = [gap for gap in found if scale_id and gap.kind == "scale" and text.scale(gap.code).id == scale_id]
    shown = own if scale_id else found
    rows = [{"text": gap.reason, "url": _place(version, text, gap)} for gap in shown[:SHOWN]]
    return {"missing": rows, "missing_more": len(found) - len(rows), "missing_count": len(found), "of_scale": scale_id}


def _place(version: InstrumentVersion, text: VersionText, gap: Gap) -> str:
    name = [version.instrument.code, version.number]
    if gap.kind == "scale":
        anchor = f"#text-{text.level(gap.level).id}" if gap.level else ""
        return reverse("rubric:edit_part", args=[*name, "scales", text.scale(gap.code).id]) + anchor
    if gap.kind == "level":
        return reverse("rubric:edit_part", args=[*name, "levels", text.level(gap.code).id])
    if gap.kind == "criterion":
        return reverse("rubric:edit", args=name) + "#criteria"
    return (
        reverse("rubric:edit", args=name) + "#" + ANCHORS.get(gap.field, f"instrumentversion-{version.pk}-{gap.field}")
    )


@require_safe
@of_draft
def missing(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    """The list alone, for a page that saved something."""
    text = text_of(version)
    asked = request.GET.get("scale", "")
    scale = next((scale.id for scale in text.scales if str(scale.id) == asked), None)
    return render(request, "rubric/edit/_missing.html", {"version": version, **missing_of(version, text, scale)})


@page_with_form
@of_draft
def name(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    """Another code or version number: the address changes with it."""
    form = NameForm(request.POST or None, initial={"code": version.instrument.code, "number": version.number})
    if form.is_valid():
        try:
            draft = rename(version_id=version.pk, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The name is saved."))
            return redirect("rubric:edit", draft.instrument.code, draft.number)
    context = {"version": version, "form": form, "heading": _("Code and version"), "button": _("Save")}
    return render(request, "rubric/edit/form.html", context, status=400 if form.errors else 200)


@page_with_form
@of_draft
def delete(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    if request.method == "POST":
        delete_draft(version_id=version.pk)
        messages.success(request, _("The draft is deleted."))
        return redirect("rubric:list")
    what = _("All that was written in this draft is lost. This cannot be undone.")
    context = {"version": version, "heading": _("Delete this draft"), "what": what, "button": _("Delete the draft")}
    return render(request, "rubric/edit/form.html", context)
