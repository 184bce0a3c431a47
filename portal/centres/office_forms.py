"""Forms on terms of office: putting in office, handing over, the last day."""

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.centres.drawing import Drawn, Removing, as_options, date_field, half
from portal.centres.enums import Function
from portal.centres.models import Appointment

WITHOUT = _("From the day after, this person no longer sees the outcomes of the centre.")
WITH_AN_END = _(
    "From the day after, this person no longer sees the outcomes of the centre. Empty: in office until further notice."
)


class AppointmentForm(Drawn, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Whoever has an account with this address is in office at once; others are mailed an invitation."),
    )
    function = forms.ChoiceField(label=_("Function"), choices=as_options(Function.choices))
    start = date_field(Appointment, "start")
    end = date_field(Appointment, "end")
    layout = ("email", "function", half("start", "end"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["start"].help_text = _("Sees the outcomes of the centre from this day on.")
        self.fields["end"].help_text = _("The last day in office. Empty: until further notice.")


class HandOverForm(Drawn, forms.Form):
    """One step: who leaves and when, who comes and when. `seen`: portal.centres.offices.seen_of."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    last_day = date_field(Appointment, "end")
    email = forms.EmailField(label=_("E-mail address of the successor"), max_length=254)
    start = date_field(Appointment, "end")
    layout = ("seen", "email", half("last_day", "start"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = True
        self.fields["last_day"].label = _("Last day in office")
        self.fields["last_day"].help_text = _("Access ends after this day, by itself.")
        self.fields["start"].label = _("First day of the successor")
        self.fields["start"].help_text = _("Empty: the day after.")


class LastDayForm(Removing, forms.Form):
    """Of a term that has a last day it can be emptied; of any other it is asked. `seen`: offices.seen_of."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    end = date_field(Appointment, "end")
    layout = ("seen", "end")

    def __init__(self, data: QueryDict | None, *, term: Appointment, seen: int):
        super().__init__(data, initial={"seen": seen, "end": term.end or timezone.localdate()})
        self.fields["end"].required = term.end is None
        self.fields["end"].label = _("Last day in office")
        self.fields["end"].help_text = WITH_AN_END if term.end else WITHOUT
        if data is not None and "end" not in data:  # cut short on its way: that empties nothing
            self.fields["end"].required = True
