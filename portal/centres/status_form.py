"""The form on which a centre is closed, merged or reopened."""

from datetime import date

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.centres.choosing import CentreSearch, active_centres
from portal.centres.drawing import Drawn, date_field
from portal.centres.lines import one_line
from portal.centres.models import Centre
from portal.centres.records import Stale
from portal.centres.status import ACTIVE, MERGED, STEPS, require_day

NO_DAY = _("Fill in the last day.")


class StatusForm(CentreSearch, Drawn, forms.Form):
    """One step in the life of a centre; which ones there are follows from its status, what is asked from these.

    The centre that carries on is looked for by words (`into`) and chosen of what they find.
    """

    words = "into"
    not_found = _("No other active centre is found by this.")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.CharField(
        label=_("Centre that carries on"),
        max_length=200,
        required=False,
        help_text=_("Only for merging. Type a name, a place or a number, choose Search, and choose a centre."),
    )
    day = date_field(Centre, "ends_on")
    reason = forms.CharField(label=_("Reason"), max_length=300)
    end_terms = forms.BooleanField(
        label=_("The terms of everybody in office here end on that day"), required=False, initial=True
    )
    field_order = ["seen", "step", "into", "target", "day", "reason", "end_terms"]

    def __init__(self, data: QueryDict | None = None, *, centre: Centre, user: User):
        self.centre = centre
        merged = centre.status == MERGED
        others = active_centres(user).exclude(pk=centre.pk)
        super().__init__(data, centres=others.none() if merged else others, initial={"seen": centre.revision})
        self.helper.layout = Layout(*self._layout())
        self._describe_step()
        if merged:
            for name in ("into", "day", "end_terms"):
                del self.fields[name]
        else:
            self._describe_day()

    def _layout(self) -> tuple:
        """What is merged can only be opened again, which needs nothing but a reason."""
        if self.centre.status == MERGED:
            return ("seen", "step", "reason")
        return ("seen", "step", *self.search_parts(), "day", "reason", "end_terms")

    def _describe_step(self) -> None:
        steps = [(step, label) for step, (label, before) in STEPS.items() if self.centre.status in before]
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        if len(steps) == 1:
            self.fields["step"].initial = steps[0][0]

    def _describe_day(self) -> None:
        day, always = self.fields["day"], self.centre.status == ACTIVE
        day.label, day.required, day.error_messages["required"] = _("Last day"), always, NO_DAY
        day.widget.attrs["max"] = timezone.localdate().isoformat()
        day.help_text = _("Today or earlier: a closure can't be planned ahead. Come back on the day itself.")
        if not always:
            day.help_text = _("Needed for merging, not for reopening. Today or earlier.")
            self.fields["end_terms"].help_text = _("Only for merging.")

    def clean_reason(self):
        return one_line(self.cleaned_data["reason"])

    def clean(self):
        super().clean()
        cleaned, step = self.cleaned_data, self.cleaned_data.get("step")
        if step in ("close", "merge") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", NO_DAY)
        if step != "reopen" and cleaned.get("day"):
            self._require_day(cleaned["day"])
        if step == "merge":
            self.take_centre()
        return cleaned

    def _require_day(self, day: date) -> None:
        """As the step itself does: told here, it stands beside all else that is wrong."""
        try:
            require_day(self.centre, day)
        except ValidationError as error:
            self.add_error(None, error)

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)
        now = Centre.objects.get(pk=self.centre.pk)
        self.data = {**self.data.dict(), "seen": now.revision}  # type: ignore[attr-defined]
