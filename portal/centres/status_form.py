"""The form on which a centre is closed, merged or reopened."""

from datetime import date
from typing import Any

from crispy_forms.bootstrap import FieldWithButtons, StrictButton
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.centres.drawing import Drawn, date_field
from portal.centres.enums import CentreStatus
from portal.centres.lines import one_line
from portal.centres.models import Centre
from portal.centres.ordering import in_order
from portal.centres.records import Stale
from portal.centres.status import require_day

ACTIVE, CLOSED, MERGED = CentreStatus.ACTIVE, CentreStatus.CLOSED, CentreStatus.MERGED
STEPS = (
    ("close", _("Close"), (ACTIVE,)),
    ("merge", _("Merge into another centre"), (ACTIVE, CLOSED)),
    ("reopen", _("Reopen"), (CLOSED, MERGED)),
)
SEARCH = "search"  # the name of the button
FOUND = 10
NOT_FOUND = _("No other active centre is found by this.")
NO_DAY = _("Fill in the last day.")
CHOOSE = _("Choose one of these.")


class StatusForm(Drawn, forms.Form):
    """One step in the life of a centre; which ones there are follows from its status, what is asked from these.

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
        error_messages={"invalid_choice": CHOOSE},
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
        self.layout = self._layout()
        # Who searches isn't done: what was typed stays, and nothing of it is wrong yet.
        typed = asked | {"end_terms": "end_terms" in asked} if searching else {}
        super().__init__(None if searching else data, initial={"seen": centre.revision} | typed)
        self._describe_step()
        if centre.status == MERGED:
            for name in ("into", "target", "day", "end_terms"):
                del self.fields[name]
        else:
            self._describe_day()
            self._describe_found(searching=searching)

    def _layout(self) -> tuple:
        """What is merged can only be opened again, which needs nothing but a reason."""
        if self.centre.status == MERGED:
            return ("seen", "step", "reason")
        # The answer comes back at this field: what was found stands beneath it.
        more = {"name": SEARCH, "value": "1", "formaction": "#id_into", "css_class": "btn-outline-secondary"}
        into = FieldWithButtons("into", StrictButton(_("Search"), type="submit", **more))
        return ("seen", "step", into, *(("target",) if self.found else ()), "day", "reason", "end_terms")

    def _describe_step(self) -> None:
        steps = [(step, label) for step, label, before in STEPS if self.centre.status in before]
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        if len(steps) == 1:
            self.fields["step"].initial = steps[0][0]

    def _describe_day(self) -> None:
        day, always = self.fields["day"], self.centre.status == ACTIVE
        day.label, day.required, day.error_messages["required"] = _("Last day"), always, NO_DAY
        day.widget.attrs["max"] = timezone.localdate().isoformat()
        ahead = _("Today or earlier: a closure can't be planned ahead. Come back on the day itself.")
        needed = "" if always else _("Needed for merging, not for reopening.")
        day.help_text = f"{needed} {ahead}".strip()

    def _describe_found(self, *, searching: bool) -> None:
        if not self.found:
            del self.fields["target"]
            if searching:
                self.fields["into"].help_text = NOT_FOUND
            return
        target = self.fields["target"]
        target.choices = [  # type: ignore[attr-defined]
            (one.institution_number, ", ".join(filter(None, (str(one), one.institution_number, one.municipality))))
            for one in self.found[:FOUND]
        ]
        if len(self.found) == 1:
            self.initial["target"] = self.found[0].institution_number
        elif len(self.found) > FOUND:
            told = {"number": FOUND}
            text = _("These are the first %(number)d, and there are more: type more of the name, or the whole number.")
            target.help_text = text % told

    def _find(self, words: str, user: User) -> list[Centre]:
        if not words.strip() or self.centre.status == MERGED:
            return []
        active = Centre.objects.visible_to(user).in_status(ACTIVE).exclude(pk=self.centre.pk)
        return list(in_order(active, words, "name")[: FOUND + 1])

    def clean_reason(self):
        return one_line(self.cleaned_data["reason"])

    def clean(self):
        super().clean()
        cleaned, step = self.cleaned_data, self.cleaned_data.get("step")
        if step in ("close", "merge") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", NO_DAY)
        if step != "reopen" and cleaned.get("day"):
            self._require_day(cleaned["day"])
        if step == "merge" and not {"into", "target"} & set(self.errors):
            number = cleaned.get("target") or cleaned.get("into", "").strip()
            cleaned["into"] = Centre.objects.filter(institution_number=number).first()
            if cleaned["into"] is None:
                self._refuse_target()
        return cleaned

    def _require_day(self, day: date) -> None:
        """As the step itself does: told here, it stands beside all else that is wrong."""
        try:
            require_day(self.centre, day)
        except ValidationError as error:
            self.add_error(None, error)

    def _refuse_target(self) -> None:
        if self.found:
            self.add_error("target", CHOOSE)
            if len(self.found) == 1:  # shown now as chosen; saving again is then a decision
                self.data = {**self.data.dict(), "target": self.found[0].institution_number}  # type: ignore[attr-defined]
        else:
            self.add_error("into", NOT_FOUND)

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)
        now = Centre.objects.get(pk=self.centre.pk)
        self.data = {**self.data.dict(), "seen": now.revision}  # type: ignore[attr-defined]
