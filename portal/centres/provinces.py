"""The province of a centre or a site: one of those by which centres are filtered, typed and imported alike."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.centres.enums import PROVINCES
from portal.centres.lines import LineField, cut
from portal.folding import folded

# First and last postcode of a range that lies in one province. The Walloon provinces aren't filtered by.
POSTCODES = (
    (1000, 1299, "Brussel"),
    (1500, 1999, "Vlaams-Brabant"),
    (2000, 2069, "Antwerpen"),
    (2070, 2070, "Oost-Vlaanderen"),  # Zwijndrecht, since it merged with Beveren and Kruibeke on 1 January 2025
    (2071, 2999, "Antwerpen"),
    (3000, 3499, "Vlaams-Brabant"),
    (3500, 3999, "Limburg"),
    (8000, 8999, "West-Vlaanderen"),
    (9000, 9999, "Oost-Vlaanderen"),
)

_named = {folded(one): one for one in PROVINCES}
_brussels = {"brussel", "brussels"}  # Brussels Hoofdstedelijk Gewest, Brussel-Hoofdstad, …
UNKNOWN = _("“%(value)s” is no province that the portal knows. Possible are: %(possible)s.")


def province_of(text: str, now: str = "") -> str:
    """One of PROVINCES, however it is written; "" for nothing. `now`: what the record holds already may stay.

    Raises ValidationError for any other: no filter would find it.
    """
    words = folded(text).removeprefix("provincie ").removeprefix("prov ")
    if found := _named.get(words) or ("Brussel" if words.partition(" ")[0] in _brussels else ""):
        return found
    if text in ("", now):
        return text
    raise ValidationError(UNKNOWN, params={"value": cut(text), "possible": ", ".join(PROVINCES)})


def province_at(postcode: str) -> str:
    """The one of PROVINCES in which all of this postcode lies; "" where there is none."""
    if not (postcode.isascii() and postcode.isdecimal() and len(postcode) == 4):
        return ""
    return next((name for first, last, name in POSTCODES if first <= int(postcode) <= last), "")


class ProvinceField(LineField):
    """`full_clean` makes it one of PROVINCES, or what the row holds: 1 query, only where that is another."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        text = super().clean(value, model_instance)
        return text if text in ("", *PROVINCES) else province_of(text, self._held(model_instance))

    def _held(self, record: models.Model | None) -> str:
        if record is None or record.pk is None:
            return ""
        rows = type(record)._default_manager.filter(pk=record.pk)
        return rows.values_list(self.attname, flat=True).first() or ""


class ProvinceChoice(forms.ChoiceField):
    """A choice of PROVINCES, and of what the record holds now."""

    def __init__(self, now: str):
        self.now = now
        names = PROVINCES if now in ("", *PROVINCES) else (now, *PROVINCES)
        choices = [("", "–"), *((name, name) for name in names)]
        super().__init__(label=capfirst(_("province")), choices=choices, required=False)

    def to_python(self, value: Any) -> str:
        return province_of(super().to_python(value), self.now)
