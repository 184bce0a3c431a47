"""Text of one line, however it comes in."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from portal.centres import changes, records, status
from portal.centres.history import history_of
from portal.centres.lines import one_line
from portal.centres.models import Board, Centre, Site
from tests.centres.conftest import SITE

FORGED = "Naam\r\nBcc: iemand@example.be"
FOLDED = "Naam Bcc: iemand@example.be"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\r\nb", "a b"), ("a\tb\x0bc", "a b c"), ("a\u2028b\x85c", "a b c"), ("e\u0301", "é"), (" a  b ", "a b")],
)
def test_breaks_and_tabs_become_a_space(text, line):
    assert one_line(text) == line


# A soft hyphen, joiners, a byte order mark, marks of direction, tags, selectors of a variant.
UNSEEN = ["\u00ad", "\u034f", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"]
UNSEEN += ["\ufffc", "\U0001d159", "\U00016fe4"]  # stand for something that isn't there
UNSEEN += ["\u061c", "\u200e", "\u202e", "\u2066", "\u2069", "\U000e0041", "\ufe0f", "\U000e0100", "\u180e"]


@pytest.mark.parametrize("one", UNSEEN)
def test_what_nobody_sees_is_left_out(one):
    assert one_line(f"{one}Sint-{one}Jozef {one} Genk{one}") == "Sint-Jozef Genk"
    assert one_line(f"e{one}\u0301") == "é"
    assert one_line(one) == ""


@pytest.mark.parametrize("one", ["\u2800", "\u3164", "\uffa0", "\u115f", "\u00a0", "\u202f"])
def test_what_looks_like_a_space_is_one(one):
    assert one_line(f"CDO{one}Genk{one}") == "CDO Genk"


@pytest.mark.parametrize("name", ["Sint-Jozef’s “École” n° 3 – L’Été", "Œuvre & Cœur, ’s-Gravenwezel", "Čapek (Żółw)"])
def test_names_keep_their_accents_quotes_and_signs(name):
    assert one_line(name) == name


def test_a_dot_on_a_dotted_letter_shows_nothing():
    assert one_line("Vi\u0307lvoorde j\u0307") == "Vilvoorde j"
    assert one_line("I\u0307stanbul") == "İstanbul"


@pytest.mark.parametrize(
    "one", ["\ue000", "e" + "\u0301" * 4, "\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufffd", "\uffff"]
)
def test_what_can_not_be_shown_is_refused(one):
    with pytest.raises(ValidationError):
        one_line(f"a{one}b")


def test_a_record_holds_lines_however_it_is_written(amina, centre):
    records.change_centre(centre=centre, fields={"name": FORGED, "clb": "a\tb"}, seen=0, actor=amina)
    site = records.add_site(centre=centre, fields=SITE | {"name": FORGED}, actor=amina)
    records.change_site(site=site, fields={"street": "Kaai\n3"}, seen=0, actor=amina)
    records.change_board(board=centre.board, fields={"name": FORGED}, seen=0, actor=amina)
    status.close(centre=centre, day=date(2026, 1, 1), reason=FORGED, end_terms=False, seen=1, actor=amina)
    centre = Centre.objects.get()
    assert (centre.name, centre.clb, centre.status_reason) == (FOLDED, "a b", FOLDED)
    assert (Site.objects.get().name, Site.objects.get().street, Board.objects.get().name) == (FOLDED, "Kaai 3", FOLDED)


def test_what_can_not_be_shown_is_told_at_its_field(amina, centre, sign_in):
    client = sign_in(amina)
    typed = {
        "institution_number": "123456",
        "name": "CLW\x1b",
        "network": "private",
        "main_structure": "312",
        "seen": 0,
    }
    assert list(client.post("/centres/123456/edit/", typed).context["form"].errors) == ["name"]
    typed = {"step": "close", "day": "2026-01-01", "reason": "a\x07b", "seen": 0}
    assert list(client.post("/centres/123456/status/", typed).context["form"].errors) == ["reason"]
    assert Centre.objects.get().revision == 0


def test_who_asks_for_what_can_not_be_shown_finds_nothing(amina, centre, sign_in):
    assert not Centre.objects.filter(name="a\x1bb", province="\x07").exists()
    assert sign_in(amina).get("/centres/?province=%07&q=%1b").status_code == 200


def test_two_names_do_not_differ_by_what_nobody_sees_and_are_found_however_they_are_pasted(amina, centre, sign_in):
    typed = {"institution_number": "200001", "name": "CLW\u200b Vil\u00advoorde\u202c", "network": "private"}
    typed |= {"email": "els@exa\u200bmple.be", "website": "https://exa\u00admple.be/", "main_structure": "312"}
    assert sign_in(amina).post("/centres/new/", typed).status_code == 302
    twin = Centre.objects.get(institution_number="200001")
    assert (twin.name, twin.email, twin.website) == (centre.name, "els@example.be", "https://example.be/")
    for words in ("vilvoorde", "Vil\u00advoorde", "\u200evilv\ufeff"):
        assert Centre.objects.matching(words).count() == 2


def clean_existing():
    import_module("portal.centres.migrations.0013_lines_as_seen").clean(apps, None)


def test_what_stands_in_the_records_already_is_cleaned_with_its_history(amina, centre, other_centre):
    site = records.add_site(centre=centre, fields=SITE, actor=amina)
    hidden = {"name": "CLW\u200b Vil\u00advoorde\x07\n", "search_text": " x", "order_name": " x", "clb": "e\u0301"}
    Centre.objects.filter(pk=centre.pk).update(**hidden)
    Site.objects.update(street="Laan\u202e 1")
    Board.objects.update(name="\ufeffBestuur")
    before = [model.history.count() for model in (Centre, Site, Board)]
    clean_existing()
    for record in (centre, site, centre.board):
        record.refresh_from_db()
    assert (centre.name, centre.clb, centre.revision) == ("CLW Vilvoorde", "é", 1)
    assert (site.street, site.revision, centre.board.name) == ("Laan 1", 1, "Bestuur")
    assert list(Centre.objects.matching("vilvoorde")) == [centre]
    assert centre.order_name == " clw vilvoorde"
    assert [model.history.count() for model in (Centre, Site, Board)] == [count + 1 for count in before]
    last = centre.history.latest()
    assert (last.name, last.history_type, last.history_user, last.board_id) == (
        "CLW Vilvoorde",
        "~",
        None,
        centre.board_id,
    )
    assert last.history_change_reason == changes.CLEANED
    assert Centre.objects.get(pk=other_centre.pk).revision == 0
    clean_existing()
    assert Centre.history.count() == before[0] + 1


def test_what_was_cleaned_is_told_and_can_not_be_put_back(amina, centre):
    Centre.objects.update(name="CLW\u200b Vilvoorde")
    centre.refresh_from_db()
    changes.note([centre], kind=changes.CHANGED, actor=None)
    clean_existing()
    with translation.override("en"):
        told = history_of(centre).rows[0]
    assert [one.new for one in told.fields] == ["CLW Vilvoorde"]
    assert (told.reason, told.key) == ("invisible characters taken out", "")


def test_a_name_that_would_become_empty_or_too_long_stays(centre):
    Centre.objects.update(name="\u200b", full_name="\u0958" * 300, clb="\ufeff")
    clean_existing()
    now = Centre.objects.get()
    assert (now.name, len(now.full_name), now.clb) == ("\u200b", 300, "")


def test_a_record_with_what_can_not_be_shown_at_all_keeps_it(centre):
    Centre.objects.update(name="CLW \ufffd\u200b")
    clean_existing()
    assert Centre.objects.get().name == "CLW \ufffd"


def test_the_database_is_as_before(db):
    call_command("makemigrations", "centres", check=True, dry_run=True, verbosity=0)
