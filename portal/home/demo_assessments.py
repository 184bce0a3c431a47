"""The demo's assessments, in each state. Made through the same actions as any other, from content/stories/."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from assessments.commenting import comment, resolve
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import TeamRole
from assessments.locking import advise, judgement_sha256, lock
from assessments.models import Assessment
from assessments.noting import add_finding
from assessments.planning import plan
from assessments.rating import rate
from assessments.transitions import finalise, return_to_team, submit
from assessments.writing import save_passage
from portal.accounts.models import User
from portal.centres.models import Centre
from portal.holidays import school_year_of
from portal.home.demo_clock import Clock, as_if, day_of
from rubric.enums import FindingKind, Weight
from rubric.models import InstrumentVersion
from rubric.reading import text_of

CONTENT = Path(__file__).resolve().parent / "content" / "stories"


def make_assessments(version: InstrumentVersion) -> None:
    """One assessment per story; people and centres must be there."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    for path in sorted(CONTENT.glob("*.yaml")):
        story = yaml.safe_load(path.read_text(encoding="utf-8"))
        Telling(story, people, version).tell()


class Telling:
    """One story: its people, its days, and what has been done so far."""

    def __init__(self, story: dict[str, Any], people: dict[str, User], version: InstrumentVersion):
        self.story, self.people = story, people
        self.version, self.text = version, text_of(version)
        self.today = timezone.localdate()
        self.clock = Clock(timezone.now())
        visit = story["visit"]
        self.start = self.first_day(week=visit["week"], day=visit["day"])
        self.end = self.start + timedelta(days=visit["days"] - 1)
        self.school_year = school_year_of(self.start)
        self.reference = f"{self.school_year}-{story['reference']}"
        self.coordinator = people[story["coordinator"]]
        self.reviewer = people.get(story.get("reviewer", ""))

    def tell(self) -> None:
        with as_if(self.clock):
            self.plan()
            self.write()
            until = self.story["until"]
            if until != "draft":
                self.submit()
            if until == "returned":
                return_to_team(seen=self.seen, reason=self.story["reason"], **self.by(self.reviewer))
            if until in ("locked", "final"):
                self.lock()
            if until == "final":
                self.finalise()

    def first_day(self, *, week: int, day: int) -> date:
        return day_of(self.today, week=week, day=day)

    def by(self, actor: User | None) -> dict[str, Any]:
        return {"reference": self.reference, "actor": actor}

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.get(reference=self.reference)

    @property
    def seen(self) -> int:
        return self.assessment.revision

    @property
    def planned_on(self) -> date:
        return self.start - timedelta(days=44)

    def plan(self) -> None:
        self.clock.set(self.planned_on, 9)
        members = [self.people[name] for name in self.story["members"]]
        team = {self.coordinator: TeamRole.COORDINATOR} | dict.fromkeys(members, TeamRole.MEMBER)
        if self.reviewer:
            team[self.reviewer] = TeamRole.REVIEWER
        plan(
            centre=Centre.objects.get(municipality=self.story["centre"]),
            school_year=self.school_year,
            visit_start=self.start,
            visit_end=self.end,
            versions=[self.version],
            team=team,
            **self.by(self.people["amina"]),
        )
        self.clock.set(self.planned_on + timedelta(days=14), 14)
        for name in [self.story["coordinator"], *self.story["members"]]:
            if name not in self.story.get("undeclared", []):
                conflict = self.story.get("conflicts", {}).get(name, "")
                declare(conflict=bool(conflict), declaration=conflict, **self.by(self.people[name]))

    def write(self) -> None:
        self.clock.set(self.end + timedelta(days=1), 9)
        for code, told in self.story.get("scales", {}).items():
            if told.get("today"):
                self.clock.moment = self.clock.latest - timedelta(minutes=95)
            self.write_scale(code, told, self.people[told["by"]])
        if "advice" in self.story:
            advise(advice=self.story["advice"], seen=self.seen, **self.by(self.coordinator))
            self.save(dossier_of(self.assessment).advice, self.story["advice_motivation"], self.coordinator)

    def write_scale(self, code: str, told: dict[str, Any], actor: User) -> None:
        work = dossier_of(self.assessment).scale(self.text.instrument_code, code)
        if work is None:
            raise LookupError(f"The instrument has no scale {code}.")
        for finding in told["findings"]:
            self.note(work.scale.id, finding, actor)
        if "level" in told:
            of_scale: dict[str, Any] = {"instrument": self.text.instrument_code, "scale": code, "seen": 0}
            rate(level=told["level"], **of_scale, **self.by(actor))
        self.save(work.narrative, told["narrative"], actor)

    def note(self, scale_id: int, finding: dict[str, str], actor: User) -> None:
        """A finding is told as {kind or weight: text}; a good practice meets every criterion."""
        ((word, text),) = finding.items()
        practice = word == FindingKind.GOOD_PRACTICE
        add_finding(
            scale_id=scale_id,
            kind=FindingKind.IMPROVEMENT if word in Weight.values else FindingKind(word),
            weight=word if word in Weight.values else "",
            text=text,
            criteria=[criterion.id for criterion in self.text.criteria] if practice else [],
            **self.by(actor),
        )

    def save(self, passage, text: str, actor: User) -> None:
        save_passage(passage_id=passage.pk, base=passage.revision, text=text, **self.by(actor))

    def submit(self) -> None:
        self.clock.set(self.end + timedelta(days=2), 16)
        submit(seen=self.seen, **self.by(self.coordinator))
        self.clock.set(self.end + timedelta(days=3), 10)
        for told in self.story.get("comments", []):
            scale_id = self.text.scale(told["scale"]).id if told["scale"] else None
            made = self.comment(told, scale_id, None)
            if "answer" in told:
                self.comment(told["answer"], None, made.thread_id)
            if told.get("closed"):
                resolve(thread_id=made.thread_id, **self.by(self.reviewer))

    def comment(self, told: dict[str, Any], scale_id: int | None, thread_id: int | None):
        by = self.by(self.people[told["by"]])
        return comment(scale_id=scale_id, thread_id=thread_id, text=told["text"], **by)

    def lock(self) -> None:
        self.clock.set(self.end + timedelta(days=6), 13)
        lock(
            synthesis_on=self.end + timedelta(days=6),
            participants=self.story["participants"],
            seen=judgement_sha256(self.assessment),
            **self.by(self.coordinator),
        )

    def finalise(self) -> None:
        days_ago = self.story.get("issued_days_ago")
        day = self.today - timedelta(days=days_ago) if days_ago else self.end + timedelta(days=10)
        self.clock.set(day, 11)
        finalise(seen=self.seen, **self.by(self.reviewer))
