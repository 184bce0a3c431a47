"""The two steps of an import: a file, and what was recognised in it. Nothing is kept on the server in between."""

import base64
import binascii

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rubric.exchange.recognised import Recognised
from rubric.importing import NO_TARGET, proposed_name, taken, target_in
from rubric.models import InstrumentVersion
from rubric.saving_forms import code_format


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("The published document as Markdown or text, or an instrument as YAML or CASE JSON. At most 1 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.markdown,.yaml,.yml,.json"}),
    )


class SentForm(forms.Form):
    """The file itself, sent along with the preview so that it is read again when it is stored."""

    name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    text = forms.CharField(max_length=1_400_000, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_text(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["text"], altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationError(_("The file did not arrive whole. Choose it again.")) from error


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


class ImportForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the instrument"),
        max_length=40,
        validators=[code_format],
        help_text=_(
            "Stands in its address and its files. What bears the same code is a version of the same instrument."
        ),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("As the file has it. Give another one where two instruments would bear the same title."),
    )
    number = forms.CharField(label=_("Version"), max_length=20, validators=[code_format])
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    target = forms.ChoiceField(label=_("Target"), required=False)
    slips = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, found: Recognised, **kwargs):
        code, number = proposed_name(found.manuscript)
        proposals = {
            "code": code,
            "number": number,
            "title": found.manuscript.title,
            "source": found.manuscript.source,
            "target": target_in(found.manuscript),
        }
        super().__init__(*args, **kwargs | {"initial": proposals})
        self.fields["target"].choices = [
            ("", _("Not decided yet")),
            *((level.code, level.title) for level in found.manuscript.levels),
            (NO_TARGET, _("No level is the target")),
        ]
        self.fields["slips"].choices = [(slip.key, slip.remark) for slip in found.slips]
        # The code for which the file's number is taken; nothing of the kind is said of another code.
        self.renamed = code if number != found.manuscript.version and self["code"].value() == code else ""

    def clean(self):
        cleaned = super().clean()
        code, number = cleaned.get("code"), cleaned.get("number")
        if code and number and InstrumentVersion.objects.filter(instrument__code=code, number=number).exists():
            self.add_error("number", taken(code, number))
        return cleaned
