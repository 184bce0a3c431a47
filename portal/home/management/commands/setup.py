"""Everything that stands between installed packages and a portal that can run; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from portal.accounts.models import User
from rubric.loading import SHIPPED, load


class Command(BaseCommand):
    help = (
        "Migrate, make the cache table, load the shipped instrument; in demo mode on an empty database the demo data."
    )

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=verbosity - 1)
        call_command("createcachetable", verbosity=0)
        load(SHIPPED)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if settings.DEMO:
            if not User.objects.exists():
                self.stdout.write("Making the demo data …")
                call_command("demo", verbosity=0)
        else:
            call_command("collectstatic", interactive=False, verbosity=0)
