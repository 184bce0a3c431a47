"""Which column of a file tells what. The public spreadsheet of sites is known; of any other file names are guessed."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.centres.importing.public import COLUMNS
from portal.centres.importing.reasons import Reason, Refused
from portal.folding import folded

NUMBER = "institution_number"
IGNORED = ""

# What a column may tell. `site.` is about the site of the row, `board.` about the board of the institution.
LABELS = {
    NUMBER: _("institution number"),
    "name": _("name"),
    "full_name": _("full name"),
    "network": _("network"),
    "main_structure": _("main structure"),
    "board.number": _("institution number of the board"),
    "board.name": _("name of the board"),
    "school_community": _("school community"),
    "clb": _("CLB"),
    "street": _("street and number"),
    "house": _("house number"),
    "postcode": _("postcode"),
    "municipality": _("municipality"),
    "nis_code": _("NIS code"),
    "province": _("province"),
    "phone": _("phone"),
    "email": _("e-mail address"),
    "website": _("website"),
    "recognition_status": _("recognition status"),
    "begins_on": _("begin date"),
    "ends_on": _("end date"),
    "site.number": _("site: number"),
    "site.name": _("site: name"),
    "site.street": _("site: street and number"),
    "site.house": _("site: house number"),
    "site.postcode": _("site: postcode"),
    "site.municipality": _("site: municipality"),
    "site.main_municipality": _("site: main municipality"),
    "site.province": _("site: province"),
    "site.phone": _("site: phone"),
}

PUBLIC = {column.name: column.key for column in COLUMNS}

# Guesses for any other file; the person who maps it looks at them.
GUESSES = {
    NUMBER: "instellingsnummer instelling_nummer nummer schoolnummer schoolnr institution_number institution",
    "name": "naam instelling_naam instelling school naam_van_de_school naam_school centrum centre name",
    "full_name": "volledige_naam full_name",
    "network": "net onderwijsnet instelling_net koepel network",
    "main_structure": "hoofdstructuur main_structure",
    "board.number": "bestuursnummer instellingsnummer_bestuur nummer_bestuur instelling_bestuur board_number",
    "board.name": "bestuur schoolbestuur naam_bestuur inrichtende_macht board",
    "school_community": "scholengemeenschap school_community",
    "clb": "clb",
    "street": "straat straatnaam adres instelling_straatnaam straat_en_nummer street street_and_number",
    "house": "huisnummer huisnr instelling_huisnummer house_number",
    "postcode": "postcode postnummer pc instelling_postcode",
    "municipality": "gemeente instelling_gemeente plaats municipality",
    "nis_code": "nis_code niscode nis",
    "province": "provincie prov province",
    "phone": "telefoon telefoonnummer tel phone",
    "email": "email e_mail e_mailadres mail mailadres instelling_email e_mail_address",
    "website": "website web url instelling_website",
    "recognition_status": "erkenning instelling_status_erkenning recognition_status",
    "begins_on": "begindatum instelling_begindatum begin_date",
    "ends_on": "einddatum instelling_einddatum end_date",
    "site.number": "vestigingsplaats volgnummer_vestigingsplaats vpl site_number",
    "site.name": "naam_vestigingsplaats site_name",
    "site.street": "straat_vestigingsplaats straat_vpl site_street",
    "site.postcode": "postcode_vestigingsplaats postcode_vpl site_postcode",
    "site.municipality": "gemeente_vestigingsplaats site_municipality",
}
_known = {name: key for key, names in GUESSES.items() for name in names.split()} | PUBLIC
_guessed = {name.replace("_", ""): key for name, key in _known.items()}  # "school nr" is "schoolnr"
PUBLIC_SIGN = "nummer_instelling"
KNOWN_NAMES = frozenset(_known) | {name.replace("_", " ") for name in _known}


@dataclass(frozen=True)
class Columns:
    """A header with what each of its columns tells; `keys[n]` belongs to `names[n]`."""

    names: list[str]
    keys: list[str]

    def column_of(self, key: str) -> str:
        """The name in the file of the column that tells this; "" where none does."""
        return next((name for name, told in zip(self.names, self.keys, strict=True) if told == key), "")


def normal(name: str) -> str:
    """A column's name without accents, case and signs: "E-mail adres " and "e_mail_adres" are one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "_".join("".join(one if one.isalnum() else " " for one in plain).split())


def fingerprint(header: Iterable[str]) -> str:
    """The same for each file with the same columns in the same order."""
    return hashlib.sha256(json.dumps([_told_apart(name) for name in header]).encode()).hexdigest()


def _told_apart(name: str) -> str:
    """`normal`, where that leaves no letters of another script out, and something over."""
    return (normal(name) if folded(name).isascii() else "") or name


def recognised(header: list[str]) -> Columns | None:
    """The columns of the public spreadsheet, in any order and with others among them; None for any other file."""
    names = [normal(name) for name in header]
    if PUBLIC_SIGN not in names:
        return None
    return chosen(header, [PUBLIC.get(name, IGNORED) for name in names])


def guessed(header: list[str]) -> list[str]:
    """What the columns seem to tell, for a person to look at: each thing at most once."""
    keys: list[str] = []
    for name in header:
        key = _guessed.get(normal(name).replace("_", ""), IGNORED)
        keys.append(IGNORED if key in keys else key)
    return keys


def chosen(header: list[str], keys: list[str]) -> Columns:
    """These columns. Raises Refused where two tell the same."""
    told: set[str] = set()
    doubles = []
    for name, key in zip(header, keys, strict=True):
        if key and key in told:
            doubles.append(name)
        told.add(key)
    if doubles:
        raise Refused(Reason.DOUBLE_COLUMN, column="”, “".join(doubles))
    return Columns(header, keys)
