"""Forms with which an instrument begins, gets its name, and ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion
from rubric.naming import full_name
from rubric.saving_forms import LANGUAGES, Plain, code_format


class NameForm(Plain, forms.Form):
    code = forms.CharField(
        label=_("Code of the instrument"),
        max_length=40,
        validators=[code_format],
        help_text=_("Part of its address, for example duaal-leren."),
    )
    number = forms.CharField(label=_("Version"), max_length=20, validators=[code_format])


class NewForm(NameForm):
    title = forms.CharField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)


class OneVersion(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return full_name(obj)


class RetireForm(Plain, forms.Form):
    valid_to = forms.DateField(
        label=_("Last day of validity"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    successor = OneVersion(
        InstrumentVersion.objects.none(), label=_("What comes after it"), required=False, empty_label=_("Nothing")
    )

    def __init__(self, *args, version: InstrumentVersion, **kwargs):
        super().__init__(*args, **kwargs)
        others = InstrumentVersion.objects.filter(status=VersionStatus.PUBLISHED).exclude(pk=version.pk)
        self.fields["successor"].queryset = others.select_related("instrument")  # type: ignore[attr-defined]
