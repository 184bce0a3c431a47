"""One rule for provinces, whether typed, imported or put back: what no filter finds is none."""

import pytest
from django.core.exceptions import ValidationError

from portal.centres import records
from portal.centres.models import Centre, Site
from portal.centres.provinces import province_at, province_of
from tests.centres.conftest import SITE

TYPED = {"institution_number": "123456", "name": "CLW Vilvoorde", "network": "private", "main_structure": "312"}


def test_it_is_one_of_those_that_centres_are_filtered_by_or_none_or_the_one_that_was_there():
    assert [province_of(text) for text in ("prov. limburg", "OOST-VLAANDEREN", "Brussels Gewest", "")] == [
        "Limburg",
        "Oost-Vlaanderen",
        "Brussel",
        "",
    ]
    assert province_of("Henegouwen", now="Henegouwen") == "Henegouwen"
    for text in ("Henegouwen", "Limburgs", "Brusselland"):
        with pytest.raises(ValidationError):
            province_of(text)


@pytest.mark.parametrize(
    ("province", "postcodes"),
    [
        ("Brussel", "1000 1070 1299"),
        ("Vlaams-Brabant", "1500 1800 1999 3000 3454 3499"),
        ("Antwerpen", "2000 2069 2071 2999"),
        ("Oost-Vlaanderen", "2070 9000 9999"),  # 2070: Zwijndrecht, since 2025
        ("Limburg", "3500 3790 3999"),
        ("West-Vlaanderen", "8000 8587 8999"),
        ("", "1300 1499 4000 5000 6000 7999 0999 360 36000 x600 ³600"),
    ],
)
def test_a_postcode_tells_a_province_that_centres_are_filtered_by_or_none(province, postcodes):
    assert {province_at(postcode) for postcode in [*postcodes.split(), *([] if province else [""])]} == {province}


def test_a_record_gets_no_other_however_it_is_written(amina, centre):
    for save in (
        lambda: records.change_centre(centre=centre, fields={"province": "Mars"}, seen=0, actor=amina),
        lambda: records.add_site(centre=centre, fields=SITE | {"province": "Mars"}, actor=amina),
    ):
        with pytest.raises(ValidationError) as refused:
            save()
        assert list(refused.value.error_dict) == ["province"]
    centre = records.change_centre(centre=centre, fields={"province": "provincie limburg"}, seen=0, actor=amina)
    assert Centre.objects.get().province == "Limburg"


def test_what_a_record_holds_from_before_may_stay(amina, centre, sign_in):
    Centre.objects.update(province="Henegouwen")
    client = sign_in(amina)
    typed = TYPED | {"province": "Henegouwen", "phone": "02 111 11 11", "seen": 0}
    assert client.post("/centres/123456/edit/", typed).status_code == 302
    now = Centre.objects.get()
    assert (now.province, now.phone) == ("Henegouwen", "02 111 11 11")
    answer = client.post("/centres/123456/edit/", typed | {"province": "Mars", "seen": 1})
    assert "Mars" in answer.context["form"].errors["province"][0]
    assert "West-Vlaanderen" in answer.context["form"].errors["province"][0]
    assert client.post("/centres/123456/edit/", typed | {"province": "Limburg", "seen": 1}).status_code == 302
    assert list(client.post("/centres/123456/edit/", typed | {"seen": 2}).context["form"].errors) == ["province"]


def test_what_is_refused_is_told_cut():
    with pytest.raises(ValidationError) as refused:
        province_of("x" * 100_000)
    assert len(refused.value.messages[0]) < 300


def test_a_site_keeps_its_own(amina, centre):
    site = Site.objects.create(centre=centre, **SITE, province="Henegouwen")
    records.change_site(site=site, fields={"phone": "02 1"}, seen=0, actor=amina)
    assert Site.objects.values_list("province", "phone").get() == ("Henegouwen", "02 1")
