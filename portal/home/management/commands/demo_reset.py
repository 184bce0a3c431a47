"""`make demo-reset`: the demo, as new."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from portal.home.lock import Held, hold

# By name, not the whole directory: VAR_DIR may be set to one that holds more than ours.
OURS = ["portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm", "files", "outbox", "static", "run"]


class Command(BaseCommand):
    help = "Throw away all data of the demo on this machine, and make it anew. Refuses while the portal runs."
    requires_system_checks: list[str] = []  # what is broken is about to be thrown away

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or connection.settings_dict["NAME"] != str(settings.VAR_DIR / "portal.sqlite3"):
            raise CommandError("Only the demo's own data is thrown away: demo mode is off, or DATABASE_URL is set.")
        try:
            lock = hold(settings.VAR_DIR)
        except Held as held:
            raise CommandError(f"{held} Stop it first (Ctrl-C), then start over.") from None
        with lock:
            for name in OURS:
                remove(settings.VAR_DIR / name)
            for schedule in settings.VAR_DIR.glob("celerybeat-schedule*"):
                remove(schedule)
            self.stdout.write("Threw the demo's data away.")
            call_command("setup")
        self.stdout.write("The demo is as new. Start it: make run")


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
