"""Fills a database of the bench's own: rows as the portal's actions make them, but many at a time.

`full` makes assessments with everything that pages read; `thin` only what the list of assessments reads.
What no measured page reads (earlier states of texts, evidence, mail, stored PDFs) is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from assessments.enums import Advice, State, TeamRole
from assessments.models import Assessment, AssessmentUserObjectPermission, Rating
from assessments.querysets import permission_id
from bench.reports import Reports
from bench.work import LEVELS, Team, add_people, add_talk, add_work
from bench.world import CENTRES, NOW, World

PER_CENTRE = 50
OWN = 50  # assessments that the measured inspector holds
TODAY = timezone.localdate(NOW)
# Of five visits to a centre: three are under way, two are final.
STATES = (State.DRAFT, State.REVIEW, State.FINAL, State.DRAFT, State.FINAL)

Held = Callable[[int], bool]  # whether the assessment with this number is Bram's


def full(made: World, total: int, held: Held) -> None:
    """So many assessments with everything that pages read."""
    reports = Reports(made)
    for batch in _batches(_assessments(made, total, held)):
        add_people(batch)
        add_work(made, [one for one, _team in batch])
        add_talk(made, batch)
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


def _analyse() -> None:
    """What PostgreSQL's autovacuum does by itself a minute later; SQLite is left as the portal leaves it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
