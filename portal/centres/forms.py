"""Forms on centre records. Their errors come from the models' rules; the verb functions check once more when saving."""

from functools import partial
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from portal.centres.drawing import Removing, Seen, as_options, date_field, half
from portal.centres.models import Board, Centre, Site, institution_number_format
from portal.centres.provinces import ProvinceChoice

Part = partial(Fieldset, css_class="form-part")


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
    board_shown = forms.CharField(widget=forms.HiddenInput, required=False)  # the number of the board that was seen
    board_name = forms.CharField(
        label=_("Name of the board"),
        max_length=200,
        required=False,
        help_text=_("Only for a board that the portal doesn't know yet."),
    )
    layout = (
        "seen",
        "board_shown",
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
        self.fields["network"].choices = as_options(self.fields["network"].choices)  # type: ignore[attr-defined]
        self.fields["province"] = ProvinceChoice(self.instance.province)
        if self.instance.board:
            for name in ("board_number", "board_shown"):
                self.fields[name].initial = self.instance.board.institution_number
            self.fields["board_number"].help_text = escape(self.instance.board.name)  # crispy takes it for HTML
        self.known_board = self.instance.board

    def values_of(self, record: Any) -> dict[str, object]:
        board = record.board
        return super().values_of(record) | {"board_number": board.institution_number if board else ""}

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        self._clean_board(cleaned.get("board_number", ""), cleaned.get("board_name", ""))
        return cleaned

    def _clean_board(self, number: str, name: str) -> None:
        if not number:
            self.known_board = None
        elif number != self.cleaned_data.get("board_shown"):  # else it stays: the number may be another's by now
            self.known_board = Board.objects.filter(institution_number=number).first()
        if name and not number and "board_number" not in self.errors:
            self.add_error("board_number", _("Fill in the number of this board, too."))
        elif number and not self.known_board and not name:
            self.add_error("board_name", _("The portal doesn't know a board with this number yet: fill in its name."))
        elif name and self.known_board and name.casefold() != self.known_board.name.casefold():
            known = _("This board is known as “%(name)s”. Leave this empty.") % {"name": self.known_board.name}
            self.add_error("board_name", known)


class SiteForm(Removing, Seen):
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
        self.fields["province"] = ProvinceChoice(self.instance.province)


class BoardForm(Seen):
    layout = ("seen", half("institution_number", "name"))

    class Meta:
        model = Board
        fields = ["institution_number", "name"]
        error_messages = {"institution_number": {"unique": _("There is a board with this institution number already.")}}
        help_texts = {"institution_number": _("5 or 6 digits."), "name": _("It changes for all centres of this board.")}
