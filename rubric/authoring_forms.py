"""Forms in which the parts of an instrument are written."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rubric.editing import NO_TARGET
from rubric.enums import FindingKind, Weight
from rubric.models import Expectation, InstrumentVersion, Level, PracticeCriterion, Scale
from rubric.saving_forms import LANGUAGES, Plain, SavesItself, code_field, day_field


class FactsForm(SavesItself):
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    valid_from = day_field("valid_from")
    valid_to = day_field("valid_to")

    class Meta:
        model = InstrumentVersion
        fields = ["title", "quality_area", "scope", "language", "valid_from", "valid_to", "introduction"]
        fields += ["target_explanation", "good_practice_definition", "source", "source_sha256"]
        labels = {"target_explanation": _("Explanation of the target"), "source_sha256": _("SHA-256 of the source")}
        help_texts = {
            "scope": _("For whom the instrument is meant."),
            "good_practice_definition": _("Leave this empty where the instrument knows no good practice."),
            "source": _("The document from which the text comes, if there is one."),
        }
        widgets = {"scope": forms.Textarea, "introduction": forms.Textarea, "target_explanation": forms.Textarea}

    def clean_language(self):
        return self.cleaned_data["language"] or self.instance.language


class LevelForm(SavesItself):
    code = code_field(40)

    class Meta:
        model = Level
        fields = ["title", "short_title", "legend", "title_en", "short_title_en", "code"]


class ScaleForm(SavesItself):
    code = code_field(20)

    class Meta:
        model = Scale
        fields = ["code", "title"]


class CriterionForm(SavesItself):
    code = code_field(40)

    class Meta:
        model = PracticeCriterion
        fields = ["text", "code"]
        labels = {"text": _("An example of good practice …")}


class TargetForm(forms.Form):
    target = forms.ChoiceField(label=_("Which level is the target?"), required=False)

    def __init__(self, data=None, *, levels, now: str):
        super().__init__(data, initial={"target": now})
        titles = [(str(level.id), level.title or level.code) for level in levels]
        none = [("", _("Not chosen yet")), (NO_TARGET, _("No level is the target"))]
        self.fields["target"].choices = [none[0], *titles, none[1]]  # type: ignore[attr-defined]
        self.now = now


class NewLevelForm(Plain, forms.Form):
    code = code_field(40)
    title = forms.CharField(label=_("Title"), max_length=100)
    short_title = forms.CharField(label=_("Short title"), max_length=40)


class NewScaleForm(Plain, forms.Form):
    code = code_field(20)
    title = forms.CharField(label=_("Title"), max_length=200)


class NewCriterionForm(Plain, forms.Form):
    code = code_field(40)
    text = forms.CharField(label=_("An example of good practice …"), max_length=300)


class ExpectationForm(Plain, forms.ModelForm):
    finding_kind = forms.ChoiceField(label=_("Kind of finding"), choices=FindingKind.choices)
    weights = forms.MultipleChoiceField(
        label=_("Only these weights (none: all)"),
        choices=Weight.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_criteria = forms.BooleanField(label=_("Only a good practice that meets all criteria"), required=False)
    at_least = forms.IntegerField(label=_("At least"), min_value=0, max_value=99, required=False)
    at_most = forms.IntegerField(label=_("At most"), min_value=0, max_value=99, required=False)

    class Meta:
        model = Expectation
        fields = ["finding_kind", "weights", "all_criteria", "at_least", "at_most"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        kind, least, most = cleaned.get("finding_kind"), cleaned.get("at_least") or 0, cleaned.get("at_most")
        cleaned["at_least"] = least
        if cleaned.get("weights") and kind != FindingKind.IMPROVEMENT:
            self.add_error("weights", _("Only improvement points have weights."))
        if cleaned.get("all_criteria") and kind != FindingKind.GOOD_PRACTICE:
            self.add_error("all_criteria", _("Only a good practice can meet criteria."))
        if not least and most is None and not self.errors:
            self.add_error("at_least", _("Fill in how many at least, or how many at most."))
        if most is not None and most < least:
            self.add_error("at_most", _("This is less than the number above."))
        return cleaned

    def _post_clean(self):
        """A verb function saves it."""
