"""Brings an instrument file into the database, as a published version, all or nothing."""

from pathlib import Path

from rubric.exchange.from_yaml import manuscript
from rubric.exchange.known import SHIPPED
from rubric.storing import Loaded, store

__all__ = ["SHIPPED", "load"]


def load(path: Path) -> Loaded:
    """The published version that holds the file's content, made where it isn't there yet.

    Raises RefusedFile where the file breaks a rule, or where this version holds other content already: what is
    published never changes, so a changed text is a new version.
    """
    return store(path=path, content=manuscript(path))
