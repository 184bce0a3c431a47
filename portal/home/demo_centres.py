"""The demo's people and centres. Names and places sound real; numbers, people and addresses are made up."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.enums import Function, Network
from portal.centres.models import Board, Centre, Site
from portal.centres.offices import appoint
from portal.centres.status import close, merge
from portal.home.logins import PASSWORD

COLLEAGUES = [
    ("amina", "Amina", "El Khatib", Role.ADMINISTRATOR),
    ("bram", "Bram", "Verhelst", Role.INSPECTOR),
    ("chloe", "Chloé", "Maes", Role.INSPECTOR),
    ("dirk", "Dirk", "Peeters", Role.INSPECTOR),
    ("gust", "Gust", "Aerts", Role.INSPECTOR),
    ("hanne", "Hanne", "Baert", Role.INSPECTOR),
    ("ilias", "Ilias", "Bouzid", Role.INSPECTOR),
    ("jef", "Jef", "Coppens", Role.INSPECTOR),
    ("lotte", "Lotte", "Michiels", Role.INSPECTOR),
]
CLW, CDO = "Centrum voor leren en werken", "Centrum voor deeltijds onderwijs"


VB = "Vlaams-Brabant"
CENTRES = Path(__file__).resolve().parent / "content" / "centres.yaml"


@transaction.atomic
def make_people_and_centres() -> None:
    """The cast, the centres, and who is in office there, into an empty database; does nothing in any other.

    Everybody gets the password of the demo at once, so nobody is invited.
    """
    if User.objects.exists() or Centre.objects.exists():
        return
    password = make_password(PASSWORD)  # hashed once: Argon2 is slow on purpose
    people = {each[0]: _person(*each, password) for each in COLLEAGUES}
    for centre in yaml.safe_load(CENTRES.read_text(encoding="utf-8")):
        _centre(centre, people["amina"], password)
    _gone(people["amina"])


def _gone(actor: User) -> None:
    """A centre that closed and one that was merged, so that each status can be seen."""
    gone = [
        Centre(institution_number=number, name=name, network=Network.PRIVATE, begins_on=date(1989, 9, 1), **place)
        for number, name, place in (
            ("121905", "CLW Halle", {"postcode": "1500", "municipality": "Halle", "province": VB}),
            ("124412", "CLW Machelen", {"postcode": "1830", "municipality": "Machelen", "province": VB}),
        )
    ]
    for centre in gone:
        centre.full_clean()
        centre.save()
    closed, merged = gone
    reason = "Te weinig leerlingen"
    close(centre=closed, day=date(2019, 8, 31), reason=reason, end_terms=True, seen=0, actor=actor)
    into = Centre.objects.get(institution_number="122721")
    reason = "Gaat samen met CLW Vilvoorde"
    merge(centre=merged, into=into, day=date(2022, 8, 31), reason=reason, end_terms=True, seen=0, actor=actor)


def _person(login: str, given_name: str, family_name: str, role: Role, password: str) -> User:
    user = User(email=f"{login}@example.be", given_name=given_name, family_name=family_name, role=role)
    user.password = password
    user.language = settings.LANGUAGE_CODE
    user.last_login = timezone.now()  # nobody of the demo is a newcomer
    user.full_clean()
    user.save()
    return user


def _centre(demo: dict[str, Any], actor: User, password: str) -> None:
    """`demo` is one entry of content/centres.yaml."""
    number, name = demo["number"], demo["name"]
    board_number, board_name = demo["board"]
    _first, street, postcode, municipality = demo["sites"][0]
    domain = name.lower().replace(" ", "-")
    centre = Centre(
        institution_number=number,
        name=name,
        full_name=f"{CLW if name.startswith('CLW') else CDO} {name.partition(' ')[2]}",
        network=demo["network"],
        board=Board.objects.create(institution_number=board_number, name=board_name),
        school_community=f"Scholengemeenschap {municipality}",
        clb=demo["clb"],
        street=street,
        postcode=postcode,
        municipality=municipality,
        nis_code=demo["nis_code"],
        province=demo["province"],
        phone=f"{demo['zone']} {number[1:3]} {number[3:5]} 00",
        email=f"info.{domain}@example.be",
        website=f"https://{domain}.example.be",
        recognition_status="erkend",
        begins_on=demo["begins_on"],
    )
    centre.full_clean()
    centre.save()
    for place, (site, street, postcode, municipality) in enumerate(demo["sites"], start=1):
        Site.objects.create(
            centre=centre, number=f"{place:02}", name=site, street=street, postcode=postcode, municipality=municipality
        )
    for function in (Function.DIRECTOR, Function.BOARD):
        login, given_name, family_name = demo["director" if function == Function.DIRECTOR else "board_member"]
        user = _person(login, given_name, family_name, Role.CENTRE, password)
        start = date(2022, 9, 1) if function == Function.DIRECTOR else date(2019, 1, 1)
        appoint(centre=centre, user=user, function=function, start=start, end=None, actor=actor)
