"""Which visits the planning board shows, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from assessments.enums import State
from assessments.weeks import EARLIEST, LATEST
from portal.holidays import school_year_of
from portal.texts import whole_number


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what it can't mean is left out."""

    year: int
    state: str = ""
    person: int = 0
    province: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], today: date) -> "Wanted":
        state = query.get("state", "")
        return cls(
            year=_year(query.get("year", ""), today),
            state=state if state in State.values else "",
            person=whole_number(query.get("person", ""), 0),
            province=query.get("province", ""),
        )

    @property
    def query(self) -> str:
        """The same, for an address."""
        asked = {"year": self.year, "state": self.state, "person": self.person, "province": self.province}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_narrow(self) -> bool:
        return bool(self.state or self.person or self.province)

    @property
    def label(self) -> str:
        return f"{self.year}–{self.year + 1}"

    @property
    def before(self) -> "Wanted | None":
        return replace(self, year=self.year - 1) if self.year > EARLIEST else None

    @property
    def after(self) -> "Wanted | None":
        return replace(self, year=self.year + 1) if self.year < LATEST else None


def _year(asked: str, today: date) -> int:
    year = whole_number(asked, 0)
    return year if EARLIEST <= year <= LATEST else school_year_of(today)
