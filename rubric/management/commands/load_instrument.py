from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from rubric.exchange.nodes import RefusedFile
from rubric.loading import load


class Command(BaseCommand):
    help = "Loads and publishes the instrument of a YAML file; the same file again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    @no_translations
    def handle(self, *, file: Path, **options):
        try:
            loaded = load(file)
        except RefusedFile as refusal:
            raise CommandError(str(refusal)) from refusal
        version = loaded.version
        done = "loaded and published" if loaded.created else "is there already, nothing changed"
        name = f"{version.instrument.code} version {version.number}"
        self.stdout.write(f"{name}: {done} (sha256 {version.content_sha256})")
