"""The chain of deeds: each event holds the hash of the one before it, so that a change of the past shows."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from assessments.enums import Verb
from assessments.models import Assessment, Event
from portal.accounts.models import User


def canonical(data: object) -> bytes:
    """JSON in one form only: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(data: object) -> str:
    """The hash of data in its canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def hash_of(event: Event) -> str:
    """What an event's hash must be, from what it says and from the hash before it."""
    moment = event.at.timestamp()
    return sha256(
        [event.assessment_id, event.sequence, event.actor_id, event.verb, event.payload, moment, event.previous_hash]
    )


def record(*, assessment: Assessment, actor: User, verb: Verb, at: datetime, **payload) -> Event:
    """Adds an event at the end of a held assessment's chain. Inside the caller's transaction."""
    event = Event(
        assessment=assessment,
        sequence=assessment.event_count + 1,
        actor=actor,
        verb=verb,
        payload=payload,
        at=at,
        previous_hash=assessment.event_hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    assessment.event_count, assessment.event_hash = event.sequence, event.hash
    Assessment.objects.filter(pk=assessment.pk).update(event_count=event.sequence, event_hash=event.hash)
    return event


def last_deed(assessment: Assessment, *verbs: Verb, **payload: object) -> Event | None:
    """The last of these deeds with such a payload, and its actor; 1 query."""
    said = {f"payload__{name}": value for name, value in payload.items()}
    return assessment.events.filter(verb__in=verbs, **said).select_related("actor").last()


def broken_links() -> Iterator[str]:
    """One line for each event or chain head that does not fit; nothing where all is well.

    People go on working meanwhile: what doesn't fit is read once more, while nobody can add to that chain.
    """
    for assessment in Assessment.objects.order_by("pk").iterator():
        if not _breaks(assessment):
            continue
        with transaction.atomic():
            lines = _breaks(Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk))
        yield from lines


def _breaks(assessment: Assessment) -> list[str]:
    lines, previous, count = [], "", 0
    for event in assessment.events.order_by("sequence"):
        count += 1
        if event.sequence != count:
            lines.append(f"{assessment.reference}: event {count} is missing")
        elif event.previous_hash != previous or event.hash != hash_of(event):
            lines.append(f"{assessment.reference}: event {event.sequence} was changed")
        previous, count = event.hash, event.sequence
    if (assessment.event_count, assessment.event_hash) != (count, previous):
        lines.append(f"{assessment.reference}: the chain does not end where it should")
    return lines
