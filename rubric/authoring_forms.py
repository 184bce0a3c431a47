"""Forms in which an instrument is written. A field that saves itself carries what was read (`was-<field>`) along."""

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from rubric.editing import NO_TARGET, Clash
from rubric.enums import FindingKind, VersionStatus, Weight
from rubric.exchange.from_yaml import CODE
from rubric.models import Expectation, InstrumentVersion, Level, PracticeCriterion, Scale
from rubric.naming import full_name
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

    def refuse(self, error: ValidationError) -> None:
        """Puts an action's errors at the fields that they name."""
        for field, errors in getattr(error, "error_dict", {None: [error]}).items():
            self.add_error(field if field in self.fields else None, errors)


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
            self.refuse(error)
        else:
            self.was = {**self.was, **sent}
        return not self.errors


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


class RetireForm(forms.Form):
    use_required_attribute = False
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

    def refuse(self, error: ValidationError) -> None:
        for field, errors in getattr(error, "error_dict", {None: [error]}).items():
            self.add_error(field if field in self.fields else None, errors)
