"""Bringing what was recognised in a file into the database: as a draft, or published at once; all of it or nothing."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rubric.exchange.recognised import Recognised, with_errata
from rubric.manuscript import Manuscript
from rubric.models import Instrument, InstrumentVersion
from rubric.publishing import publish
from rubric.storing import add_draft

NO_TARGET = "-"


def chosen(
    found: Recognised, *, code: str, number: str, title: str, source: str, target: str, slips: list[str]
) -> Manuscript:
    """What was recognised, with what a person decided: names, the target ("-": none), slips taken over as errata."""
    content = with_errata(found.manuscript, [slip for slip in found.slips if slip.key in slips])
    return replace(
        content,
        instrument=code,
        version=number,
        title=title,
        source=source,
        source_sha256=content.source_sha256 if source else "",
        levels=[replace(level, target=level.code == target) for level in content.levels],
        without_target=target == NO_TARGET,
    )


def target_in(content: Manuscript) -> str:
    """The target as `chosen` takes it: a level's code, "-" for none, "" where it isn't said."""
    said = next((level.code for level in content.levels if level.target), "")
    return said or (NO_TARGET if content.without_target else "")


def proposed_name(content: Manuscript) -> tuple[str, str]:
    """Code and number: those of the file; an instrument here of the same title and scope gives its code."""
    same = InstrumentVersion.objects.filter(title=content.title, scope=content.scope).select_related("instrument")
    known = None if Instrument.objects.filter(code=content.instrument).exists() else same.order_by("-pk").first()
    code = known.instrument.code if known else content.instrument
    return code, free_number(code, content.version)


def free_number(code: str, wanted: str) -> str:
    taken = set(InstrumentVersion.objects.filter(instrument__code=code).values_list("number", flat=True))
    if wanted not in taken:
        return wanted
    return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)


@transaction.atomic
def import_version(*, content: Manuscript, published: bool) -> InstrumentVersion:
    """The new version that holds exactly this content. Raises ValidationError where its number is taken, and
    publishing.Incomplete where it should be published and lacks something: then nothing is stored at all."""
    Instrument.objects.get_or_create(code=content.instrument)
    # The lock makes a second import wait and then find the number of the first.
    instrument = Instrument.objects.select_for_update().get(code=content.instrument)
    if instrument.versions.filter(number=content.version).exists():
        raise ValidationError({"number": taken(content.instrument, content.version)})
    draft = add_draft(instrument, content)
    return publish(version_id=draft.pk, seen=content.content_sha256) if published else draft


def taken(code: str, number: str) -> str:
    free = free_number(code, number)
    return _("Version %(number)s of %(code)s is there already; %(free)s is free.") % {
        "number": number,
        "code": code,
        "free": free,
    }
