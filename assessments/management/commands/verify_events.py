"""`manage.py verify_events`: is the chain of deeds whole?"""

from typing import Any

from django.core.management import BaseCommand, CommandError

from assessments.events import broken_links
from assessments.models import Assessment, Event


class Command(BaseCommand):
    help = "Recompute the hash of every event. Exits 1 with a line for each that was changed, added or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = 0
        for line in broken_links():
            self.stdout.write(line)
            lines += 1
        if lines:
            raise CommandError(f"The chain of events is broken in {lines} places.")
        events, assessments = Event.objects.count(), Assessment.objects.count()
        self.stdout.write(f"{events} events in {assessments} assessments: chain whole")
