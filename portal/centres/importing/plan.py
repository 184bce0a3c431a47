"""What an import would write, institution by institution: made by `comparing`, stored by `storing`."""

from dataclasses import dataclass, field

from portal.centres.importing.cleaning import Value
from portal.centres.importing.gathering import DBSO, Wrong


@dataclass
class PlannedSite:
    number: str
    fields: dict[str, Value]
    pk: int | None = None
    revision: int = 0


@dataclass
class PlannedBoard:
    """A board that is new (`pk` None) or gets another name; `row` says so first."""

    number: str
    name: str
    row: int
    pk: int | None = None
    revision: int = 0


@dataclass
class Planned:
    """One institution: what would be written. `pk` None: it is new. Nothing to write: it is as the file says."""

    number: str
    row: int
    name: str
    pk: int | None = None
    revision: int = 0
    fields: dict[str, Value] = field(default_factory=dict)
    board: str = ""  # the number of the board that it gets
    board_left_out: str = ""  # the number of one that is told, but that nobody knows
    sites: list[PlannedSite] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)  # of field (and site): old, new

    @property
    def kind(self) -> str:
        if self.pk is None:
            return "new"
        return "changed" if self.changes else "unchanged"


@dataclass
class Plan:
    planned: list[Planned] = field(default_factory=list)
    boards: list[PlannedBoard] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)  # (number, name); of a site: its own, its centre's
    wrong: list[Wrong] = field(default_factory=list)
    boards_by_name: int = 0  # institutions whose board is told by its name alone
    left_out: int = 0  # new institutions of other main structures

    def counts(self) -> dict[str, int]:
        """How many of each kind, and of what is remarked on where there is any."""
        kinds = [one.kind for one in self.planned]
        counts = {kind: kinds.count(kind) for kind in ("new", "changed", "unchanged")} | {
            "missing": len(self.missing),
            "wrong": len({(one.row, one.column) if not one.row else one.row for one in self.wrong}),
        }
        remarked = {
            "boards_by_name": self.boards_by_name,
            "new_not_dbso": sum(
                one.kind == "new" and one.fields.get("main_structure", DBSO) != DBSO for one in self.planned
            ),
            "left_out": self.left_out,
            "boards_left_out": sum(bool(one.board_left_out) for one in self.planned),
        }
        return counts | {about: number for about, number in remarked.items() if number}
