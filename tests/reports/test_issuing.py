import hashlib
from datetime import date

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from assessments.models import Assessment, Passage
from assessments.reports import storing
from assessments.reports.errors import Frozen, ReportNotMade, ReportUnreadable
from assessments.reports.issuing import issue
from assessments.reports.models import Report
from assessments.reports.snapshot import digest
from assessments.signals import finalised
from portal.centres.models import Centre
from portal.mail.models import OutgoingMail
from tests.reports.factories import AT, appoint


@pytest.fixture
def in_office(centre, other_centre, els, farid, hilde):
    """Els directs and also sits on the board, as does Hilde; Farid directs elsewhere."""
    appoint(els, centre, "director")
    appoint(els, centre, "board")
    appoint(hilde, centre, "board")
    appoint(farid, other_centre, "director")


def recipients(report):
    rows = OutgoingMail.objects.filter(purpose="report", subject_key=f"report:{report.pk}")
    return sorted(rows.values_list("address", flat=True))


def test_finalising_issues_the_report(final, dirk, in_office):
    finalised.send(sender=Assessment, assessment=final, actor=dirk, at=AT)
    report = Report.objects.get()
    assert (report.assessment, report.edition, report.issued_at, report.supersedes) == (final, 1, AT, None)
    assert report.snapshot_sha256 == digest(report.snapshot)
    assert report.pdf == f"reports/{report.pdf_sha256}.pdf"
    assert hashlib.sha256(storing.read(report)).hexdigest() == report.pdf_sha256


def test_everybody_in_office_that_day_gets_one_mail(final, dirk, in_office):
    report = issue(assessment=final, actor=dirk, at=AT)
    assert recipients(report) == ["els@example.be", "hilde@example.be"]
    row = OutgoingMail.objects.get(address="els@example.be")
    assert (row.attachment_name, row.attachment_sha256) == (report.pdf, report.pdf_sha256)
    assert row.attachment_filename == "doorlichtingsverslag-2026-014-editie-1.pdf"


def test_who_left_or_is_still_to_come_gets_none(final, centre, dirk, els, hilde):
    appoint(els, centre, "director", end=date(2026, 4, 13))
    appoint(hilde, centre, "director", start=date(2026, 4, 15))
    assert recipients(issue(assessment=final, actor=dirk, at=AT)) == []


def test_whoever_leads_the_centre_that_carries_on_gets_it_too(final, centre, other_centre, dirk, in_office):
    Centre.objects.filter(pk=centre.pk).update(status="merged", merged_into=other_centre)
    report = issue(assessment=final, actor=dirk, at=AT)
    assert recipients(report) == ["els@example.be", "farid@example.be", "hilde@example.be"]
    Centre.objects.filter(pk=centre.pk).update(status="active", merged_into=None)
    final.edition = 2
    assert recipients(issue(assessment=final, actor=dirk, at=AT)) == ["els@example.be", "hilde@example.be"]


def test_the_next_edition_supersedes(final, dirk, in_office):
    first = issue(assessment=final, actor=dirk, at=AT)
    final.edition = 2
    second = issue(assessment=final, actor=dirk, at=AT)
    assert (second.supersedes, second.edition) == (first, 2)
    assert list(Report.objects.current()) == [second]
    assert recipients(second) == recipients(first)
    assert second.pdf != first.pdf


def test_one_edition_is_issued_once(final, dirk):
    issue(assessment=final, actor=dirk, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        issue(assessment=final, actor=dirk, at=AT)
    assert Report.objects.count() == 1


def test_the_report_stays_what_it_was(final, dirk):
    report = issue(assessment=final, actor=dirk, at=AT)
    Passage.objects.filter(assessment=final).update(text="Iets anders.")
    final.centre.name = "Een andere naam"
    final.centre.save()
    kept = Report.objects.get(pk=report.pk)
    assert kept.snapshot["centre"]["name"] == "CLW Vilvoorde"
    assert digest(kept.snapshot) == report.snapshot_sha256


@pytest.mark.parametrize("broken", ["storage", "markup"])
def test_a_report_that_cannot_be_made_leaves_nothing_behind(broken, final, dirk, in_office, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("No space left on device")

    if broken == "storage":
        monkeypatch.setattr(FileSystemStorage, "_save", fail)
    else:
        monkeypatch.setattr("assessments.reports.pdf.typeset", fail)
    with translation.override("en"), pytest.raises(ReportNotMade) as refused:
        finalised.send(sender=Assessment, assessment=final, actor=dirk, at=AT)
    assert str(refused.value).startswith("The report could not be ")
    assert (Report.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_file_that_is_there_is_never_overwritten(final, dirk):
    report = issue(assessment=final, actor=dirk, at=AT)
    pdf = storing.read(report)
    assert storing.store(pdf) == (report.pdf, report.pdf_sha256)
    assert default_storage.listdir("reports")[1].count(f"{report.pdf_sha256}.pdf") == 1


def test_a_file_that_was_changed_is_not_shown(final, dirk, caplog):
    report = issue(assessment=final, actor=dirk, at=AT)
    with open(default_storage.path(report.pdf), "ab") as file:
        file.write(b"%")
    with pytest.raises(ReportUnreadable):
        storing.read(report)
    default_storage.delete(report.pdf)
    with pytest.raises(ReportUnreadable):
        storing.read(report)


def test_an_issued_report_never_changes(final, dirk):
    report = issue(assessment=final, actor=dirk, at=AT)
    for change in (report.save, report.delete, Report.objects.all().delete, lambda: Report.objects.update(edition=3)):
        with pytest.raises(Frozen):
            change()


def test_the_database_refuses_too(final, dirk):
    report = issue(assessment=final, actor=dirk, at=AT)
    statements = ["UPDATE reports_report SET edition = 9"]
    if connection.vendor == "sqlite":
        some = "assessment_id, edition, snapshot, snapshot_sha256, pdf, pdf_sha256, issued_at, supersedes_id"
        statements += [
            "REPLACE INTO reports_report SELECT * FROM reports_report",
            f"REPLACE INTO reports_report ({some}) SELECT {some} FROM reports_report",
        ]
    if connection.vendor == "postgresql":
        statements.append("DELETE FROM reports_report")
    for statement in statements:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Report.objects.get().edition == report.edition
