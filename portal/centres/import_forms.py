"""The forms of an import: a file, and what its columns tell."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.centres.importing.columns import LABELS, NUMBER, guessed
from portal.centres.importing.reasons import cut


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file or an Excel workbook (.xlsx) of at most 20 MB and 50,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """A choice for each column of the file that has a name; what was said of it before, or seems so, is proposed."""

    def __init__(self, *args, header: list[str], said: list[str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.header = header
        choices = [("", _("leave it out")), *((key, label) for key, label in LABELS.items())]
        for place, (name, key) in enumerate(zip(header, said or guessed(header), strict=True)):
            if name:
                field = forms.ChoiceField(label=cut(name), choices=choices, required=False, initial=key)
                self.fields[f"column_{place}"] = field

    def keys(self) -> list[str]:
        """What each column tells, in the order of the file."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.header))]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        told: set[str] = set()
        for place in range(len(self.header)):
            key = cleaned.get(f"column_{place}", "")
            if key and key in told:
                self.add_error(f"column_{place}", _("Another column tells this already."))
            told.add(key)
        if NUMBER not in told:
            self.add_error(None, _("Say which column holds the institution number."))
        return cleaned
