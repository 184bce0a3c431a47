"""The step of the workflow and its report: both happen, or neither does."""

import pytest

from assessments.access import sync_grants
from assessments.enums import PassageKind, State
from assessments.models import Assessment
from assessments.reports.errors import ReportNotMade
from assessments.reports.models import Report
from assessments.transitions import finalise
from portal.mail.models import OutgoingMail
from tests.reports.factories import appoint, write


@pytest.fixture
def in_review(final, centre, els):
    appoint(els, centre, "director")
    for rating in final.ratings.select_related("scale"):
        write(final, PassageKind.MOTIVATION, "", scale=rating.scale)
    Assessment.objects.update(state=State.REVIEW, finalised_at=None)
    sync_grants(final)
    return final


def test_finalising_brings_the_report_and_its_mail(in_review, dirk, els, sign_in):
    client = sign_in(els)
    assert client.get("/outcomes/2026-014/").status_code == 404
    finalise(reference="2026-014", seen=in_review.revision, actor=dirk)
    assert client.get("/outcomes/2026-014/").status_code == 200
    assert OutgoingMail.objects.get().subject_key == f"report:{Report.objects.get().pk}"


def test_without_a_report_nothing_is_final(in_review, dirk, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr("assessments.reports.pdf.typeset", fail)
    with pytest.raises(ReportNotMade):
        finalise(reference="2026-014", seen=in_review.revision, actor=dirk)
    in_review.refresh_from_db()
    assert (in_review.state, in_review.events.count(), Report.objects.count()) == (State.REVIEW, 0, 0)
    assert OutgoingMail.objects.count() == 0
