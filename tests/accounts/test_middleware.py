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


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_what_was_drawn_for_somebody_else_is_not_done_by_who_signed_in_since(headers, bram, chloe, sign_in):
    client, sent = sign_in(chloe), {"oldpassword": "geheim woord", "narrative": TEXT}
    for drawn_for, given in (({}, {"drawn_for": bram.pk}), ({"X-Drawn-For": str(bram.pk)}, {})):
        page = client.post("/password/change/", sent | given, headers=headers | drawn_for)
        assert (page.status_code, "geheim woord" in page.text) == (401, False)
        if headers:
            assert page.json() == {"login": "/logout/"}  # from there one comes to sign in
        else:
            assert ([field.value for field in page.context["typed"]], chloe.name in page.text) == ([TEXT], True)
    by_script = {"X-Drawn-For": str(bram.pk), "HX-Request": "true"}
    assert client.get("/password/change/", headers=by_script).status_code == 401
    for drawn_for, given in (({}, {"drawn_for": chloe.pk}), ({"X-Drawn-For": str(chloe.pk)}, {}), ({}, {})):
        assert client.post("/password/change/", sent | given, headers=headers | drawn_for).status_code != 401


ATTACK = {"name": "x.yaml", "text": "YQ==", "seen": "0", "code": "x", "number": "1", "target": "-", "publish": "1"}


@pytest.mark.parametrize("path", ["/instruments/import/", "/centres/import/", "/password/change/"])
def test_what_another_site_sent_is_not_there_to_be_sent_again(path, db):
    """A form from elsewhere comes without a cookie: with "Send again" a click would do what its writer wants."""
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.post(path, ATTACK, headers={"accept-language": "en"})
    assert page.status_code == (403 if path == "/password/change/" else 401)
    assert 'name="publish"' not in page.text
    assert 'name="text"' not in page.text
    assert "csrfmiddlewaretoken" not in page.text.partition("<main")[2]


def test_what_was_sent_from_a_page_here_can_be_sent_again_there_too(db):
    visitor = Client(enforce_csrf_checks=True)
    visitor.get("/login/")
    token = visitor.cookies["csrftoken"].value
    page = visitor.post("/password/change/", {"narrative": TEXT, "csrfmiddlewaretoken": token})
    assert (page.status_code, 'name="narrative"' in page.text) == (401, True)
