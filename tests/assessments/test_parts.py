"""The parts of one person, as their page tells them."""

from assessments.transitions import finalise
from tests.assessments.conftest import REFERENCE


def parts_on_the_page(client, person) -> list[tuple[str, bool]]:
    page = client.get(f"/people/{person.pk}/", headers={"accept-language": "en"})
    assert "not now" not in page.text
    return [(str(tie.what), tie.holds) for tie in page.context["ties"]]


def test_a_part_in_what_is_final_is_told_as_past(locked, dirk, amina, sign_in):
    client = sign_in(amina)
    assert parts_on_the_page(client, dirk) == [("reviewer, review", True)]
    finalise(reference=REFERENCE, seen=locked.revision, actor=dirk)
    assert parts_on_the_page(client, dirk) == [("was reviewer; the assessment is final", False)]
