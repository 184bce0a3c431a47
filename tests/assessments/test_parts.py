"""The parts of one person, as their page tells them."""

from datetime import date

import pytest

from assessments.planning import plan
from assessments.transitions import finalise
from portal.accounts.models import User
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


def take_part(count, *, centre, version, bram, amina):
    given = {"centre": centre, "versions": [version], "team": {bram: "coordinator"}, "actor": amina}
    days = {"school_year": 2026, "visit_start": date(2026, 11, 16), "visit_end": date(2026, 11, 18)}
    for index in range(count):
        plan(reference=f"2026-{index:03}", **given, **days)


@pytest.mark.parametrize(("count", "further"), [(1, ""), (6, ""), (10, ""), (12, " and 2 more")])
def test_another_role_is_refused_with_a_link_to_each_assessment_under_way(
    count, further, sign_in, amina, bram, centre, version
):
    take_part(count, centre=centre, version=version, bram=bram, amina=amina)
    to_person = {"role": "administrator"}
    address = f"/people/{bram.pk}/role/"
    page = sign_in(amina).post(address, to_person, follow=True, headers={"accept-language": "en"})
    links = ", ".join(f'<a href="/assessments/2026-{n:03}/">2026-{n:03}</a>' for n in range(min(count, 10)))
    assert f"This person has a part in {links}{further}. Replace them there first." in page.text
    assert User.objects.get(pk=bram.pk).role == "inspector"
