"""The addresses of a version as a file: public where it is published, an administrator's where it is a draft."""

import json
from datetime import date

import pytest
from django.utils import timezone

from rubric import reading
from rubric.enums import VersionStatus
from rubric.exchange.forms import FORMS
from rubric.exchange.reader import recognise
from rubric.models import Instrument, InstrumentVersion
from rubric.storing import add_draft
from tests.instruments import an_instrument

PAGE = "/instruments/dbso-leerlingenbegeleiding/1"


@pytest.fixture
def draft(db):
    return add_draft(Instrument.objects.create(code="proef"), an_instrument("proef", levels=3, scales=11))


@pytest.mark.parametrize("form", FORMS)
def test_a_published_version_is_for_everybody_and_may_be_kept(client, version, form):
    response = client.get(f"{PAGE}.{form}", headers={"accept-language": "en"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, FORMS[form].media_type)
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Content-Language"] == "nl"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    again = client.get(f"{PAGE}.{form}", headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == response.headers["ETag"]
    assert client.head(f"{PAGE}.{form}").status_code == 200


def test_one_query_once_the_process_has_read_the_text(client, version, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"{PAGE}.case.json")


def test_another_status_is_another_file(client, version):
    before = client.get(f"{PAGE}.case.json").headers["ETag"]
    InstrumentVersion.objects.filter(pk=version.pk).update(
        status=VersionStatus.RETIRED, valid_to=date(2027, 8, 31), retired_at=timezone.now()
    )
    response = client.get(f"{PAGE}.case.json", headers={"if-none-match": before})
    assert (response.status_code, response.json()["CFDocument"]["adoptionStatus"]) == (200, "Deprecated")


def test_addresses_never_come_from_the_request(client, version, settings):
    settings.PUBLIC_BASE_URL = "https://portaal.example"
    settings.ALLOWED_HOSTS = ["elders.example"]
    package = client.get(f"{PAGE}.case.json", headers={"host": "elders.example"}).json()
    assert package["CFDocument"]["uri"] == f"https://portaal.example{PAGE}/"
    assert "elders" not in json.dumps(package)


@pytest.mark.parametrize(("form", "name"), [("yaml", "x.yaml"), ("case.json", "x.json")])
def test_what_is_downloaded_can_be_imported(client, version, shipped, form, name):
    assert recognise(client.get(f"{PAGE}.{form}").content, name).manuscript == shipped


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("person", "status"), [(None, 404), ("bram", 404), ("els", 404), ("amina", 200)], ids=["nobody", "i", "d", "a"]
)
def test_a_draft_is_for_administrators_and_never_kept(request, client, sign_in, draft, form, person, status):
    if person:
        sign_in(request.getfixturevalue(person))
    response = client.get(f"/instruments/proef/1.{form}")
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "private, no-store")


def test_an_empty_draft_can_be_looked_at_in_every_form(sign_in, amina):
    InstrumentVersion.objects.create(instrument=Instrument.objects.create(code="leeg"), number="1", title="Leeg")
    reading.forget()
    client = sign_in(amina)
    assert [client.get(f"/instruments/leeg/1.{form}").status_code for form in FORMS] == [200] * len(FORMS)


@pytest.mark.parametrize(
    ("path", "status"),
    [(f"{PAGE}.xml", 404), ("/instruments/x/1.json", 404), ("/instruments/dbso-leerlingenbegeleiding/9.pdf", 404)],
)
def test_what_isnt_there_is_not_found(client, version, path, status):
    assert client.get(path).status_code == status
