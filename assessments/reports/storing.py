"""Issued PDFs in the default storage, under the hash of what they hold: written once, checked at each reading."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from assessments.reports.errors import ReportNotMade, ReportUnreadable
from assessments.reports.models import Report

logger = logging.getLogger(__name__)


def store(pdf: bytes) -> tuple[str, str]:
    """Stores the PDF; gives its name in the storage and its SHA-256 (hex). Raises ReportNotMade with the reason.

    A file whose transaction is undone afterwards stays behind: nothing points at it, and nobody can find it.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    name = f"reports/{sha256}.pdf"
    try:
        if default_storage.exists(name) and _read(name) == pdf:
            return name, sha256
        # Where the name is taken by something else the storage chooses another: nothing is overwritten.
        return default_storage.save(name, ContentFile(pdf)), sha256
    except Exception as error:  # every storage fails in its own way; whatever it is, nothing is finalised
        logger.exception("The report could not be stored")
        reason = _("The report could not be stored: %(reason)s") % {"reason": type(error).__name__}
        raise ReportNotMade(reason) from error


def read(report: Report) -> bytes:
    """The PDF as it was issued. Raises ReportUnreadable (and logs it) where it is missing or was changed."""
    try:
        pdf = _read(report.pdf)
    except Exception as error:
        logger.exception("The PDF of report %s can't be read", report.pk)
        raise ReportUnreadable(report.pdf) from error
    if hashlib.sha256(pdf).hexdigest() != report.pdf_sha256:
        logger.error("The PDF of report %s is not what was issued", report.pk)
        raise ReportUnreadable(report.pdf)
    return pdf


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()
