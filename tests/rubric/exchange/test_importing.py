"""From a file to a version: by the page, with a preview that keeps nothing, and by the command."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rubric.enums import VersionStatus
from rubric.exchange.nodes import MAX_BYTES
from rubric.exchange.to_yaml import to_yaml
from rubric.models import Erratum, Instrument, InstrumentVersion, Statement
from rubric.reading import read_anew
from rubric.storing import written_out
from tests.instruments import an_instrument

URL = "/instruments/import/"
SOURCE = Path(__file__).parent.parent / "source.txt"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def admin(sign_in, amina):
    return sign_in(amina)


def upload(client, raw: bytes, name: str = "source.txt"):
    file = BytesIO(raw)
    file.name = name
    return client.post(URL, {"file": file}, headers=ENGLISH)


def hidden(response) -> dict[str, str]:
    """The fields of the preview's form, as a browser would send them."""
    html = response.content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", html):
        named = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if named.get("type") in ("hidden", "text") and named["name"] not in ("csrfmiddlewaretoken",):
            fields[named["name"]] = unescape(named.get("value", ""))
    chosen = re.search(r'<option value="([^"]*)"\s+selected', html)
    return fields | {"target": chosen[1] if chosen else ""}


def content_of(version):
    return written_out(version, read_anew(version))


def test_the_source_goes_in_by_upload_and_is_stored_as_it_was_shown(admin, shipped):
    preview = upload(admin, SOURCE.read_bytes())
    assert preview.status_code == 200
    html = preview.content.decode()
    for text in (
        "4 scales, 4 levels, 69 sentences",
        "Suspected slips of the pen",
        "sentence 3</strong>",
        "Brede basiszorg",
    ):
        assert text in html
    assert Instrument.objects.count() == 0
    slips = re.findall(r'name="slips" value="([^"]+)"', html)
    wanted = ["L2/below/3", "L2/meets/4", "L2/exceeds/4", "L4/meets/2", "L4/exceeds/2"]
    assert [key for key in slips if key in wanted] == wanted
    fields = hidden(preview) | {"code": shipped.instrument, "source": shipped.source, "slips": wanted}
    response = admin.post(URL, fields | {"publish": "1"}, headers=ENGLISH)
    assert (response.status_code, response.url) == (302, "/instruments/dbso-leerlingenbegeleiding/1/")
    version = InstrumentVersion.objects.select_related("instrument").get()
    assert (version.status, version.content_sha256) == (VersionStatus.PUBLISHED, shipped.content_sha256)
    assert content_of(version) == shipped


def test_a_draft_is_stored_without_what_was_not_ticked(admin):
    fields = hidden(upload(admin, SOURCE.read_bytes()))
    response = admin.post(URL, fields | {"draft": "1"}, headers=ENGLISH)
    assert (response.status_code, response.url) == (302, "/instruments/leerlingenbegeleiding/1/edit/")
    version = InstrumentVersion.objects.get()
    assert (version.status, Statement.objects.count(), Erratum.objects.count()) == (VersionStatus.DRAFT, 69, 0)


def test_a_number_that_is_taken_is_said_and_another_one_asked(admin, version):
    preview = upload(admin, SOURCE.read_bytes())
    fields = hidden(preview)
    assert (fields["code"], fields["number"]) == ("dbso-leerlingenbegeleiding", "2")
    assert "the next free one is filled in" in preview.content.decode()
    refused = admin.post(URL, fields | {"number": "1", "draft": "1"}, headers=ENGLISH)
    assert refused.status_code == 400
    assert "Version 1 of dbso-leerlingenbegeleiding is there already; 2 is free." in unescape(refused.content.decode())
    assert hidden(refused)["text"] == fields["text"]
    assert InstrumentVersion.objects.count() == 1
    other = admin.post(URL, fields | {"number": "", "code": "taalbeleid", "draft": "1"}, headers=ENGLISH)
    assert (other.status_code, "the next free one is filled in" in other.text) == (400, False)


def test_another_title_may_be_given_and_not_a_letter_of_the_scales_changes(admin, shipped):
    fields = hidden(upload(admin, SOURCE.read_bytes()))
    assert fields["title"] == shipped.title
    assert admin.post(URL, fields | {"title": "Taalbeleid", "draft": "1"}).status_code == 302
    version = InstrumentVersion.objects.get()
    assert version.title == "Taalbeleid"
    words = [[one.text for one in level] for scale in shipped.scales for level in scale.levels.values()]
    found = content_of(version)
    assert [[one.text for one in level] for scale in found.scales for level in scale.levels.values()] == words


def test_what_has_gaps_becomes_a_draft_and_is_not_published(admin):
    raw = SOURCE.read_bytes().replace(b"Er zijn meerdere essenti", b"#### Los\n\nEr zijn meerdere essenti", 1)
    raw = re.sub(rb"(?s)\nOVERSTIJGT DE VERWACHTING\n<p>.*?</p>", b"", raw, count=1)
    preview = upload(admin, raw)
    assert "has no text at" in preview.content.decode()
    fields = hidden(preview)
    refused = admin.post(URL, fields | {"publish": "1"}, headers=ENGLISH)
    assert (refused.status_code, Instrument.objects.count()) == (400, 0)
    assert "It can&#x27;t be published yet." in refused.content.decode()
    assert admin.post(URL, fields | {"draft": "1"}).status_code == 302
    assert InstrumentVersion.objects.get().status == VersionStatus.DRAFT


def test_the_target_is_asked_where_the_document_does_not_say_it(admin):
    content = an_instrument("klein", levels=3, scales=11)
    fields = hidden(upload(admin, to_yaml(content).encode(), "klein.yaml"))
    assert fields["target"] == "-"
    assert admin.post(URL, fields | {"target": "groei", "publish": "1"}, headers=ENGLISH).status_code == 302
    stored = content_of(InstrumentVersion.objects.select_related("instrument").get())
    assert ([level.target for level in stored.levels], stored.without_target) == ([False, True, False], False)


def test_forty_scales_go_through(admin, django_assert_max_num_queries):
    content = an_instrument("groot", levels=5, scales=40, target=4)
    with django_assert_max_num_queries(8):
        preview = upload(admin, to_yaml(content).encode(), "groot.yaml")
    assert preview.content.count(b"Stap voorbeeldig</h3>") == 40
    assert admin.post(URL, hidden(preview) | {"publish": "1"}).status_code == 302
    assert content_of(InstrumentVersion.objects.select_related("instrument").get()) == content


def test_a_text_that_was_changed_on_the_way_is_shown_again(admin):
    fields = hidden(upload(admin, SOURCE.read_bytes()))
    refused = admin.post(URL, fields | {"seen": "0" * 64, "draft": "1"}, headers=ENGLISH)
    assert (refused.status_code, Instrument.objects.count()) == (400, 0)
    assert "read differently now" in refused.content.decode()
    broken = admin.post(URL, fields | {"text": "%%%", "draft": "1"}, headers=ENGLISH)
    assert (broken.status_code, Instrument.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"x" * 20_000_000, "groot.md", "the file is larger than 1 MB, which no instrument is"),
        (b"x" * (MAX_BYTES + 1), "groot.md", "the file is larger than 1 MB, which no instrument is"),
        (b"PK\x03\x04", "brief.docx", "brief.docx, line 1: this is no text file"),
        (b"a\n\xe9", "brief.md", "brief.md, line 2: the file is not UTF-8 text"),
        (b"# Een brief\n", "brief.md", "brief.md, line 1: there is no line of level names"),
        (b"a: &a 1\nb: *a\n", "x.yaml", "x.yaml, line 1: anchors and aliases are not allowed"),
        (b'{"a": NaN}', "x.json", "x.json, line 1: NaN is no JSON"),
        (b"", "leeg.md", "The submitted file is empty."),
    ],
    ids=["20MB", "1MB", "binary", "latin1", "letter", "yaml", "json", "empty"],
)
def test_a_bad_file_is_refused_with_its_place_and_nothing_is_stored(admin, raw, name, reason):
    response = upload(admin, raw, name)
    assert (response.status_code, Instrument.objects.count()) == (400, 0)
    assert reason in unescape(response.content.decode())


def test_the_check_against_forgery_holds(amina):
    from django.test import Client  # noqa: PLC0415 -- the one client here that checks

    client = Client(enforce_csrf_checks=True)
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert upload(client, SOURCE.read_bytes()).status_code == 403


@pytest.mark.parametrize("person", ["bram", "els"])
def test_only_administrators_import(request, sign_in, person):
    client = sign_in(request.getfixturevalue(person))
    assert (client.get(URL).status_code, upload(client, b"x").status_code) == (403, 403)


# --- The command -----------------------------------------------------------------------------------------


def test_the_command_tells_what_it_found(db, capsys):
    call_command("import_instrument", str(SOURCE), code="dbso", number="7")
    version = InstrumentVersion.objects.select_related("instrument").get()
    assert (version.instrument.code, version.number, version.status) == ("dbso", "7", VersionStatus.DRAFT)
    lines = capsys.readouterr().out.splitlines()
    assert sum("perhaps a slip: " in line for line in lines) >= 5
    assert lines[-1].startswith("dbso version 7: draft, 4 scales, 4 levels (sha256 ")


def test_the_command_publishes_all_or_nothing(db, tmp_path, capsys):
    path = tmp_path / "x.yaml"
    path.write_text(to_yaml(an_instrument("klein", levels=3, scales=11)), encoding="utf-8")
    call_command("import_instrument", str(path), publish=True)
    assert "klein version 1: published, 11 scales, 3 levels" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Version 1 of klein is there already; 2 is free"):
        call_command("import_instrument", str(path))
    gap = tmp_path / "gap.md"
    gap.write_text("# T\n\n## L1. Schaal\n\nA a\tB b\n<p>Zin.</p>\t<p></p>\n", encoding="utf-8")
    with pytest.raises(CommandError, match="it can't be published yet, nothing is stored"):
        call_command("import_instrument", str(gap), publish=True)
    with pytest.raises(CommandError, match=r"none.md, line 1: can't be read"):
        call_command("import_instrument", str(tmp_path / "none.md"))
    assert InstrumentVersion.objects.count() == 1
