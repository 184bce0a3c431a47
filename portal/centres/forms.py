"""Forms on centre records. Their errors come from the models' rules; the verb functions check once more when saving."""

from functools import partial

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.centres.drawing import Drawn, Seen, date_field, half, now_it_says
from portal.centres.enums import CentreStatus
from portal.centres.models import Board, Centre, Site, institution_number_format
from portal.centres.records import Stale

Part = partial(Fieldset, css_class="form-part")
ACTIVE, CLOSED, MERGED = CentreStatus.ACTIVE, CentreStatus.CLOSED, CentreStatus.MERGED
STEPS = (
    ("close", _("Close"), (ACTIVE,)),
    ("merge", _("Merge into another centre"), (ACTIVE, CLOSED)),
    ("reopen", _("Reopen"), (CLOSED, MERGED)),
)


class CentreForm(Seen):
    begins_on = date_field(Centre, "begins_on")
    ends_on = date_field(Centre, "ends_on")
    website = Centre._meta.get_field("website").formfield(
        assume_scheme="https", help_text=_("Without http:// or https:// it becomes an https address.")
    )
    board_number = forms.CharField(
        label=_("Institution number of the board"),
        max_length=6,
        required=False,
        validators=[institution_number_format],
    )
    board_name = forms.CharField(
        label=_("Name of the board"),
        max_length=200,
        required=False,
        help_text=_("Only for a board that the portal doesn't know yet."),
    )
    layout = (
        "seen",
        Part(
            _("Identity"),
            half("institution_number", "name"),
            "full_name",
            half("network", "main_structure"),
            half("school_community", "clb"),
        ),
        Part(_("Board"), half("board_number", "board_name")),
        Part(
            _("Address and contact"),
            "street",
            half("postcode", "municipality"),
            half("nis_code", "province"),
            half("phone", "email"),
            "website",
        ),
        Part(
            _("Recognition"),
            "recognition_status",
            half("begins_on", "ends_on"),
        ),
    )

    class Meta:
        model = Centre
        fields = [
            "institution_number",
            "name",
            "full_name",
            "network",
            "main_structure",
            "school_community",
            "clb",
            "street",
            "postcode",
            "municipality",
            "nis_code",
            "province",
            "phone",
            "email",
            "website",
            "recognition_status",
            "begins_on",
            "ends_on",
        ]
        error_messages = {
            "institution_number": {"unique": _("There is a centre with this institution number already.")}
        }
        help_texts = {
            "institution_number": _("5 or 6 digits."),
            "main_structure": _("312 is part-time vocational education (DBSO)."),
            "postcode": _("4 digits."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].required = self.instance.pk is not None
        if self.instance.board:
            self.fields["board_number"].initial = self.instance.board.institution_number
            self.fields["board_number"].help_text = self.instance.board.name
        self.known_board = self.instance.board

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        self._clean_board(cleaned.get("board_number", ""), cleaned.get("board_name", ""))
        return cleaned

    def _clean_board(self, number: str, name: str) -> None:
        self.known_board = Board.objects.filter(institution_number=number).first() if number else None
        if name and not number and "board_number" not in self.errors:
            self.add_error("board_number", _("Fill in the number of this board, too."))
        elif number and not self.known_board and not name:
            self.add_error("board_name", _("The portal doesn't know a board with this number yet: fill in its name."))
        elif name and self.known_board and name.casefold() != self.known_board.name.casefold():
            known = _("This board is known as “%(name)s”. Leave this empty.") % {"name": self.known_board.name}
            self.add_error("board_name", known)

    def show_stale_relations(self, now: Centre) -> None:
        if now.board != self.known_board:
            self.add_error("board_number", now_it_says(now, "board"))

    def record(self) -> dict[str, object]:
        """The fields of the centre as they were filled in, but for the board."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class StatusForm(Drawn, forms.Form):
    """One step in the life of a centre; which ones there are follows from its status."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.CharField(
        label=_("Institution number of the centre that carries on"),
        max_length=6,
        required=False,
        validators=[institution_number_format],
        help_text=_("Only for merging."),
    )
    day = date_field(Centre, "ends_on")
    reason = forms.CharField(label=_("Reason"), max_length=300)
    end_terms = forms.BooleanField(
        label=_("The terms of everybody in office here end on that day"), required=False, initial=True
    )
    layout = ("seen", "step", half("into", "day"), "reason", "end_terms")

    def __init__(self, *args, centre: Centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.centre = centre
        self.fields["seen"].initial = centre.revision
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (step, label) for step, label, before in STEPS if centre.status in before
        ]
        self.fields["day"].label = _("Last day")
        self.fields["day"].help_text = _("Not needed for reopening.")

    def clean(self):
        super().clean()
        cleaned, step = self.cleaned_data, self.cleaned_data.get("step")
        if step in ("close", "merge") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Fill in the last day."))
        if step == "merge" and "into" not in self.errors:
            cleaned["into"] = Centre.objects.filter(institution_number=cleaned.get("into", "")).first()
            if cleaned["into"] is None:
                self.add_error("into", _("There is no centre with this institution number."))
        return cleaned

    def show_stale(self, stale: Stale) -> None:
        self.add_error(None, stale)
        now = Centre.objects.get(pk=self.centre.pk)
        self.data = {**self.data.dict(), "seen": now.revision}  # type: ignore[attr-defined]


class SiteForm(Seen):
    layout = (
        "seen",
        half("number", "name"),
        "street",
        half("postcode", "municipality"),
        half("main_municipality", "province"),
        "phone",
    )

    class Meta:
        model = Site
        fields = ["number", "name", "street", "postcode", "municipality", "main_municipality", "province", "phone"]
        help_texts = {"number": _("Two digits, for example 01."), "postcode": _("4 digits.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].required = self.instance.pk is not None

    def record(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
