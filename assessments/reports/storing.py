"""Issued PDFs in the default storage, under the hash of what they hold: written once, checked at each reading."""

import hashlib
import logging

from django.utils.translation import gettext as _

from assessments.reports.errors import ReportNotMade, ReportUnreadable
from assessments.reports.models import Report
from portal import contents

logger = logging.getLogger(__name__)


def store(pdf: bytes) -> tuple[str, str]:
    """Stores the PDF; gives its name in the storage and its SHA-256 (hex). Raises ReportNotMade with the reason.

    A file whose transaction is undone afterwards stays behind: nothing points at it, and nobody can find it.
    """
    try:
        return contents.keep(pdf, "reports", ".pdf")
    except Exception as error:  # every storage fails in its own way; whatever it is, nothing is finalised
        logger.exception("The report could not be stored")
        reason = _("The report could not be stored: %(reason)s") % {"reason": type(error).__name__}
        raise ReportNotMade(reason) from error


def read(report: Report) -> bytes:
    """The PDF as it was issued. Raises ReportUnreadable (and logs it) where it is missing or was changed."""
    try:
        pdf = contents.read(report.pdf)
    except Exception as error:
        logger.exception("The PDF of report %s can't be read", report.pk)
        raise ReportUnreadable(report.pdf) from error
    if hashlib.sha256(pdf).hexdigest() != report.pdf_sha256:
        logger.error("The PDF of report %s is not what was issued", report.pk)
        raise ReportUnreadable(report.pdf)
    return pdf
