"""What the forms on centre records share: how they are drawn, and how they show a refusal when saving."""

from collections.abc import Callable, Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.centres import changes
from portal.centres.records import Stale
from portal.pages import refuse

NOT_KNOWN = object()  # what was read, where no history tells it: equal to nothing


class Drawn(forms.BaseForm):
    """Drawn by crispy inside the template's <form>; without the browser's bubbles, which speak its own language."""

    layout: tuple = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout)

    def saved(self, save: Callable[[], object]) -> bool:
        """Whether `save` went through; what it objects to becomes errors of the form."""
        try:
            save()
        except Stale as stale:
            self.show_stale(stale)
        except ValidationError as error:
            refuse(self, error)
        return not self.errors

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)


class Removing(Drawn):
    """A form with a second button (REMOVE, its name) that takes away what the form is about: that needs only `seen`."""

    REMOVE = "remove"

    @property
    def removes(self) -> bool:
        return self.REMOVE in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.removes:
            for name in self.errors.keys() - {"seen"}:
                del self.errors[name]


class Seen(Drawn, forms.ModelForm):
    """A form on a record. The revision that was read is carried along (`seen`).

    What differs from that revision is the sender's. Where others changed the record since, all else becomes what it
    says by now, and only a field that both changed is told: saving again is then a decision. `read`: what was sent as
    `seen`; the form itself holds the revision that it has caught up with.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision
        self.fields["seen"].required = self.instance.pk is not None
        self.conflicts: dict[str, ValidationError] = {}
        self.read = self._seen()
        self._catch_up(self.instance)

    def record(self) -> dict[str, object]:
        """The fields of the record as they were filled in; none of those that the form adds."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def values_of(self, record: Any) -> dict[str, object]:
        """What a record, or a row of its history, says in the fields of this form."""
        return {name: getattr(record, name) for name in self._meta.fields or ()}

    def clean(self):
        cleaned = super().clean()
        if self.conflicts:
            self._tell(Stale())
        return cleaned

    def show_stale(self, stale: Stale) -> None:
        """Somebody saved after this form was looked at, or took away what it is about."""
        now = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
        if now:
            self._catch_up(now)
        self._tell(stale)

    def _seen(self) -> Any:
        """The revision as it is carried along; None for what can be none."""
        try:
            return self.fields["seen"].clean(self.data.get(self.add_prefix("seen")))
        except ValidationError:
            return None

    def _catch_up(self, now: Any) -> None:
        seen = self._seen()
        if now.pk is None or seen in (None, now.revision):
            return
        before = changes.as_of(now, seen)
        was = self.values_of(before) if before else {}
        caught_up = {self.add_prefix("seen"): now.revision}
        for name, value in self.values_of(now).items():
            field = self.fields[name]
            sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if before and not field.has_changed(was[name], sent):
                caught_up[self.add_prefix(name)] = value
            elif was.get(name, NOT_KNOWN) != value and field.has_changed(value, sent):
                self.conflicts[name] = now_it_says(now, name, value)
        self.data = dict(self.data.items()) | caught_up

    def _tell(self, stale: Stale) -> None:
        self.add_error(None, stale)
        for name, conflict in self.conflicts.items():
            self.add_error(name, conflict)


def now_it_says(record: Any, name: str, value: object) -> ValidationError:
    if display := getattr(record, f"get_{name}_display", None):
        value = capfirst(display())
    text = _("It now says: “%(value)s”. Save again to replace that by what stands here.")
    return ValidationError(text, params={"value": "–" if value in ("", None) else value})


def date_field(model: type[models.Model], name: str) -> forms.Field:
    """The model's date field as a date input; browsers only fill in ISO dates."""
    field = model._meta.get_field(name)
    return field.formfield(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # type: ignore[union-attr, return-value]


def as_options(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """What can be chosen, with a capital, as in the cells of a list."""
    return [(value, capfirst(label)) for value, label in choices]


def half(*names: str) -> Row:
    return Row(*(Column(Field(name), css_class="col-sm-6") for name in names))
