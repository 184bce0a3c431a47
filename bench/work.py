"""The work on assessments: people with their grants, ratings, findings, texts, events and comments, in bulk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from assessments.access import GRANTS_OF_ROLE
from assessments.enums import PassageKind, State, TeamRole, Verb
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
from bench.world import NOW, World
from portal.accounts.models import User
from rubric.enums import FindingKind, Weight

Team = dict[TeamRole, User]
LEVELS = ("meets", "approximates", "exceeds", "below", "meets")  # of the shipped instrument
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


def add_people(batch: list[tuple[Assessment, Team]]) -> None:
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


def add_work(made: World, batch: list[Assessment]) -> None:
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


def add_talk(made: World, batch: list[tuple[Assessment, Team]]) -> None:
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
