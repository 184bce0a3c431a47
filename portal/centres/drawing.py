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

from portal.centres.records import Stale
from portal.pages import refuse


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


class Seen(Drawn, forms.ModelForm):
    """The revision that was read, carried along; a stale form shows what the record says by now."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision
        self.fields["seen"].required = self.instance.pk is not None

    def record(self) -> dict[str, object]:
        """The fields of the record as they were filled in; none of those that the form adds."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def show_stale(self, stale: Stale) -> None:
        """Names the fields in which the record differs from what was typed; saving again is then a decision."""
        self.add_error(None, stale)
        now = type(self.instance)._default_manager.get(pk=self.instance.pk)
        for name in [name for name in self._meta.fields or () if name in self.cleaned_data]:
            if getattr(now, name) != self.cleaned_data[name]:
                self.add_error(name, now_it_says(now, name))
        self.show_stale_relations(now)
        self.data = {**self.data.dict(), self.add_prefix("seen"): now.revision}  # type: ignore[attr-defined]

    def show_stale_relations(self, now) -> None:
        """The same for what is a field of the form by another name."""


def now_it_says(record: models.Model, name: str) -> ValidationError:
    value = getattr(record, name)
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
