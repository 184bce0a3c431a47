import pytest
from django.conf import settings
from django.test import Client

TEXT = "Het centrum houdt bij de intake een gesprek.\n<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def test_a_visitor_is_sent_to_the_login_page(client, db):
    response = client.get("/password/change/?a=1")
    assert (response.status_code, response.url) == (302, "/login/?next=/password/change/%3Fa%3D1")


def test_a_form_sent_after_the_session_ended_shows_its_text(client, db):
    form = {
        "narrative": TEXT,
        "revision": "3",
        "oldpassword": "geheim woord",
        "csrfmiddlewaretoken": "abc",
        "empty": "",
    }
    response = client.post("/password/change/?a=1", form)
    assert response.status_code == 401
    assert [(field.name, field.value) for field in response.context["typed"]] == [("narrative", TEXT)]
    assert "Het centrum houdt bij de intake een gesprek." in response.text
    assert "<script>alert" not in response.text
    assert "geheim woord" not in response.text
    assert '<a href="/login/" target="_blank" rel="noopener">' in response.text


def test_it_can_be_sent_again_to_the_same_place(client, db):
    response = client.post("/password/change/?a=1", {"narrative": TEXT, "revision": "3", "marks": ["1", "2"]})
    assert '<form method="post" action="/password/change/?a=1" hidden data-needs-js>' in response.text
    assert [tuple(field) for field in response.context["sent"]] == [
        ("narrative", TEXT),
        ("revision", "3"),
        ("marks", "1"),
        ("marks", "2"),
    ]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_where_to_sign_in(client, db, headers, method):
    response = getattr(client, method)("/password/change/", headers=headers)
    assert (response.status_code, response.json()) == (401, {"login": "/login/"})


def test_a_page_older_than_the_last_sign_in_shows_its_text(bram):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bram, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = client.post("/password/change/", {"narrative": TEXT, "oldpassword": "geheim woord"})
    assert response.status_code == 403
    assert [field.value for field in response.context["typed"]] == [TEXT]
    assert "geheim woord" not in response.text
