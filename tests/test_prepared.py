"""Queries whose words are found once: they find what the queryset finds, for each key, thread and number of keys."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.centres.models import Centre
from portal.prepared import Prepared, padded


def test_it_finds_what_the_queryset_finds(bram, chloe):
    prepared = Prepared(lambda key: User.objects.filter(pk=key))
    assert [prepared(person.pk) for person in (bram, chloe, bram)] == [[bram], [chloe], [bram]]
    assert prepared(0) == []


def test_rows_come_with_what_was_joined_or_as_values(centre):
    joined = Prepared(lambda name: Centre.objects.filter(name=name).select_related("board"))
    (found,) = joined(centre.name)
    with CaptureQueriesContext(connection) as asked:
        assert found.board.name == centre.board.name
    assert len(asked) == 0
    values = Prepared(lambda name: Centre.objects.filter(name=name).values_list("pk", "board__name"))
    assert values(centre.name) == [(centre.pk, centre.board.name)]


def test_a_text_is_a_parameter_whatever_it_says(centre):
    name = "O'Brien; DROP %s"
    Centre.objects.filter(pk=centre.pk).update(name=name)
    prepared = Prepared(lambda name: Centre.objects.filter(name=name))
    assert prepared(name) == [centre]
    assert prepared("' OR 1=1 --") == []


def test_many_keys_are_padded_with_some_that_no_row_has(bram, chloe, dirk):
    prepared = Prepared(lambda *keys: User.objects.filter(pk__in=keys).order_by("pk"))
    assert prepared(*padded([bram.pk, dirk.pk], 25)) == [bram, dirk]
    assert [len(padded(range(1, last), 25)) for last in (2, 26, 27)] == [25, 25, 50]
    assert prepared(chloe.pk) == [chloe]


def test_a_key_that_makes_no_parameter_is_refused(db):
    with pytest.raises(ValueError, match="must become a parameter"):
        Prepared(lambda key, _unused: User.objects.filter(pk=key))(1, 2)


def test_after_a_migration_the_words_are_found_anew(bram):
    names = ["Bram", "Bram", "Chloé"]
    prepared = Prepared(lambda key: User.objects.filter(pk=key, given_name=names.pop()))
    assert [prepared(bram.pk), prepared(bram.pk)] == [[], []]
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert (prepared(bram.pk), names) == ([bram], ["Bram"])


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection(bram, chloe):
    prepared = Prepared(lambda key: User.objects.filter(pk=key))

    def find(key):
        try:
            return prepared(key)
        finally:
            connection.close()

    people = [bram, chloe] * 20
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(find, [person.pk for person in people])) == [[person] for person in people]
