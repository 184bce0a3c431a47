"""The part of a form in which a centre is looked for by words, and chosen of what they find."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.bootstrap import FieldWithButtons, StrictButton
from crispy_forms.layout import HTML
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.centres.enums import CentreStatus
from portal.centres.models import Centre
from portal.centres.ordering import in_order
from portal.centres.querysets import CentreQuerySet

# The names of two buttons. Enter, in any field, presses the first button of a form; here that would be Search, and a
# form that is complete would not be sent. So one that nobody sees stands before it.
SEARCH, ENTER = "search", "enter"
PRESSED_BY_ENTER = (
    f'<button type="submit" class="visually-hidden" name="{ENTER}" value="1" tabindex="-1" aria-hidden="true"></button>'
)
FOUND = 10
CHOOSE = _("Choose one of these.")
MORE = _("These are the first %(number)d, and there are more: type more of the name, or the whole number.")


class CentreSearch(forms.Form):
    """The words stand in the field that `words` names, what they find in `target`; a whole number names it at once.

    A form calls `take_centre` in its `clean`; from then on the field of the words holds the centre.
    """

    words = "centre"
    not_found = _("No active centre is found by this.")
    target = forms.ChoiceField(
        label=_("Found centres"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHOOSE},
    )

    def __init__(
        self, data: QueryDict | None = None, *, centres: CentreQuerySet, initial: Mapping[str, Any], **kwargs: Any
    ):
        """`centres`: those that may be chosen; `initial` may hold words."""
        self.centres = centres
        words = str((initial if data is None else data).get(self.words) or "").strip()
        self.found = list(in_order(centres, words, "name")[: FOUND + 1]) if words else []
        searching = data is not None and (SEARCH in data or (ENTER in data and not self._is_chosen(data, words)))
        # Who searches isn't done: what was typed stays, and nothing of it is wrong yet.
        typed = self._typed(data) if data is not None and searching else {}
        super().__init__(None if searching else data, initial={**initial, **typed}, **kwargs)
        if searching:  # what was found stands beneath
            self.fields[self.words].widget.attrs["autofocus"] = True
        if not self.found:
            del self.fields["target"]
            if not self.is_bound and (searching or words):
                self.fields[self.words].help_text = self.not_found
        else:
            self._describe_found()

    def _is_chosen(self, data: QueryDict, words: str) -> bool:
        """Whether the form can be sent as it is: no centre is looked for, or one of those found is named."""
        named = {name for one in self.found for name in (one.institution_number, _key_of(one))}
        return not words or bool({words, data.get("target")} & named)

    def _typed(self, data: QueryDict) -> dict[str, Any]:
        read = {name: field.widget.value_from_datadict(data, {}, name) for name, field in self.base_fields.items()}
        return {name: value for name, value in read.items() if value is not None}

    def _describe_found(self) -> None:
        target = self.fields["target"]
        target.choices = [  # type: ignore[attr-defined]
            (_key_of(one), ", ".join(filter(None, (str(one), one.institution_number, one.municipality))))
            for one in self.found[:FOUND]
        ]
        if len(self.found) == 1:
            self.initial["target"] = _key_of(self.found[0])
        elif len(self.found) > FOUND:
            target.help_text = MORE % {"number": FOUND}

    def search_parts(self) -> tuple:
        """The words with their buttons, and what they found, for the form's layout."""
        search = StrictButton(_("Search"), type="submit", name=SEARCH, value="1", css_class="btn-outline-secondary")
        words = FieldWithButtons(self.words, search)
        return (HTML(PRESSED_BY_ENTER), words, *(("target",) if self.found else ()))

    def take_centre(self) -> None:
        """Puts the chosen centre where its words stood, or says what is missing."""
        if {self.words, "target"} & set(self.errors):
            return
        if key := self.cleaned_data.get("target"):
            chosen = next(one for one in self.found if _key_of(one) == key)
        else:
            chosen = self.centres.filter(institution_number=self.cleaned_data.get(self.words, "").strip()).first()
        self.cleaned_data[self.words] = chosen
        if chosen is None:
            self._refuse()

    def _refuse(self) -> None:
        if self.found:
            self.add_error("target", CHOOSE)
            if len(self.found) == 1:  # shown now as chosen; saving again is then a decision
                self.data = self.data.copy()  # type: ignore[attr-defined]
                self.data["target"] = _key_of(self.found[0])  # type: ignore[index]
        else:
            self.add_error(self.words, self.not_found)


def _key_of(centre: Centre) -> str:
    """As `target` carries it: the number that was seen may be another centre's when the form is sent."""
    return str(centre.pk)


def active_centres(user: User) -> CentreQuerySet:
    """The centres where something can still begin, as far as somebody sees them."""
    return Centre.objects.visible_to(user).in_status(CentreStatus.ACTIVE)
