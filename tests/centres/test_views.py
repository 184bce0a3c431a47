"""Who may open which page of the centre records, in how many queries, and what it shows."""

import pytest
from django.urls import reverse

from portal.centres.models import Appointment, Centre, Site
from portal.centres.offices import appoint
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def offices(amina, els, farid, centre, other_centre):
    """Els directs CLW Vilvoorde, Farid CDO Genk."""
    Site.objects.create(centre=centre, number="01", street="Vlierkensstraat 12", postcode="1800", municipality="V")
    return [
        appoint(centre=where, user=user, function="director", start=TODAY, end=None, actor=amina)
        for where, user in ((centre, els), (other_centre, farid))
    ]


PAGES = {
    "/centres/": ("200", "200", "200", "200"),
    "/centres/new/": ("200", "403", "403", "403"),
    "/centres/123456/": ("200", "200", "200", "404"),
    "/centres/123456/edit/": ("200", "403", "403", "404"),
    "/centres/123456/sites/new/": ("200", "403", "403", "404"),
    "/centres/123456/sites/01/edit/": ("200", "403", "403", "404"),
    "/centres/123456/appointments/new/": ("200", "403", "403", "404"),
    "/centres/123456/appointments/{pk}/end/": ("200", "403", "403", "404"),
}
ROLES = ("amina", "gust", "els", "farid")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", PAGES)
def test_each_role_on_each_page(method, address, offices, request, sign_in, client, gust):
    path = address.format(pk=offices[0].pk)
    found = []
    for name in ROLES:
        sign_in(request.getfixturevalue(name))
        found.append(str(getattr(client, method)(path).status_code))
    only_read = method == "post" and address in ("/centres/", "/centres/123456/")
    assert tuple(found) == (("405",) * 4 if only_read else PAGES[address])
    client.logout()
    response = getattr(client, method)(path)
    assert response.status_code == {"get": 302, "post": 401}[method]


def test_a_director_finds_only_the_own_centre_in_the_list(offices, els, sign_in):
    page = sign_in(els).get("/centres/")
    assert [centre.name for centre in page.context["page"].rows] == ["CLW Vilvoorde"]


def test_a_refusal_says_why(offices, gust, sign_in):
    response = sign_in(gust).get("/centres/new/", headers={"accept-language": "en"})
    assert "Only administrators change centre records." in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/centres/99999/edit/",
        "/centres/1234567/",
        "/centres/abc/",
        "/centres/12345%00/",
        "/centres/123456/sites/02/edit/",
        "/centres/30569/sites/01/edit/",
        "/centres/30569/appointments/{pk}/end/",
        "/centres/123456/appointments/99999999999999999999999/end/",
    ],
)
def test_what_is_not_there_or_belongs_to_another_centre_is_404(path, offices, amina, sign_in):
    client = sign_in(amina)
    path = path.format(pk=offices[0].pk)
    assert [client.get(path).status_code, client.post(path, {"end": "2026-11-23"}).status_code] == [404, 404]
    assert Appointment.objects.filter(end__isnull=True).count() == 2


def test_the_list_takes_as_many_queries_with_50_rows(amina, centre, sign_in, django_assert_num_queries):
    client = sign_in(amina)
    with django_assert_num_queries(4):
        client.get("/centres/")
    for number in range(50):
        Centre.objects.create(institution_number=f"{20000 + number}", name=f"Centrum {number}", network="other")
    with django_assert_num_queries(4):
        page = client.get("/centres/").context["page"]
    assert (len(page.rows), page.has_next, page.has_previous) == (25, True, False)


def test_the_page_of_a_centre_takes_as_many_queries_with_50_of_each(
    amina, els, centre, offices, sign_in, django_assert_num_queries
):
    client = sign_in(amina)
    with django_assert_num_queries(11):
        client.get("/centres/123456/")
    for number in range(2, 52):
        Site.objects.create(centre=centre, number=f"{number:02}", street="S", postcode="1800", municipality="V")
        Appointment.objects.create(user=els, centre=centre, function="board", start=TODAY.replace(year=1950 + number))
    with django_assert_num_queries(11):
        page = client.get("/centres/123456/")
    assert (len(page.context["sites"]), len(page.context["appointments"])) == (51, 51)
    client = sign_in(els)
    client.get("/centres/123456/")  # the id of a permission is read once per process
    with django_assert_num_queries(10):
        client.get("/centres/123456/")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["CDO Genk", "CLW Vilvoorde"]),
        ("q=vilv", ["CLW Vilvoorde"]),
        ("q=3056", ["CDO Genk"]),
        ("q=clw+vilvoorde", ["CLW Vilvoorde"]),
        ("q=%25", []),
        ("status=closed", []),
        ("status=active&q=genk", ["CDO Genk"]),
        ("status=nonsense", ["CDO Genk", "CLW Vilvoorde"]),
        ("q=%00", ["CDO Genk", "CLW Vilvoorde"]),
        ("page=2", []),
        ("page=99999999999999999999999", ["CDO Genk", "CLW Vilvoorde"]),
        ("page=x", ["CDO Genk", "CLW Vilvoorde"]),
    ],
)
def test_the_search(query, names, amina, centre, other_centre, sign_in):
    page = sign_in(amina).get(f"/centres/?{query}").context["page"]
    assert [found.name for found in page.rows] == names


def test_only_administrators_see_terms_that_are_over(offices, amina, els, hilde, centre, sign_in):
    Appointment.objects.create(user=hilde, centre=centre, function="board", start="2020-01-01", end="2021-01-01")
    names = {}
    for user in (amina, els):
        shown = sign_in(user).get("/centres/123456/").context["appointments"]
        names[user.given_name] = [(one.user.given_name, one.holds) for one in shown]
    assert names == {"Amina": [("Els", True), ("Hilde", False)], "Els": [("Els", True)]}


def test_the_address_of_a_centre(centre):
    assert centre.get_absolute_url() == reverse("centres:detail", args=["123456"]) == "/centres/123456/"


def test_a_network_is_written_the_same_way_everywhere(sign_in, amina, centre):
    client, english = sign_in(amina), {"accept-language": "en"}
    address = f"/centres/{centre.institution_number}/"
    form = client.get(f"{address}edit/", headers=english).context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert client.post(f"{address}edit/", sent | {"network": "public"}).status_code == 302
    for page in ("/centres/?network=public", address, f"{address}edit/", f"{address}history/"):
        text = client.get(page, headers=english).content.decode()
        assert ("Subsidised public" in text, "subsidised public" in text) == (True, False), page
