"""The school year of the last assessment as a filter of the centres: nobody learns by it of what they may not see."""

from datetime import date

import pytest

from assessments.models import Assessment
from assessments.reports.issuing import issue
from tests.reports.factories import AT, appoint


@pytest.fixture
def visited(centre, final, els, dirk):
    """A report on the visit of 2025 was issued to Els; a visit of 2027 is only planned."""
    appoint(els, centre, "director")
    issue(assessment=final, actor=dirk, at=AT)
    days = {"visit_start": date(2027, 11, 3), "visit_end": date(2027, 11, 5)}
    Assessment.objects.create(reference="2027-900", centre=centre, school_year=2027, **days)


def years(client) -> list[str]:
    """The filters that find the centre, in the page and in both files."""
    found = []
    for year in ("2025", "2026", "2027", "none"):
        rows = client.get(f"/centres/?year={year}").context["page"].rows
        lines = b"".join(client.get(f"/centres/export.csv?year={year}").streaming_content).decode().splitlines()
        assert len(lines) - 1 == len(rows)
        found += [year] * len(rows)
    return found


def test_each_finds_by_what_they_know(visited, final, amina, bram, gust, els, sign_in, time_machine):
    time_machine.move_to(date(2026, 11, 26), tick=False)
    assert [years(sign_in(one)) for one in (amina, gust, els)] == [["2025"], ["2025"], ["2025"]]
    time_machine.move_to(date(2027, 11, 3), tick=False)  # the visit begins
    assert [years(sign_in(one)) for one in (amina, gust, els)] == [["2027"], ["2025"], ["2025"]]
