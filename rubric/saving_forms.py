"""What the forms of an instrument share. A field that saves itself carries what was read (`was-<field>`) along."""

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.pages import refuse
from rubric.editing import Clash
from rubric.exchange.from_yaml import CODE
from rubric.models import InstrumentVersion
from rubric.sentences import plain

LANGUAGES = [("nl", _("Dutch")), ("en", _("English")), ("fr", _("French")), ("de", _("German"))]
code_format = RegexValidator(rf"^{CODE}\Z", _("Use letters and digits, with single - or _ between them."))


def day_field(name: str) -> forms.Field:
    """The version's date field as a date input; browsers only fill in ISO dates."""
    field = InstrumentVersion._meta.get_field(name)
    return field.formfield(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # type: ignore[union-attr, return-value]


def code_field(longest: int) -> forms.CharField:
    hint = _("A short name that stays the same from version to version, for example L1. Versions are compared by it.")
    return forms.CharField(label=_("Code"), max_length=longest, validators=[code_format], help_text=hint)


class Plain(forms.BaseForm):
    """Texts are kept with their words one space apart; no browser bubbles, which speak their own language."""

    use_required_attribute = False

    def _clean_fields(self):
        super()._clean_fields()  # type: ignore[misc] # Django's own, unknown to the stubs
        self.cleaned_data = {
            name: plain(value) if isinstance(value, str) else value for name, value in self.cleaned_data.items()
        }


class SavesItself(Plain, forms.ModelForm):
    """A form on what exists. Only fields that differ from what was read are saved, and only over what was read."""

    clashes: Mapping[str, object] = {}

    def __init__(self, data=None, *, instance, language="nl", **options):
        kind = type(instance).__name__.lower()
        super().__init__(data, instance=instance, auto_id=f"{kind}-{instance.pk}-%s", **options)
        for name, field in self.fields.items():
            field.required = name == "code"
            if isinstance(field, forms.CharField) and name != "code":
                field.widget.attrs["lang"] = "en" if name.endswith("_en") else language
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        self.was = {name: self._read(name) for name in self.fields}

    def _post_clean(self):
        """The record stays as it is: a verb function saves, and checks what only the database knows."""

    def _read(self, name: str) -> object:
        if not self.is_bound:
            return self.initial.get(name)
        field, sent = self.fields[name], self.data.get(f"was-{name}", "")
        try:
            return field.to_python(sent)
        except ValidationError:
            return None

    @property
    def was_values(self) -> list[tuple[str, str]]:
        """What was read, as hidden fields tell it."""
        return [(f"was-{name}", "" if value is None else str(value)) for name, value in self.was.items()]

    def saved(self, save: Callable[..., object]) -> bool:
        """Whether all went well. What somebody else changed meanwhile is told at its field; saving again overwrites."""
        if not self.is_valid():
            return False
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        fields = {name: value for name, value in sent.items() if value != self.was[name]}
        try:
            save(was=self.was, fields=fields)
        except Clash as clash:
            self.clashes = clash.now
            for name, value in clash.now.items():
                told = {"value": "–" if value in ("", None) else str(value)}
                text = _("Somebody else changed this. It now says: “%(value)s”. Save again to put yours in its place.")
                self.add_error(name, ValidationError(text, params=told))
            self.was = {**self.was, **clash.now}
        except ValidationError as error:
            refuse(self, error)
        else:
            self.was = {**self.was, **sent}
        return not self.errors
