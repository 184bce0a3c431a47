"""The form on which a centre is closed, merged or reopened."""

from typing import Any

from crispy_forms.bootstrap import FieldWithButtons, StrictButton
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.centres.drawing import Drawn, date_field
from portal.centres.enums import CentreStatus
from portal.centres.models import Centre
from portal.centres.ordering import in_order
from portal.centres.records import Stale

ACTIVE, CLOSED, MERGED = CentreStatus.ACTIVE, CentreStatus.CLOSED, CentreStatus.MERGED
STEPS = (
    ("close", _("Close"), (ACTIVE,)),
    ("merge", _("Merge into another centre"), (ACTIVE, CLOSED)),
    ("reopen", _("Reopen"), (CLOSED, MERGED)),
)
SEARCH = "search"  # the name of the button
FOUND = 10
NOT_FOUND = _("No other active centre is found by this.")


class StatusForm(Drawn, forms.Form):
    """One step in the life of a centre; which ones there are follows from its status.

    The centre that carries on is looked for by words (`into`) and chosen of what they find (`target`); a whole number
    names it at once.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.CharField(
        label=_("Centre that carries on"),
        max_length=200,
        required=False,
        help_text=_("Only for merging. Type a name, a place or a number, choose Search, and choose a centre."),
    )
    target = forms.ChoiceField(
        label=_("Found centres"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    day = date_field(Centre, "ends_on")
    reason = forms.CharField(label=_("Reason"), max_length=300)
    end_terms = forms.BooleanField(
        label=_("The terms of everybody in office here end on that day"), required=False, initial=True
    )

    def __init__(self, data: QueryDict | None = None, *, centre: Centre, user: User):
        asked: dict[str, Any] = data.dict() if data else {}
        searching = SEARCH in asked
        self.centre = centre
        self.found = self._find(str(asked.get("into", "")), user)
        button = StrictButton(_("Search"), type="submit", name=SEARCH, value="1", css_class="btn-outline-secondary")
        target = ("target",) if self.found else ()
        self.layout = ("seen", "step", FieldWithButtons("into", button), *target, "day", "reason", "end_terms")
        # Who searches isn't done: what was typed stays, and nothing of it is wrong yet.
        typed = asked | {"end_terms": "end_terms" in asked} if searching else {}
        super().__init__(None if searching else data, initial={"seen": centre.revision} | typed)
        self._describe(asked_for=searching)

    def _describe(self, *, asked_for: bool) -> None:
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (step, label) for step, label, before in STEPS if self.centre.status in before
        ]
        self.fields["day"].label = _("Last day")
        self.fields["day"].help_text = _("Not needed for reopening.")
        if not self.found:
            del self.fields["target"]
            if asked_for:
                self.fields["into"].help_text = NOT_FOUND
            return
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (one.institution_number, ", ".join(filter(None, (str(one), one.institution_number, one.municipality))))
            for one in self.found[:FOUND]
        ]
        if len(self.found) > FOUND:
            self.fields["target"].help_text = _("There are more: type another word, or the whole number.")

    def _find(self, words: str, user: User) -> list[Centre]:
        if not words.strip():
            return []
        active = Centre.objects.visible_to(user).in_status(ACTIVE).exclude(pk=self.centre.pk)
        return list(in_order(active, words, "name")[: FOUND + 1])

    def clean(self):
        super().clean()
        cleaned, step = self.cleaned_data, self.cleaned_data.get("step")
        if step in ("close", "merge") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Fill in the last day."))
        if step == "merge" and not {"into", "target"} & set(self.errors):
            number = cleaned.get("target") or cleaned.get("into", "").strip()
            cleaned["into"] = Centre.objects.filter(institution_number=number).first()
            if cleaned["into"] is None:
                self._refuse_target()
        return cleaned

    def _refuse_target(self) -> None:
        if self.found:
            self.add_error("target", _("Choose one of these."))
        else:
            self.add_error("into", NOT_FOUND)

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)
        now = Centre.objects.get(pk=self.centre.pk)
        self.data = {**self.data.dict(), "seen": now.revision}  # type: ignore[attr-defined]
