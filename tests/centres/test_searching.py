"""Searching centres: what is found, whatever accents and case, and that the index follows each change."""

import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from portal.centres import finding, listing, offices, searching
from portal.centres.asking import asked_by
from portal.centres.enums import Function
from portal.centres.models import Appointment, Centre
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


def test_each_letter_of_each_script_can_be_asked_for(centres):
    """What is a letter to Python must be one to the index: else it asks for a phrase, which the index refuses."""
    letters = [chr(code) for code in range(sys.maxunicode) if chr(code).isalnum()]
    for start in range(0, len(letters), 500):  # asks the index itself: `matching` cuts what nobody types
        assert searching.count_all(" ".join(f"a{one}b" for one in letters[start : start + 500])) == 0
    Centre.objects.create(institution_number="20001", name="Centrum Жᦰb", network="other")
    assert (found("ᦰb"), found("жᦰ")) == ([], ["Centrum Жᦰb"])


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
    offices.change_last_day(appointment=term, seen=offices.seen_of(term), end=date(2021, 8, 31), actor=amina)
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


@pytest.mark.parametrize("number", [1, 100])
def test_nothing_is_written_where_the_same_people_direct_still(number, els, django_assert_num_queries):
    """Beat looks every few minutes, and each writing would hold up all others on SQLite."""
    for place in range(number):
        one = Centre.objects.create(institution_number=f"{20000 + place}", name=f"CDO {place}", network="other")
        Appointment.objects.create(user=els, centre=one, function="director", start=TODAY)
    with django_assert_num_queries(3 + number):
        finding.follow_terms(TODAY)
    assert len(found("de smet")) == number
    with django_assert_num_queries(3):
        finding.follow_terms(TODAY)


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


def listed(user, query: dict[str, str], pages: int = 2) -> list[str]:
    return [row.name for page in range(pages) for row in listing.page_for(user, asked_by(query), page + 1).rows]


@pytest.mark.parametrize("few", [1_000, 60, 1])
def test_the_first_pages_are_those_of_all_that_is_found_in_order(few, amina, monkeypatch):
    """However many have the words, and wherever they stand: numbered, added or renamed since, or removed."""
    monkeypatch.setattr(searching, "RARE", few)
    Centre.objects.bulk_create(
        Centre(institution_number=str(40_000 + n), name=f"{'CLW' if n % 3 else 'CDO'} {town} {n}", network="other")
        for n, town in ((n, "Liège" if n % 7 else "Genk") for n in range(120))
    )
    tidy_index_of_words()
    Centre.objects.create(institution_number="20001", name="Andere in Liège", network="other", municipality="Genk")
    changed = Centre.objects.get(institution_number="40100")
    changed.name = "CDO Liège, voorheen Genk"
    changed.save()
    Centre.objects.get(institution_number="40003").delete()
    for words in ("liege", "clw", "liege clw", "4", "1 c", "genk", "nowhere"):
        for sort in ("name", "-name", "number", "-municipality"):
            query = {"q": words, "sort": sort}
            everything = [row[0] for row in listing.cells(listing.centres_for(amina, asked_by(query)))]
            assert listed(amina, query) == everything[:50], query
            count = listing.count_for(amina, asked_by(query))
            assert count == len(everything) == Centre.objects.matching(words).count(), query
            if sort == "name":
                begin = [name for name in everything if name.lower().startswith(words)]
                elsewhere = [name for name in everything if name not in begin]
                assert everything == sorted(begin) + sorted(elsewhere), query


def numbered() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM centres_places")
        return cursor.fetchone()[0], Centre.objects.count()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's index is one statement")
def test_an_index_of_another_version_is_made_anew(centre):
    with connection.cursor() as cursor:
        for name in ("added", "removed", "changed"):
            cursor.execute(f"DROP TRIGGER centres_words_{name}")
        cursor.execute("DROP TABLE centres_places")
        cursor.execute("DROP TABLE centres_words")
        cursor.execute("CREATE VIRTUAL TABLE centres_words USING fts5(search_text)")
    searching.make_index()
    assert (found("vilvoorde"), numbered()) == (["CLW Vilvoorde"], (1, 1))
    Centre.objects.create(institution_number="20001", name="CDO Lier", network="other")
    searching.make_index()  # stands: nothing is made
    assert numbered() == (1, 2)


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
