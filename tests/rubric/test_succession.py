"""Links from one version to the comparison with another, older before newer."""

import pytest

from rubric.models import InstrumentVersion
from rubric.publishing import copy_version
from tests.instruments import published, second_version

CODE = "dbso-leerlingenbegeleiding"
PAGES = (f"/instruments/{CODE}/1/", f"/instruments/{CODE}/2/")


def links(html):
    """The comparisons that a page links to."""
    pairs = (("1", "2"), ("2", "1"), ("1", "3"), ("2", "3"), ("3", "1"))
    return [f"{old}-{new}" for old, new in pairs if f'href="/instruments/{CODE}/{old}/compare/{new}/"' in html]


@pytest.fixture
def second(version, shipped):
    return published(second_version(shipped))


@pytest.fixture
def draft(version, second):
    return copy_version(version=version, code=CODE, number="3")


def test_a_version_alone_is_compared_with_nothing(client, version):
    assert links(client.get(PAGES[0]).content.decode()) == []


def test_the_page_of_a_version_leads_to_each_other_published_one_from_the_older_to_the_newer(client, draft):
    assert [links(client.get(page).content.decode()) for page in PAGES] == [["1-2"], ["1-2"]]


def test_a_draft_leads_its_keeper_to_the_published_ones(client, sign_in, amina, bram, draft):
    client = sign_in(amina)
    for page in (draft.get_absolute_url(), draft.get_absolute_url() + "edit/"):
        assert links(client.get(page).content.decode()) == ["1-3", "2-3"]
    assert links(client.get(PAGES[0]).content.decode()) == ["1-2"]


@pytest.mark.parametrize(("person", "found"), [("amina", ["1-2", "2-3"]), ("bram", ["1-2"])])
def test_the_list_leads_from_each_version_to_the_one_before_it(request, sign_in, draft, person, found):
    assert links(sign_in(request.getfixturevalue(person)).get("/instruments/").content.decode()) == found


@pytest.mark.parametrize("more", [0, 48])
def test_no_query_per_version(sign_in, bram, version, second, more, django_assert_num_queries):
    for number in range(more):
        row = InstrumentVersion.objects.get(pk=version.pk)
        row.pk, row.number = None, f"{number + 3}"
        row.save(force_insert=True)
    client = sign_in(bram)
    with django_assert_num_queries(3):  # session, person, versions
        client.get("/instruments/")
    with django_assert_num_queries(3):  # session, person, versions
        client.get(PAGES[1])
