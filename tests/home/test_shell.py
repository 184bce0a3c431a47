import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template import engines
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import path, reverse
from django.utils import translation

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.home.refusals import bad_request, page_not_found, permission_denied, server_error
from portal.home.templatetags import shell
from portal.urls import urlpatterns as portal_urlpatterns

PAGE = """{% extends "base.html" %}
{% block section %}assessments{% endblock %}{% block title %}Title{% endblock %}{% block heading %}Heading{% endblock %}
{% block crumbs %}{{ crumbs }}{% endblock %}{% block help %}{{ help }}{% endblock %}
{% block content %}Work{% endblock %}
"""


@pytest.fixture
def framed(rf):
    """A function that gives a page in the frame, as this role sees it."""

    def framed(role: str = Role.INSPECTOR, **context) -> str:
        request = rf.get("/somewhere/?page=2")
        request.LANGUAGE_CODE = "nl"
        request.user = User(email="bram@example.be", given_name="Bram", family_name="Verhelst", role=role)
        return engines["django"].from_string(PAGE).render(context, request)

    shell.menu.cache_clear()
    yield framed
    shell.menu.cache_clear()


def menu(html: str) -> list[str]:
    nav = html.partition('<nav class="main-nav"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"', nav)


@pytest.mark.parametrize(
    ("role", "sections"),
    [
        (
            Role.ADMINISTRATOR,
            [
                "home",
                "assessments:list",
                "assessments:board",
                "centres:list",
                "rubric:list",
                "outcomes:list",
                "people",
                "mail:list",
            ],
        ),
        (
            Role.INSPECTOR,
            ["home", "assessments:list", "assessments:board", "centres:list", "rubric:list", "outcomes:list"],
        ),
        (Role.CENTRE, ["home", "rubric:list", "outcomes:list"]),
    ],
)
def test_each_role_has_its_menu(framed, role, sections):
    assert menu(framed(role)) == [reverse(section) for section in sections]


def test_the_current_section_is_marked_once(framed):
    assert re.findall(r'href="([^"]+)" aria-current="page"', framed()) == [reverse("assessments:list")]


def test_the_menu_speaks_the_language_of_the_page(framed):
    with translation.override("en"):
        assert ">Assessments</a>" in framed()
    with translation.override("nl"):
        assert f">{translation.gettext('Assessments')}</a>" in framed()


def test_the_trail_and_the_help_stand_only_where_they_are_filled(framed):
    assert ("breadcrumb" in framed(), "page-help" in framed()) == (False, False)
    filled = framed(crumbs="Trail", help="<b>Help</b>")
    assert ('<ol class="breadcrumb">Trail</ol>' in filled, "&lt;b&gt;Help" in filled) == (True, True)


def test_the_frame_has_no_inline_script_or_style(framed):
    html = framed(Role.ADMINISTRATOR)
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", html) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_language_switch_keeps_the_page(client, db, language):
    response = client.post(reverse("set_language"), {"language": language, "next": "/login/?next=/outcomes/"})
    assert (response.status_code, response.url) == (302, "/login/?next=/outcomes/")
    page = client.get(response.url).text
    other = {"nl": "en", "en": "nl"}[language]
    assert f'<html lang="{language}">' in page
    assert f'name="language" value="{other}" lang="{other}"' in page
    assert '<input type="hidden" name="next" value="/login/?next=/outcomes/">' in page


def test_the_language_switch_goes_nowhere_else(client, db):
    response = client.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert response.url == "/"


def test_pages_cost_no_query_for_the_frame(framed, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        framed(Role.ADMINISTRATOR)


def breaks(request):
    raise RuntimeError


def refuses(request):
    raise PermissionDenied("The judgement is locked.")


urlpatterns = [*portal_urlpatterns, path("breaks/", breaks), path("refuses/", refuses)]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "There is no such page"),
        ("/refuses/", 403, "The judgement is locked."),
        ("/breaks/", 500, "This is a fault of the portal"),
    ],
)
def test_errors_have_a_page(sign_in, bram, address, status, words):
    client = sign_in(bram)
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get(address)
    assert response.status_code == status
    assert words in response.text
    assert '<html lang="en">' in response.text


def test_the_pages_for_early_failures_need_nothing(rf):
    """They come where nothing was read of the request yet: no session, no person, no language."""
    request = rf.get("/")
    answers = bad_request(request, ValueError()), page_not_found(request, ValueError()), server_error(request)
    assert [answer.status_code for answer in answers] == [400, 404, 500]


def test_a_refusal_without_words_has_words(rf, bram):
    request = rf.get("/")
    request.user, request.LANGUAGE_CODE = bram, "nl"
    with translation.override("en"):
        response = permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert b"<p>Your account may not do this.</p>" in response.content


def test_the_pager_shows_the_ways_that_exist(rf):
    class Page:
        def __init__(self, number, has_previous, has_next):
            self.number, self.has_previous, self.has_next = number, has_previous, has_next

    def ways(*page) -> list[str]:
        html = render_to_string("components/pager.html", {"page": Page(*page)}, rf.get("/list/?state=draft&page=2"))
        return re.findall(r'href="([^"]+)"', html)

    assert ways(1, False, False) == []
    assert ways(2, True, True) == ["?state=draft&amp;page=1", "?state=draft&amp;page=3"]
    assert ways(2, True, False) == ["?state=draft&amp;page=1"]
