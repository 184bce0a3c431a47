"""The demo's people and centres. Names and places sound real; numbers, people and addresses are made up."""

from dataclasses import dataclass
from datetime import date

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

INSPECTORATE = [
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


@dataclass(frozen=True)
class DemoCentre:
    """One centre: the first site stands at its own address; `director` and `board_member` are (login, names)."""

    number: str
    name: str
    network: Network
    board: tuple[str, str]
    clb: str
    nis_code: str
    province: str
    sites: list[tuple[str, str, str, str]]  # name, street and number, postcode, municipality
    director: tuple[str, str, str]
    board_member: tuple[str, str, str]
    begins_on: date


ZONES = {
    "Vilvoorde": "02 2",
    "Genk": "089",
    "Aalst": "053",
    "Brugge": "050",
    "Gent": "09 2",
    "Antwerpen": "03 2",
    "Leuven": "016",
    "Kortrijk": "056",
    "Mechelen": "015",
    "Turnhout": "014",
    "Hasselt": "011",
    "Oostende": "059",
}
VB, LI, OV, WV, AN = "Vlaams-Brabant", "Limburg", "Oost-Vlaanderen", "West-Vlaanderen", "Antwerpen"
CENTRES = [
    DemoCentre(
        number="122721",
        name="CLW Vilvoorde",
        network=Network.PRIVATE,
        board=("977041", "Scholengroep Zenne en Woluwe"),
        clb="Vrij CLB Noordwest-Brabant",
        nis_code="23088",
        province=VB,
        sites=[
            ("Hoofdgebouw", "Vlierkensstraat 14", "1800", "Vilvoorde"),
            ("Werkplaats bouw en hout", "Havendoklaan 21", "1800", "Vilvoorde"),
        ],
        director=("els", "Els", "De Smet"),
        board_member=("hilde", "Hilde", "Claes"),
        begins_on=date(2008, 9, 1),
    ),
    DemoCentre(
        number="30569",
        name="CDO Genk",
        network=Network.COMMUNITY,
        board=("112904", "Scholengroep Oost-Limburg"),
        clb="CLB GO! Genk-Maasland",
        nis_code="71016",
        province=LI,
        sites=[
            ("Hoofdgebouw", "Mijnschoolstraat 48", "3600", "Genk"),
            ("Autotechnieken", "Winterslagstraat 7", "3600", "Genk"),
            ("Maasmechelen", "Koninginnelaan 102", "3630", "Maasmechelen"),
        ],
        director=("farid", "Farid", "Benali"),
        board_member=("greet", "Greet", "Vandersmissen"),
        begins_on=date(1990, 9, 1),
    ),
    DemoCentre(
        number="126839",
        name="CLW Aalst",
        network=Network.PRIVATE,
        board=("963207", "Katholiek Onderwijs Denderstreek"),
        clb="Vrij CLB Aalst",
        nis_code="41002",
        province=OV,
        sites=[
            ("Hoofdgebouw", "Onderwijsstraat 5", "9300", "Aalst"),
            ("Horeca en voeding", "Kattestraat 66", "9300", "Aalst"),
        ],
        director=("joris", "Joris", "Van den Bossche"),
        board_member=("martine", "Martine", "Roels"),
        begins_on=date(2008, 9, 1),
    ),
    DemoCentre(
        number="125518",
        name="CLW Brugge",
        network=Network.PRIVATE,
        board=("945318", "Scholengroep Brugge en Ommeland"),
        clb="Vrij CLB Brugge-Oostkust",
        nis_code="31005",
        province=WV,
        sites=[("Hoofdgebouw", "Vaartdijkstraat 9", "8200", "Brugge")],
        director=("lies", "Lies", "Dewulf"),
        board_member=("koen", "Koen", "Vanhoutte"),
        begins_on=date(2010, 9, 1),
    ),
    DemoCentre(
        number="38216",
        name="CDO Gent",
        network=Network.PUBLIC,
        board=("973114", "Stedelijk Onderwijs Gent"),
        clb="Stedelijk CLB Gent",
        nis_code="44021",
        province=OV,
        sites=[
            ("Hoofdgebouw", "Martelaarslaan 13", "9000", "Gent"),
            ("Zorg en verkoop", "Offerlaan 3", "9000", "Gent"),
        ],
        director=("sofie", "Sofie", "Lammens"),
        board_member=("patrick", "Patrick", "De Clercq"),
        begins_on=date(1991, 9, 1),
    ),
    DemoCentre(
        number="47803",
        name="CDO Antwerpen-Noord",
        network=Network.PUBLIC,
        board=("971527", "Stedelijk Onderwijs Antwerpen"),
        clb="Stedelijk CLB Antwerpen",
        nis_code="11002",
        province=AN,
        sites=[
            ("Hoofdgebouw", "Viséstraat 39", "2060", "Antwerpen"),
            ("Logistiek en haven", "Londenstraat 20", "2000", "Antwerpen"),
            ("Merksem", "Bredabaan 412", "2170", "Antwerpen"),
        ],
        director=("yasmina", "Yasmina", "Haddad"),
        board_member=("wim", "Wim", "Janssens"),
        begins_on=date(1989, 9, 1),
    ),
    DemoCentre(
        number="119347",
        name="CLW Leuven",
        network=Network.PRIVATE,
        board=("958846", "Katholieke Scholen Regio Leuven"),
        clb="Vrij CLB Leuven",
        nis_code="24062",
        province=VB,
        sites=[("Hoofdgebouw", "Rijdende Artillerielaan 18", "3000", "Leuven")],
        director=("tom", "Tom", "Wouters"),
        board_member=("ingrid", "Ingrid", "Vermeulen"),
        begins_on=date(2008, 9, 1),
    ),
    DemoCentre(
        number="128405",
        name="CLW Kortrijk",
        network=Network.PRIVATE,
        board=("941660", "Scholengroep Leie en Schelde"),
        clb="Vrij CLB Groeninge",
        nis_code="34022",
        province=WV,
        sites=[
            ("Hoofdgebouw", "Beverlaai 75", "8500", "Kortrijk"),
            ("Metaal en lassen", "Stasegemsestraat 110", "8500", "Kortrijk"),
        ],
        director=("stijn", "Stijn", "Callens"),
        board_member=("ann", "Ann", "Desmet"),
        begins_on=date(2009, 9, 1),
    ),
    DemoCentre(
        number="33961",
        name="CDO Mechelen",
        network=Network.COMMUNITY,
        board=("114215", "Scholengroep Rivierenland"),
        clb="CLB GO! Mechelen",
        nis_code="12025",
        province=AN,
        sites=[("Hoofdgebouw", "Caputsteenstraat 51", "2800", "Mechelen")],
        director=("nele", "Nele", "Goossens"),
        board_member=("rudi", "Rudi", "Verbruggen"),
        begins_on=date(1990, 9, 1),
    ),
    DemoCentre(
        number="121186",
        name="CLW Turnhout",
        network=Network.PRIVATE,
        board=("966432", "Kempens Onderwijs"),
        clb="Vrij CLB Kempen",
        nis_code="13040",
        province=AN,
        sites=[
            ("Hoofdgebouw", "Oude Vaartstraat 22", "2300", "Turnhout"),
            ("Groen en dier", "Steenweg op Merksplas 88", "2300", "Turnhout"),
        ],
        director=("bart", "Bart", "Hendrickx"),
        board_member=("carine", "Carine", "Van Gorp"),
        begins_on=date(2008, 9, 1),
    ),
    DemoCentre(
        number="36114",
        name="CDO Hasselt",
        network=Network.COMMUNITY,
        board=("113878", "Scholengroep Midden-Limburg"),
        clb="CLB GO! Limburg",
        nis_code="71022",
        province=LI,
        sites=[("Hoofdgebouw", "Vildersstraat 30", "3500", "Hasselt")],
        director=("murat", "Murat", "Yildiz"),
        board_member=("linda", "Linda", "Thijs"),
        begins_on=date(1992, 9, 1),
    ),
    DemoCentre(
        number="39027",
        name="CDO Oostende",
        network=Network.COMMUNITY,
        board=("115663", "Scholengroep Kust"),
        clb="CLB GO! Kust",
        nis_code="35013",
        province=WV,
        sites=[
            ("Hoofdgebouw", "Leffingestraat 1", "8400", "Oostende"),
            ("Horeca", "Nieuwpoortsesteenweg 240", "8400", "Oostende"),
        ],
        director=("katrien", "Katrien", "Debruyne"),
        board_member=("filip", "Filip", "Maertens"),
        begins_on=date(1991, 9, 1),
    ),
]


@transaction.atomic
def make_people_and_centres() -> None:
    """The cast, the centres, and who is in office there, into an empty database; does nothing in any other.

    Everybody gets the password of the demo at once, so nobody is invited.
    """
    if User.objects.exists() or Centre.objects.exists():
        return
    password = make_password(PASSWORD)  # hashed once: Argon2 is slow on purpose
    people = {each[0]: _person(*each, password) for each in INSPECTORATE}
    for centre in CENTRES:
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


def _centre(demo: DemoCentre, actor: User, password: str) -> None:
    board = Board.objects.create(institution_number=demo.board[0], name=demo.board[1])
    _first, street, postcode, municipality = demo.sites[0]
    domain = demo.name.lower().replace(" ", "-")
    centre = Centre(
        institution_number=demo.number,
        name=demo.name,
        full_name=f"{CLW if demo.name.startswith('CLW') else CDO} {demo.name.partition(' ')[2]}",
        network=demo.network,
        board=board,
        school_community=f"Scholengemeenschap {municipality}",
        clb=demo.clb,
        street=street,
        postcode=postcode,
        municipality=municipality,
        nis_code=demo.nis_code,
        province=demo.province,
        phone=f"{ZONES[municipality]} {demo.number[1:3]} {demo.number[3:5]} 00",
        email=f"info.{domain}@example.be",
        website=f"https://{domain}.example.be",
        recognition_status="erkend",
        begins_on=demo.begins_on,
    )
    centre.full_clean()
    centre.save()
    for number, (name, street, postcode, municipality) in enumerate(demo.sites, start=1):
        Site.objects.create(
            centre=centre, number=f"{number:02}", name=name, street=street, postcode=postcode, municipality=municipality
        )
    for function, who in ((Function.DIRECTOR, demo.director), (Function.BOARD, demo.board_member)):
        user = _person(*who, Role.CENTRE, password)
        start = date(2022, 9, 1) if function == Function.DIRECTOR else date(2019, 1, 1)
        appoint(centre=centre, user=user, function=function, start=start, end=None, actor=actor)
