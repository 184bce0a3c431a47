"""The two addresses for machines that watch."""

from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder


def test_livez_asks_nothing_of_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


def test_readyz_needs_no_session(client, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


def test_readyz_is_not_sent_to_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in ("/livez", "/readyz")] == [200, 200]


def test_readyz_names_missing_migrations(client, db):
    MigrationRecorder.Migration.objects.filter(app="rubric").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.endswith(b" migrations missing\n")


def test_readyz_without_a_database(client, monkeypatch, caplog):
    def unreachable(self):
        raise OperationalError("no route to host")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", unreachable)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database unreachable\n")


def test_health_is_only_read(client, db):
    assert [client.post(path).status_code for path in ("/livez", "/readyz")] == [405, 405]
