"""An instrument of forty scales is read as one of four is."""

from dataclasses import replace

import pytest
from django.test import Client

from rubric import reading
from rubric.models import InstrumentVersion
from rubric.storing import fill, manuscript_of


@pytest.fixture
def pages(version):
    """The page of the shipped instrument, and of one with ten times its scales."""
    content = manuscript_of(version)
    scales = [replace(one, code=f"{one.code}-{number}") for number in range(10) for one in content.scales]
    large = InstrumentVersion.objects.get(pk=version.pk)
    large.pk, large.number, large.status, large.content_sha256 = None, "40", "draft", ""
    large.save(force_insert=True)
    fill(large, replace(content, scales=scales))
    InstrumentVersion.objects.filter(pk=large.pk).update(status="published", content_sha256="4" * 64)
    return version.get_absolute_url(), large.get_absolute_url()


def test_reading_takes_as_many_queries_for_40_scales_as_for_4(pages, django_assert_num_queries):
    for url, ids in zip(pages, (16, 160), strict=True):
        reading.forget()
        with django_assert_num_queries(6):  # the versions; the text of one: five, the first time in this process
            html = Client().get(url).content.decode()
        assert html.count("<td id=") == ids
        with django_assert_num_queries(1):
            Client().get(url)


def test_boundary_comparison_and_search_take_as_many_queries_for_40_scales(pages, django_assert_num_queries):
    for url in pages:
        Client().get(url)
    for url, scale in zip(pages, ("L1", "L1-0"), strict=True):
        with django_assert_num_queries(2):  # the version, the words
            Client().get(f"{url}scales/{scale}/boundary/meets/")
        with django_assert_num_queries(3):
            Client().get(f"{url}compare/40/")
        with django_assert_num_queries(4):  # the versions, their levels, scales and sentences
            Client().get("/instruments/search/?q=leerlingen")
