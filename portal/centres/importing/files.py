"""The files of imports, in the private storage: kept under the hash of what they hold, checked at each reading."""

import hashlib
import logging

from portal import contents
from portal.centres.importing.reasons import Reason, Refused
from portal.centres.models import ImportRun

FOLDER = "imports"
logger = logging.getLogger(__name__)


def keep(raw: bytes) -> tuple[str, str]:
    """(name in the storage, sha256) of these bytes. Raises Refused where they can't be kept."""
    try:
        return contents.keep(raw, FOLDER)
    except OSError as error:
        logger.exception("The file of an import could not be kept")
        raise Refused(Reason.NOT_KEPT) from error


def kept(run: ImportRun) -> bytes:
    """What was given. Raises Refused where it is missing or was changed."""
    try:
        raw = contents.read(run.stored_name)
    except OSError as error:
        raise Refused(Reason.CHANGED_FILE) from error
    if hashlib.sha256(raw).hexdigest() != run.source_sha256:
        raise Refused(Reason.CHANGED_FILE)
    return raw
