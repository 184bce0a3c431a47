"""Fills a database of the bench's own: rows as the portal's actions make them, but many at a time.

`full` makes assessments with everything that pages read; `thin` only what the list of assessments reads.
What no measured page reads (earlier states of texts, evidence, mail, stored PDFs) is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from assessments.access import GRANTS_OF_ROLE
from assessments.enums import Advice, PassageKind, State, TeamRole, Verb
from assessments.events import hash_of
from assessments.models import (
    Assessment,
    AssessmentUserObjectPermission,
    Comment,
    CriterionMet,
    Event,
    Finding,
    Membership,
    Passage,
    Rating,
    Scope,
    Thread,
)
from assessments.querysets import permission_id
from assessments.reports import snapshot
from assessments.reports.models import Report
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.models import Board, Centre
from portal.centres.offices import appoint
from rubric import reading
from rubric.enums import FindingKind, Weight
from rubric.loading import SHIPPED, load

CENTRES, PER_CENTRE, INSPECTORS = 200, 50, 60
OWN = 50  # assessments that the measured inspector holds
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# Of five visits to a centre: three are under way, two are final.
STATES = (State.DRAFT, State.REVIEW, State.FINAL, State.DRAFT, State.FINAL)
LEVELS = ("meets", "approximates", "exceeds", "below", "meets")
SENTENCE = "Het team ziet snel wie afhaakt, neemt binnen de dag contact op en legt de afspraken met de leerling vast. "
NARRATIVE = SENTENCE * 6
FINDINGS = (
    (FindingKind.STRENGTH, "", "Maatregelen worden om de vijf weken met de leerling geëvalueerd."),
    (FindingKind.STRENGTH, "", "De jeugddienst van de stad denkt mee over de preventieve acties."),
    (FindingKind.IMPROVEMENT, Weight.IMPORTANT, "De vorming heeft nog weinig effect in de praktijkvakken."),
)
PRACTICE = (
    FindingKind.GOOD_PRACTICE,
    "",
    "De trap van vier: één continuüm van zorg voor klas, werkplaats en werkplek.",
)


@dataclass
class World:
    """Who and what there is before the first assessment."""

    version: reading.VersionText
    bram: User  # holds OWN assessments
    nele: User  # holds one in twenty
    others: list[User]
    director: User  # of the first centre
    centres: list[Centre]


def world() -> World:
    """An empty database with its tables becomes one with the instrument, people and centres."""
    call_command("createcachetable")
    reading.forget()
    permission_id.cache_clear()
    version = reading.text_of(load(SHIPPED).version)
    people = User.objects.bulk_create(_user(number, Role.INSPECTOR) for number in range(INSPECTORS))
    directors = User.objects.bulk_create(_user(1000 + number, Role.CENTRE) for number in range(CENTRES))
    boards = Board.objects.bulk_create(
        Board(institution_number=f"9{number:05}", name=f"Scholengroep {number}") for number in range(CENTRES // 4)
    )
    centres = Centre.objects.bulk_create(
        Centre(
            institution_number=f"1{number:05}",
            name=f"CLW {number:03} Vilvoorde-Zaventem",
            full_name=f"Centrum voor Leren en Werken {number:03} Vilvoorde-Zaventem",
            network="private",
            board=boards[number % len(boards)],
            street=f"Mechelsesteenweg {number}",
            postcode="1800",
            municipality="Vilvoorde",
        )
        for number in range(CENTRES)
    )
    administrator = User.objects.create_user("amina@example.be", role=Role.ADMINISTRATOR, given_name="Amina")
    for centre, director in zip(centres, directors, strict=True):
        appoint(
            centre=centre, user=director, function="director", start=date(2020, 9, 1), end=None, actor=administrator
        )
    return World(version, people[0], people[1], people[2:], directors[0], centres)


def _user(number: int, role: Role) -> User:
    email = f"persoon{number}@example.be"
    return User(email=email, password="!", given_name=f"Naam{number}", family_name="Verhelst", role=role)


Team = dict[TeamRole, User]
Held = Callable[[int], bool]  # whether the assessment with this number is Bram's


def full(made: World, total: int, held: Held) -> None:
    """So many assessments with everything that pages read."""
    reports = Reports(made)
    for batch in _batches(_assessments(made, total, held)):
        _add_people(batch)
        _add_work(made, [one for one, _team in batch])
        _add_talk(made, batch)
        reports.add([one for one, _team in batch if one.state == State.FINAL])
    _analyse()


def thin(made: World, total: int, held: Held) -> None:
    """So many assessments with what the list of assessments reads: grants to see them, and ratings."""
    view, levels = permission_id("view_assessment"), [made.version.level(code).id for code in LEVELS]
    for batch in _batches(_assessments(made, total, held)):
        grants = ((view, user.pk, one.pk) for one, team in batch for user in team.values())
        _insert(AssessmentUserObjectPermission, ("permission_id", "user_id", "content_object_id"), grants)
        ratings = (
            (one.pk, scale.id, levels[(one.pk + number) % len(levels)], 1)
            for one, _team in batch
            for number, scale in enumerate(made.version.scales)
        )
        _insert(Rating, ("assessment_id", "scale_id", "level_id", "revision"), ratings)
    _analyse()


def _insert(model: type[Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Rows as plain values, ten times as fast as with an object for each."""
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", list(rows))


def _assessments(made: World, total: int, held: Held) -> Iterator[tuple[Assessment, Team]]:
    """Assessments spread over ten years, the newest first, each with its team."""
    others = made.others
    for number in range(total):
        state, ago = STATES[number // CENTRES % len(STATES)], number * 3650 // total
        start, is_final = TODAY - timedelta(days=ago), state == State.FINAL
        team = {
            TeamRole.COORDINATOR: made.bram if held(number) else others[number % len(others)],
            TeamRole.MEMBER: made.nele if number % 20 == 5 else others[(number + 7) % len(others)],
            TeamRole.REVIEWER: others[(number + 13) % len(others)],
        }
        assessment = Assessment(
            reference=f"{start.year}-{number:06}",
            centre=made.centres[(number * 7 + number // CENTRES) % CENTRES],
            school_year=start.year - (start.month < 9),
            visit_start=start,
            visit_end=start + timedelta(days=2),
            state=state,
            advice=Advice.FAVOURABLE if is_final else "",
            judgement_locked_at=NOW if is_final else None,
            judgement_sha256="0" * 64 if is_final else "",
            synthesis_on=start + timedelta(days=5) if is_final else None,
            finalised_at=NOW - timedelta(days=ago) if is_final else None,
        )
        yield assessment, team


def _batches(rows: Iterator[tuple[Assessment, Team]], size: int = 1000) -> Iterator[list[tuple[Assessment, Team]]]:
    """Saved assessments, a transaction per batch."""
    while batch := list(islice(rows, size)):
        with transaction.atomic():
            Assessment.objects.bulk_create(assessment for assessment, _team in batch)
            yield batch


def _add_people(batch: list[tuple[Assessment, Team]]) -> None:
    """Memberships, and the grants that go with them."""
    Membership.objects.bulk_create(
        Membership(assessment=one, user=user, role=role, conflict_declared_at=NOW)
        for one, team in batch
        for role, user in team.items()
    )
    AssessmentUserObjectPermission.objects.bulk_create(
        AssessmentUserObjectPermission(content_object=one, user=user, permission_id=permission_id(codename))
        for one, team in batch
        for role, user in team.items()
        for codename in GRANTS_OF_ROLE[role]
    )


def _add_ratings(made: World, batch: list[Assessment]) -> list[tuple[Rating, str]]:
    """A rating per scale, the last one of a draft still open; each with the code of its level."""
    rated = []
    for one in batch:
        for number, scale in enumerate(made.version.scales):
            open_still = one.state == State.DRAFT and number == len(made.version.scales) - 1
            code = "" if open_still else LEVELS[(one.pk + number) % len(LEVELS)]
            level = made.version.level(code).id if code else None
            rated.append((Rating(assessment=one, scale_id=scale.id, level_id=level, revision=1), code))
    Rating.objects.bulk_create(rating for rating, _code in rated)
    return rated


def _add_work(made: World, batch: list[Assessment]) -> None:
    """Scope, ratings, findings with their criteria, and every text."""
    Scope.objects.bulk_create(Scope(assessment=one, version_id=made.version.id, position=1) for one in batch)
    findings, passages = [], []
    for rating, code in _add_ratings(made, batch):
        where: dict[str, Any] = {"assessment": rating.assessment, "scale_id": rating.scale_id}
        passages.append(Passage(kind=PassageKind.MOTIVATION, **where))
        written = {"text": NARRATIVE, "revision": 3, "changed_by": made.bram, "changed_at": NOW} if code else {}
        passages.append(Passage(kind=PassageKind.NARRATIVE, **where, **written))
        for position, (kind, weight, text) in enumerate([*FINDINGS, PRACTICE][: 4 if code == "exceeds" else 3], 1):
            findings.append((Finding(rating=rating, kind=kind, weight=weight, position=position, revision=1), text))
    Finding.objects.bulk_create(finding for finding, _text in findings)
    CriterionMet.objects.bulk_create(
        CriterionMet(finding=finding, criterion_id=criterion.id)
        for finding, _text in findings
        if finding.kind == FindingKind.GOOD_PRACTICE
        for criterion in made.version.criteria
    )
    noted = {"kind": PassageKind.FINDING, "revision": 1, "changed_by": made.bram, "changed_at": NOW}
    passages += [
        Passage(assessment_id=finding.rating.assessment_id, finding=finding, text=text, **noted)
        for finding, text in findings
    ]
    passages += [Passage(assessment=one, kind=PassageKind.ADVICE, text=SENTENCE, revision=1) for one in batch]
    Passage.objects.bulk_create(passages)


def _add_talk(made: World, batch: list[tuple[Assessment, Team]]) -> None:
    """A chain of events for each, and in review two threads on the first scale and one on the whole."""
    events = [event for one, team in batch for event in _chain(made, one, team)]
    Event.objects.bulk_create(events)
    Assessment.objects.bulk_update([one for one, _team in batch], ["event_count", "event_hash"])
    scales = [made.version.scales[0].id, made.version.scales[0].id, None]
    threads = [
        (Thread(assessment=one, scale_id=scale, opened_at=NOW), team)
        for one, team in batch
        if one.state == State.REVIEW
        for scale in scales
    ]
    Thread.objects.bulk_create(thread for thread, _team in threads)
    Comment.objects.bulk_create(
        Comment(thread=thread, author=team[role], text=SENTENCE, at=NOW)
        for thread, team in threads
        for role in (TeamRole.REVIEWER, TeamRole.MEMBER)
    )


def _chain(made: World, one: Assessment, team: Team) -> Iterator[Event]:
    deeds: list[tuple[Verb, dict[str, Any]]] = [(Verb.CREATED, {"centre": one.centre.institution_number})]
    deeds += [(Verb.RATED, {"scale": scale.code, "level": "meets"}) for scale in made.version.scales]
    for sequence, (verb, payload) in enumerate(deeds, 1):
        event = Event(assessment=one, sequence=sequence, actor=team[TeamRole.COORDINATOR], verb=verb, payload=payload)
        event.at, event.previous_hash = NOW - timedelta(days=9 - sequence), one.event_hash
        event.hash = one.event_hash = hash_of(event)
        one.event_count = sequence
        yield event


class Reports:
    """Reports with real snapshots: taken once for each sequence of levels, then told of other centres and days."""

    def __init__(self, made: World):
        self.made = made
        self.taken: dict[int, dict[str, Any]] = {}

    def add(self, batch: list[Assessment]) -> None:
        Report.objects.bulk_create(
            Report(
                assessment=one,
                edition=1,
                snapshot=data,
                snapshot_sha256=snapshot.digest(data),
                pdf=f"reports/{one.pk}.pdf",
                pdf_sha256="0" * 64,
                issued_at=one.finalised_at,
            )
            for one in batch
            for data in [self.snapshot(one)]
        )

    def snapshot(self, one: Assessment) -> dict[str, Any]:
        kind = one.pk % len(LEVELS)
        if kind not in self.taken:
            self.taken[kind] = snapshot.take(assessment=one, actor=self.made.others[0], at=NOW)
        centre = {**self.taken[kind]["centre"], "institution_number": one.centre.institution_number}
        return {
            **self.taken[kind],
            "reference": one.reference,
            "centre": {**centre, "name": one.centre.name, "full_name": one.centre.full_name},
            "visit": {"start": one.visit_start.isoformat(), "end": one.visit_end.isoformat()},
        }


def _analyse() -> None:
    """What PostgreSQL's autovacuum does by itself a minute later; SQLite is left as the portal leaves it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
