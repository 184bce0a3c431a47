"""One cell as the value of a field. Each function gives the value, or raises Refused with the reason."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from portal.centres.enums import Network
from portal.centres.importing.columns import NUMBER, normal
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.importing.tables import Cell, ErrorCell, Formula
from portal.centres.lines import one_line
from portal.centres.models import Board, Centre, Site
from portal.centres.provinces import province_of

Value = str | date
_whole_number = re.compile(r"(\d+)[.,]0+")
_in_powers = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_is_web = URLValidator(schemes=["http", "https"])

NETWORKS = {
    Network.COMMUNITY: "gemeenschapsonderwijs go community go_onderwijs_van_de_vlaamse_gemeenschap "
    "community_education_go",
    Network.PUBLIC: "officieel_gesubsidieerd officieel_gesubsidieerd_onderwijs ogo public subsidised_public",
    Network.PRIVATE: "vrij_gesubsidieerd vrij_gesubsidieerd_onderwijs vgo private subsidised_private",
    Network.OTHER: "andere ander overige other niet_van_toepassing",
}
_networks = {name: network for network, names in NETWORKS.items() for name in names.split()}


def whole(text: str) -> str:
    """A number without what a spreadsheet program made of it: `30569.0`, `30569,00` and `3,0569E+04` are 30569."""
    text = text.replace("\u00a0", "").strip()
    if match := _whole_number.fullmatch(text):
        return match[1]
    if _in_powers.fullmatch(text):
        number = float(text.replace(",", "."))
        return str(int(number)) if number.is_integer() else text
    return text


def institution_number(text: str) -> str:
    """Its digits as they stand. Fewer than five: zeros may be lost; `comparing` knows whether that is so."""
    number = whole(text).replace(" ", "")
    if not (number.isascii() and number.isdecimal() and 1 <= len(number) <= 6) or not int(number):
        raise Refused(Reason.NUMBER, value=text)
    return number


def site_number(text: str) -> str:
    number = whole(text)
    if not (number.isascii() and number.isdecimal()) or len(number.lstrip("0")) > 2:
        raise Refused(Reason.SITE_NUMBER, value=text)
    return number.lstrip("0").zfill(2)


def digits(text: str, *, length: int, reason: Reason, exact: bool = True) -> str:
    number = whole(text)
    fits = len(number) == length if exact else len(number) <= length
    if not (number.isascii() and number.isdecimal() and fits):
        raise Refused(reason, value=text)
    return number


def network(text: str) -> str:
    labelled = (one for one in Network if one.label.casefold() == text.casefold())
    found = _networks.get(normal(text)) or next(labelled, None)
    if found is None:
        raise Refused(Reason.NETWORK, value=text)
    return str(found)


def province(text: str) -> str:
    """`portal.centres.provinces.province_of`, or Refused."""
    try:
        return province_of(text)
    except ValidationError as error:
        raise Refused(Reason.PROVINCE, value=text) from error


def day(text: str) -> date:
    """2026-09-01, 1/9/2026, 01-09-2026 or 1.9.2026, with or without a time behind it."""
    written = text.replace("T", " ").split(" ")[0]
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d"):
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007 -- a day has no time zone
        except ValueError:
            continue
        if found.year >= 1800:
            return found
    raise Refused(Reason.DATE, value=text)


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Refused(Reason.EMAIL, value=text) from error
    return text


def website(text: str) -> str:
    """With https:// before it where it has no scheme."""
    try:
        address = text if urlsplit(text).scheme in {"http", "https"} else f"https://{text}"
        _is_web(address)
    except (ValidationError, ValueError) as error:  # ValueError: brackets that don't hold an address
        raise Refused(Reason.WEBSITE, value=text) from error
    return address


def line(text: str) -> str:
    """`portal.centres.lines.one_line`, or Refused."""
    try:
        return one_line(text)
    except ValidationError as error:
        raise Refused(Reason.CONTROL) from error


CLEANERS: dict[str, Callable[[str], Value]] = {
    NUMBER: institution_number,
    "board.number": institution_number,
    "network": network,
    "main_structure": partial(digits, length=5, reason=Reason.DIGITS, exact=False),
    "nis_code": partial(digits, length=5, reason=Reason.DIGITS),
    "postcode": partial(digits, length=4, reason=Reason.POSTCODE),
    "site.postcode": partial(digits, length=4, reason=Reason.POSTCODE),
    "site.number": site_number,
    "province": province,
    "site.province": province,
    "begins_on": day,
    "ends_on": day,
    "email": email,
    "website": website,
    "house": whole,
    "site.house": whole,
}


@cache
def longest(key: str) -> int | None:
    """How many characters fit, as the model says."""
    owner, _dot, name = key.rpartition(".")
    name = "street" if name == "house" else name
    if owner == "board":
        name = "institution_number" if name == "number" else name
    model = {"": Centre, "site": Site, "board": Board}[owner]
    return getattr(model._meta.get_field(name), "max_length", None)


def clean(key: str, cell: Cell) -> Value:
    """The value of the field; "" for an empty cell. Raises Refused."""
    if isinstance(cell, Formula):
        raise Refused(Reason.FORMULA)
    if isinstance(cell, ErrorCell):
        raise Refused(Reason.ERROR_CELL, value=cell.text)
    text = line(cell)
    if text in {"", "-", "–"}:
        return ""
    cleaner = CLEANERS.get(key)
    value = cleaner(text) if cleaner else text
    limit = longest(key)
    if isinstance(value, str) and limit and len(value) > limit:
        raise Refused(Reason.TOO_LONG, length=len(value), limit=limit)
    return value
