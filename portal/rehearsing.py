"""What something would do, told by doing it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is undone at the end, whether it went well or raised."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
