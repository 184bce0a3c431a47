"""Forms of the work on assessments. Each `clean` says only what the fields say; rules stand in the actions."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.typed import normalised
from assessments.writing import MAX_LENGTH
from rubric.enums import FindingKind, Weight


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DeclarationForm(forms.Form):
    conflict = forms.TypedChoiceField(
        label=_("Do you have a conflict of interest with this centre?"),
        choices=[("no", _("No, none")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    declaration = forms.CharField(
        label=_("What is it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where there is one: work, family, a membership of the board …"),
    )


class FindingForm(forms.Form):
    """What a finding is. `criteria` come from the instrument version."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FindingKind, widget=forms.RadioSelect(attrs={"data-focus": True}))
    weight = forms.ChoiceField(
        label=_("Weight"),
        required=False,
        choices=[("", _("none")), *Weight.choices],
        help_text=_("Only for an improvement point."),
    )
    criteria = forms.TypedMultipleChoiceField(
        label=_("Criteria met"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for an example of good practice."),
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        if criteria:
            self.fields["criteria"].choices = [(criterion.id, criterion.text) for criterion in criteria]
        else:
            del self.fields["criteria"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self):
        """A weight or criterion chosen before the kind was changed falls away: the page hides it, or can't."""
        cleaned = super().clean()
        if cleaned.get("kind") == FindingKind.IMPROVEMENT:
            if not cleaned.get("weight"):
                self.add_error("weight", _("Choose how much it weighs."))
        else:
            cleaned["weight"] = ""
        if cleaned.get("kind") != FindingKind.GOOD_PRACTICE or "criteria" not in self.fields:
            cleaned["criteria"] = []
        return cleaned


class WrittenField(forms.CharField):
    """A text as it is kept: measured with its line ends as one character, as browsers measure it."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(normalised(value or ""))


class NewFindingForm(FindingForm):
    text = WrittenField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), max_length=MAX_LENGTH)
    field_order = ["kind", "text", "weight", "criteria"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000)


class LockForm(forms.Form):
    synthesis_on = forms.DateField(label=_("Day of the synthesis meeting"), widget=DateInput())
    participants = forms.CharField(
        label=_("Participants"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name or function of each, one on a line."),
        max_length=5_000,
    )
    seen = forms.CharField(widget=forms.HiddenInput)
