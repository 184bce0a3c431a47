"""Who and what there is before the first assessment: the instrument, people, centres."""

from dataclasses import dataclass
from datetime import date

from django.core.management import call_command
from django.utils import timezone

from assessments.querysets import permission_id
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.models import Board, Centre
from portal.centres.offices import appoint
from rubric import reading
from rubric.loading import SHIPPED, load
from rubric.version_text import VersionText

CENTRES, INSPECTORS = 200, 60
NOW = timezone.now()


@dataclass
class World:
    """Who and what there is before the first assessment."""

    version: VersionText
    bram: User  # holds OWN assessments
    nele: User  # holds one in twenty
    others: list[User]
    director: User  # of the first centre
    centres: list[Centre]


def world() -> World:
    """An empty database with its tables becomes one with the instrument, people and centres."""
    call_command("createcachetable")
    reading.forget()
    permission_id.cache_clear()
    version = reading.text_of(load(SHIPPED).version)
    people = User.objects.bulk_create(_user(number, Role.INSPECTOR) for number in range(INSPECTORS))
    directors = User.objects.bulk_create(_user(1000 + number, Role.CENTRE) for number in range(CENTRES))
    boards = Board.objects.bulk_create(
        Board(institution_number=f"9{number:05}", name=f"Scholengroep {number}") for number in range(CENTRES // 4)
    )
    centres = Centre.objects.bulk_create(
        Centre(
            institution_number=f"1{number:05}",
            name=f"CLW {number:03} Vilvoorde-Zaventem",
            full_name=f"Centrum voor Leren en Werken {number:03} Vilvoorde-Zaventem",
            network="private",
            board=boards[number % len(boards)],
            street=f"Mechelsesteenweg {number}",
            postcode="1800",
            municipality="Vilvoorde",
        )
        for number in range(CENTRES)
    )
    administrator = User.objects.create_user("amina@example.be", role=Role.ADMINISTRATOR, given_name="Amina")
    for centre, director in zip(centres, directors, strict=True):
        appoint(
            centre=centre, user=director, function="director", start=date(2020, 9, 1), end=None, actor=administrator
        )
    return World(version, people[0], people[1], people[2:], directors[0], centres)


def _user(number: int, role: Role) -> User:
    email = f"persoon{number}@example.be"
    return User(email=email, password="!", given_name=f"Naam{number}", family_name="Verhelst", role=role)
