"""Issuing a report: in the transaction that finalises an assessment it is frozen, printed, stored and mailed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment
from assessments.reports import snapshot as snapshots
from assessments.reports.messages import REPORT
from assessments.reports.models import Report
from assessments.reports.pdf import make_pdf
from assessments.reports.storing import store
from portal.accounts.models import User
from portal.centres.access import outcome_readers
from portal.mail.ledger import Attachment, queue
from portal.mail.models import OutgoingMail


@transaction.atomic
def issue(*, assessment: Assessment, actor: User, at: datetime) -> Report:
    """The report of a final assessment, which supersedes the edition before it.

    Asks for one mail to each director and board member who may read it that day; with nobody in office none goes out.
    Raises ReportNotMade with the reason, and then nothing has happened.
    """
    data = snapshots.take(assessment=assessment, actor=actor, at=at)
    name, sha256 = store(make_pdf(data))
    report = Report.objects.create(
        assessment=assessment,
        edition=assessment.edition,
        snapshot=data,
        snapshot_sha256=snapshots.digest(data),
        pdf=name,
        pdf_sha256=sha256,
        issued_at=at,
        supersedes=Report.objects.current().filter(assessment=assessment).first(),
    )
    attachment = Attachment(name=name, sha256=sha256, filename=report.filename)
    for user in outcome_readers(assessment.centre_id, timezone.localdate(at)):
        queue(
            purpose=REPORT,
            subject_key=f"report:{report.pk}",
            recipient=f"user:{user.pk}",
            recipient_name=user.name,
            address=user.email,
            language=user.language,
            attachment=attachment,
        )
    return report


def was_mailed(report: Report) -> bool:
    """Whether a mail was asked for to anybody when the report was issued."""
    return OutgoingMail.objects.filter(purpose=REPORT, subject_key=f"report:{report.pk}").exists()


def issue_when_finalised(*, assessment: Assessment, actor: User, at: datetime, **_signal: object) -> None:
    """Receiver of `assessments.signals.finalised`."""
    issue(assessment=assessment, actor=actor, at=at)
