"""The form on which a centre is closed, merged or reopened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.centres.drawing import Drawn, date_field, half
from portal.centres.enums import CentreStatus
from portal.centres.models import Centre, institution_number_format
from portal.centres.records import Stale

ACTIVE, CLOSED, MERGED = CentreStatus.ACTIVE, CentreStatus.CLOSED, CentreStatus.MERGED
STEPS = (
    ("close", _("Close"), (ACTIVE,)),
    ("merge", _("Merge into another centre"), (ACTIVE, CLOSED)),
    ("reopen", _("Reopen"), (CLOSED, MERGED)),
)


class StatusForm(Drawn, forms.Form):
    """One step in the life of a centre; which ones there are follows from its status."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.CharField(
        label=_("Institution number of the centre that carries on"),
        max_length=6,
        required=False,
        validators=[institution_number_format],
        help_text=_("Only for merging."),
    )
    day = date_field(Centre, "ends_on")
    reason = forms.CharField(label=_("Reason"), max_length=300)
    end_terms = forms.BooleanField(
        label=_("The terms of everybody in office here end on that day"), required=False, initial=True
    )
    layout = ("seen", "step", half("into", "day"), "reason", "end_terms")

    def __init__(self, *args, centre: Centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.centre = centre
        self.fields["seen"].initial = centre.revision
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (step, label) for step, label, before in STEPS if centre.status in before
        ]
        self.fields["day"].label = _("Last day")
        self.fields["day"].help_text = _("Not needed for reopening.")

    def clean(self):
        super().clean()
        cleaned, step = self.cleaned_data, self.cleaned_data.get("step")
        if step in ("close", "merge") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Fill in the last day."))
        if step == "merge" and "into" not in self.errors:
            cleaned["into"] = Centre.objects.filter(institution_number=cleaned.get("into", "")).first()
            if cleaned["into"] is None:
                self.add_error("into", _("There is no centre with this institution number."))
        return cleaned

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)
        now = Centre.objects.get(pk=self.centre.pk)
        self.data = {**self.data.dict(), "seen": now.revision}  # type: ignore[attr-defined]
