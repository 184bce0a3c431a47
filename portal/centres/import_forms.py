"""The forms of an import: a file, and what its columns tell."""

from collections.abc import Sequence

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.centres.importing.columns import LABELS, NUMBER, PUBLIC, guessed, normal
from portal.centres.lines import cut


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file or an Excel workbook (.xlsx) of at most 20 MB and 50,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """A choice for each column of the file that has a name; what was said of it before, or seems so, is proposed.

    `examples`: values of each column, where they are known.
    """

    def __init__(
        self,
        *args,
        header: list[str],
        said: list[str] | None = None,
        examples: Sequence[Sequence[str]] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.header = header
        choices = [("", _("leave it out")), *((key, label) for key, label in LABELS.items())]
        for place, (name, key) in enumerate(zip(header, said or guessed(header), strict=True)):
            if name:
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=cut(name),
                    choices=choices,
                    required=False,
                    initial=key,
                    help_text=_told(_mark(name, key, bool(said)), examples[place] if place < len(examples) else ()),
                )

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


def _mark(name: str, key: str, was_said: bool) -> str:
    """Why this is proposed of the column; "" where nothing is."""
    if not key:
        return ""
    by_name = PUBLIC.get(normal(name)) == key or not was_said
    return gettext("recognised by its name") if by_name else gettext("remembered from before")


def _told(mark: str, examples: Sequence[str]) -> SafeString:
    """Crispy takes it for HTML, and the values are those of a file."""
    values = ", ".join(f"“{value}”" for value in examples)
    told = gettext("for example %(values)s") % {"values": values} if values else gettext("no value in the first rows")
    if not mark:
        return format_html("{}", capfirst(told))
    return format_html("<strong>{}</strong> · {}", capfirst(mark), told)
