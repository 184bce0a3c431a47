"""The files of imports, in the private storage: kept under the hash of what they hold, checked at each reading."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.centres.importing.reasons import Reason, Refused
from portal.centres.models import ImportRun

FOLDER = "imports"


def keep(raw: bytes) -> tuple[str, str]:
    """(name in the storage, sha256) of these bytes."""
    sha256 = hashlib.sha256(raw).hexdigest()
    name = f"{FOLDER}/{sha256}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(raw))
    return name, sha256


def kept(run: ImportRun) -> bytes:
    """What was given. Raises Refused where it is missing or was changed."""
    try:
        with default_storage.open(run.stored_name) as file:
            raw = file.read()
    except OSError as error:
        raise Refused(Reason.CHANGED_FILE) from error
    if hashlib.sha256(raw).hexdigest() != run.source_sha256:
        raise Refused(Reason.CHANGED_FILE)
    return raw
