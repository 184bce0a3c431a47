"""Text of one line, however it comes in."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from portal.centres import records, status
from portal.centres.lines import one_line
from portal.centres.models import Board, Centre, Site

FORGED = "Naam\r\nBcc: iemand@example.be"
FOLDED = "Naam Bcc: iemand@example.be"
SITE = {"number": "01", "street": "Molenstraat 1", "postcode": "9300", "municipality": "Aalst"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\r\nb", "a b"), ("a\tb\x0bc", "a b c"), ("a\u2028b\x85c", "a b c"), ("e\u0301", "é"), (" a  b ", "a b")],
)
def test_breaks_and_tabs_become_a_space(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize("one", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufffd", "\uffff"])
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


def test_the_database_is_as_before(db):
    call_command("makemigrations", "centres", check=True, dry_run=True, verbosity=0)
