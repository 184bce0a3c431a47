"""Assessments that are ready to be reported on, made of rows directly: the actions have tests of their own."""

from datetime import UTC, date, datetime

from assessments.enums import Advice, PassageKind, State, TeamRole
from assessments.models import Assessment, CriterionMet, Finding, Membership, Passage, Rating, Scope
from portal.centres.models import Appointment, CentreUserObjectPermission
from rubric.models import Descriptor, Instrument, InstrumentVersion, Level, PracticeCriterion, Scale, Statement

AT = datetime(2026, 4, 14, 9, 30, tzinfo=UTC)
LEVELS = ["beneden", "benadert", "volgens", "overstijgt"]


def make_version(
    code="leerlingenbegeleiding", *, number="2019", levels=LEVELS, target=3, scales=4
) -> InstrumentVersion:
    """A published version with so many levels and scales, two sentences a descriptor and two criteria."""
    version = InstrumentVersion.objects.create(
        instrument=Instrument.objects.create(code=code),
        number=number,
        title=f"Ontwikkelingsschalen {code}",
        quality_area=code,
        scope="Centra voor deeltijds onderwijs",
        introduction="Vier niveaus.",
        target_explanation="Het streefdoel voor elk centrum.",
        good_practice_definition="Overstijgt het gangbare.",
        content_sha256="c0ffee" * 10 + "beef",
    )
    rows = [
        Level.objects.create(
            version=version,
            position=position,
            code=f"level-{position}",
            title=f"{word} de verwachting",
            short_title=word,
            title_en=f"{word} in English",
            short_title_en=f"{word} en",
            legend=f"Toelichting bij {word}.",
            is_target=position == target,
        )
        for position, word in enumerate(levels, 1)
    ]
    for position, text in enumerate(["het overstijgt het gangbare", "het inspireert andere centra"], 1):
        PracticeCriterion.objects.create(version=version, position=position, code=f"criterion-{position}", text=text)
    for position in range(1, scales + 1):
        scale = Scale.objects.create(
            version=version, position=position, code=f"L{position}", title=f"Schaal {position}"
        )
        for level in rows:
            descriptor = Descriptor.objects.create(scale=scale, level=level)
            for sentence in (1, 2):
                text = f"Zin {sentence} van {scale.code} bij {level.short_title}."
                Statement.objects.create(descriptor=descriptor, position=sentence, text=text)
    version.status = "published"  # from here on the database refuses changes
    version.save()
    return version


def make_assessment(centre, versions, people, *, reference="2026-014", positions=(3, 2, 4, 2), **fields) -> Assessment:
    """A final assessment; `people` are coordinator, member and reviewer, `positions` the levels of the scales."""
    assessment = Assessment.objects.create(
        **{
            "reference": reference,
            "centre": centre,
            "school_year": 2025,
            "visit_start": date(2026, 3, 16),
            "visit_end": date(2026, 3, 18),
            "state": State.FINAL,
            "advice": Advice.WITH_OBLIGATION,
            "judgement_locked_at": AT,
            "judgement_sha256": "0" * 64,
            "synthesis_on": date(2026, 3, 20),
            "finalised_at": AT,
            **fields,
        }
    )
    for user, role in zip(people, (TeamRole.COORDINATOR, TeamRole.MEMBER, TeamRole.REVIEWER), strict=True):
        Membership.objects.create(assessment=assessment, user=user, role=role, conflict_declared_at=AT)
    write(assessment, PassageKind.ADVICE, "Het centrum werkt aan de tekorten.")
    for position, version in enumerate(versions, 1):
        Scope.objects.create(assessment=assessment, version=version, position=position)
        levels = {level.position: level for level in version.levels.all()}
        for scale in version.scales.order_by("position"):
            level = levels[positions[(scale.position - 1) % len(positions)]]
            rating = Rating.objects.create(assessment=assessment, scale=scale, level=level, revision=1)
            write(assessment, PassageKind.NARRATIVE, f"Verhaal bij {scale.code}.", scale=scale)
            add_finding(rating, "strength", "", f"Sterk in {scale.code}.")
            add_finding(rating, "improvement_point", "essential", f"Beter kan {scale.code}.")
            if level.position == len(levels):
                practice = add_finding(rating, "good_practice", "", f"Voorbeeld uit {scale.code}.")
                for criterion in version.practice_criteria.all():
                    CriterionMet.objects.create(finding=practice, criterion=criterion)
    return assessment


def write(assessment, kind, text, *, scale=None, finding=None) -> Passage:
    return Passage.objects.create(assessment=assessment, kind=kind, scale=scale, finding=finding, text=text, revision=1)


def add_finding(rating, kind, weight, text) -> Finding:
    finding = Finding.objects.create(
        rating=rating, kind=kind, weight=weight, position=rating.findings.count() + 1, revision=1
    )
    write(rating.assessment, PassageKind.FINDING, text, finding=finding)
    return finding


def appoint(user, centre, function, *, start=date(2020, 9, 1), end=None) -> Appointment:
    """In office, with the grant that goes with it."""
    from django.contrib.auth.models import Permission  # noqa: PLC0415 -- needs the loaded apps

    permission = Permission.objects.get(codename="view_outcomes", content_type__app_label="centres")
    CentreUserObjectPermission.objects.get_or_create(user=user, permission=permission, content_object=centre)
    return Appointment.objects.create(user=user, centre=centre, function=function, start=start, end=end)
