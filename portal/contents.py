"""Files in the default storage, each under the hash of what it holds."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep(raw: bytes, folder: str, ending: str = "") -> tuple[str, str]:
    """(name in the storage, SHA-256 in hex) of these bytes; raises what the storage raises.

    Where the name is taken by something else, such as what a full disk cut short, the storage chooses another: nothing
    is overwritten.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    name = f"{folder}/{sha256}{ending}"
    if not (default_storage.exists(name) and read(name) == raw):
        name = default_storage.save(name, ContentFile(raw))
    return name, sha256


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()
