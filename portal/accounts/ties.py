"""What somebody has to do with: told by the apps above that know, for the page of a person and before closing it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.accounts.models import User


@dataclass(frozen=True)
class Tie:
    """`heading` groups them on the page; `holds`: it is still theirs today."""

    heading: str
    where: str
    url: str
    what: str
    holds: bool


_tellers: list[Callable[[User], Iterable[Tie]]] = []


def register(teller: Callable[[User], Iterable[Tie]]) -> None:
    """`teller` tells of one person, in a constant number of queries; the ties of one heading follow each other."""
    if teller not in _tellers:
        _tellers.append(teller)


def ties_of(user: User) -> list[Tie]:
    return [tie for teller in _tellers for tie in teller(user)]
