"""Searching centres: what is found, whatever accents and case, and that the index follows each change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from portal.centres import offices, searching
from portal.centres.enums import Function
from portal.centres.models import Centre
from portal.centres.tasks import sync_due_grants, tidy_index_of_words
from tests.conftest import TODAY


@pytest.fixture
def centres(centre, other_centre):
    Centre.objects.filter(pk=centre.pk).update(postcode="1800")
    centre.refresh_from_db()
    centre.full_name = "Centrum Sint-Jozef Liège"
    centre.save()


def found(words: str) -> list[str]:
    return sorted(Centre.objects.matching(words).values_list("name", flat=True))


ASKED = [
    ("vilv", ["CLW Vilvoorde"]),
    ("VILVOORDE clw", ["CLW Vilvoorde"]),
    ("jozéf liege", ["CLW Vilvoorde"]),
    ("1234", ["CLW Vilvoorde"]),
    ("180", ["CLW Vilvoorde"]),
    ("c", ["CDO Genk", "CLW Vilvoorde"]),
    ("30569", ["CDO Genk"]),
    ("ilvoorde", []),
    ("vilvoorde genk", []),
    ("", ["CDO Genk", "CLW Vilvoorde"]),
    ("%", []),
    ("_", []),
    ('" OR *', []),
    ("sint' jozef:", ["CLW Vilvoorde"]),
    ("vilvoorde " * 100_000 + "genk", ["CLW Vilvoorde"]),  # what nobody types is cut
]


@pytest.mark.parametrize(("words", "names"), ASKED)
@pytest.mark.parametrize("few", [1_000, -1])
def test_words_find_by_their_beginnings_by_the_index_and_by_walking(words, names, few, centres, monkeypatch):
    monkeypatch.setattr(searching, "RARE", few)
    assert found(words) == names


def test_directors_find_their_centre_while_they_are_in_office(amina, els, centre, other_centre):
    term = offices.appoint(
        centre=centre, user=els, function=Function.DIRECTOR, start=date(2020, 9, 1), end=None, actor=amina
    )
    assert found("de smet") == ["CLW Vilvoorde"]
    offices.end_appointment(appointment=term, seen=offices.seen_of(term), end=date(2021, 8, 31), actor=amina)
    assert found("de smet") == []


def test_who_is_to_come_finds_it_from_the_first_day_on(amina, els, centre, time_machine):
    time_machine.move_to(datetime.combine(TODAY, time(6), tzinfo=UTC))
    offices.appoint(
        centre=centre, user=els, function="director", start=TODAY + timedelta(days=1), end=None, actor=amina
    )
    assert found("de smet") == []
    time_machine.move_to(datetime.combine(TODAY + timedelta(days=1), time(6), tzinfo=UTC))
    sync_due_grants()
    assert found("de smet") == ["CLW Vilvoorde"]


def test_the_index_follows_removal(centre):
    Centre.objects.filter(pk=centre.pk).delete()
    assert found("vilvoorde") == []


def test_an_index_that_was_lost_is_made_again_by_migrate(centre):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER centres_words_added")
        else:
            cursor.execute("DROP INDEX centres_words")
    Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    connection.check_constraints()  # PostgreSQL makes no index while a foreign key waits to be checked
    searching.make_index()
    assert found("lier") == ["CDO Lier"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's index has no parts")
def test_the_index_of_words_becomes_one_part_each_night(centres):
    def parts() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT segid) FROM centres_words_idx")
            return cursor.fetchone()[0]

    for number in range(3):
        Centre.objects.create(institution_number=f"{40000 + number}", name=f"CLW {number}", network="other")
        assert found(f"4000{number}") == [f"CLW {number}"]  # reading writes out what is still in memory
    assert parts() > 1
    tidy_index_of_words()
    assert parts() == 1
    assert found("clw") == ["CLW 0", "CLW 1", "CLW 2", "CLW Vilvoorde"]
