from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations

from rubric.exchange.nodes import RefusedFile, raw_of
from rubric.exchange.reader import recognise
from rubric.importing import chosen, import_version, target_in
from rubric.models import QuantifierWord
from rubric.publishing import Incomplete


class Command(BaseCommand):
    help = "Imports an instrument from its published document (Markdown), YAML or CASE JSON: as a draft, or published."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", help="the instrument's code; else that of the file or of its quality area")
        parser.add_argument("--number", help="the version's number; else that of the file, or 1")
        parser.add_argument("--publish", action="store_true", help="publish it at once; it must be complete")

    @no_translations
    def handle(self, *, file: Path, code: str | None, number: str | None, publish: bool, **options):
        try:
            words = list(QuantifierWord.objects.values_list("word", flat=True))
            found = recognise(raw_of(file), file.name, quantifiers=words)
            own = found.manuscript
            content = chosen(
                found,
                code=code or own.instrument,
                number=number or own.version,
                title=own.title,
                source=own.source,
                target=target_in(own),
                slips=[],
            )
            version = import_version(content=content, published=publish)
        except RefusedFile as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except Incomplete as error:
            lines = [f"{file}: it can't be published yet, nothing is stored", *(gap.reason for gap in error.gaps)]
            raise CommandError("\n".join(lines)) from error
        for part in found.left_over:
            self.stdout.write(f"{file}, line {part.line}: left over: {part.text[:100]}")
        for slip in found.slips:
            self.stdout.write(f"{slip.key}: perhaps a slip: {slip.sentence[:80]} ({slip.remark})")
        for gap in found.gaps:
            self.stdout.write(f"missing: {gap.reason}")
        self.stdout.write(
            f"{version.instrument.code} version {version.number}: {version.status}, {len(content.scales)} scales, "
            f"{len(content.levels)} levels (sha256 {content.content_sha256})"
        )
