"""`manage.py demo`: people, centres and assessments to look around with."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation

from portal.accounts.models import User
from portal.home.demo_assessments import make_assessments
from portal.home.demo_centres import make_people_and_centres
from portal.home.demo_people import move_people
from portal.home.demo_planning import make_planned
from portal.mail.models import OutgoingMail
from rubric.loading import SHIPPED, load


class Command(BaseCommand):
    help = "Fill an empty database of the demo with people, centres and assessments. Made through the portal's actions."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for demo mode only (DEMO=on): its passwords are known to everybody.")
        if User.objects.exists():
            raise CommandError(
                "There are people already; demo data is for an empty database. Start over: make demo-reset"
            )
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            version = load(SHIPPED).version
            make_people_and_centres()
            move_people()
            make_assessments(version)
            make_planned(version)
            # The ledger tells what this portal was asked: that was now, not on the days of the stories.
            OutgoingMail.objects.update(created_at=Now())
        if verbosity:
            self.stdout.write("The demo data is there. The people who can sign in: portal/home/logins.py")
