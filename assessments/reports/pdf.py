"""The report as PDF: one file for eyes, screen readers (PDF/UA-1) and archives (PDF/A-2a).

Data goes to typst as JSON and labels come translated from here: nothing that people typed is ever markup.
"""

import json
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.reports.errors import ReportNotMade
from assessments.reports.presenting import FindingView, InstrumentView, LevelView, Outcome, ScaleView
from assessments.reports.printable import printable_data
from assessments.reports.typesetting import HERE, typeset

Data = dict[str, Any]


def make_pdf(snapshot: Data) -> bytes:
    """The PDF of a snapshot: the same snapshot gives the same bytes. Raises ReportNotMade with the reason."""
    with translation.override(Outcome.language):
        outcome = Outcome(snapshot)
        data = printable_data(_document(outcome))
    try:
        source = (HERE / "report.typ").read_bytes()
        return typeset(source, inputs={"data": json.dumps(data)}, at=outcome.finalised_at)
    except (typst.TypstError, OSError) as error:
        reason = _("The report could not be made: %(reason)s") % {"reason": str(error)[:300]}
        raise ReportNotMade(reason) from error


def _document(outcome: Outcome) -> Data:
    name = _("Inspection report %(reference)s, edition %(edition)s") % {
        "reference": outcome.reference,
        "edition": outcome.edition,
    }
    return {
        "language": outcome.language,
        "title": f"{outcome.title}: {outcome.centre['name']}",
        "heading": outcome.title,
        "centre": outcome.centre["name"],
        "name": name,
        "labels": _labels(),
        "facts": _facts(outcome),
        "advice": {"text": outcome.advice, "motivation": _paragraphs(outcome.advice_motivation)},
        "instruments": [_instrument(part) for part in outcome.instruments],
    }


def _labels() -> Data:
    return {
        "about": _("About this inspection"),
        "advice": _("Advice"),
        "where": _("Where the centre stands"),
        "scale": _("Development scale"),
        "picture": _("Steps"),
        "level": _("Level"),
        "distance": _("Distance to the target"),
        "levels": _("What the levels mean"),
        "descriptor": _("The level in the words of the instrument"),
        "narrative": _("What the team saw"),
        "motivation": _("Why the team chose this level"),
        "findings": _("Findings"),
        "finding": _("Finding"),
        "kind": _("Kind"),
        "criteria": _("Meets these criteria:"),
        "target": _("target"),
        "flag": _("The flag marks the target."),
        "version": _("The instrument of this inspection"),
        "page": _("page"),
        "of": _("of"),
    }


def _facts(outcome: Outcome) -> list[list[str]]:
    """Label and value of the administrative data; rows without a value are left out."""
    board = outcome.centre["board"]
    moment = date_format(outcome.finalised_at, "j F Y, H:i")
    rows = [
        (_("Centre"), outcome.centre["full_name"] or outcome.centre["name"]),
        (_("Institution number"), outcome.centre["institution_number"]),
        (_("Address"), outcome.address),
        (_("School board"), f"{board['name']} ({board['institution_number']})" if board else ""),
        (_("School year"), outcome.school_year),
        (_("Visit"), outcome.visit),
        (_("Team"), ", ".join(outcome.team)),
        (_("Synthesis meeting"), date_format(outcome.synthesis_on) if outcome.synthesis_on else ""),
        (_("Reviewer"), ", ".join(outcome.reviewers)),
        (_("Final"), _("on %(moment)s, by %(name)s") % {"moment": moment, "name": outcome.finalised_by}),
    ]
    return [[str(label), value] for label, value in rows if value]


def _instrument(part: InstrumentView) -> Data:
    version = [
        (_("Instrument"), part.title),
        (_("Version"), f"{part.code} {part.number}"),
        (_("Source"), part.source),
        (_("SHA-256 of its text"), part.content_sha256),
    ]
    return {
        "title": part.title,
        "target": part.has_target,
        "levels": [_level(level) for level in part.levels],
        "explanation": _paragraphs(part.target_explanation),
        "scales": [_scale(scale) for scale in part.scales],
        "version": [[str(label), value] for label, value in version if value],
    }


def _level(level: LevelView) -> Data:
    return {
        "name": level.name,
        "short": level.short_name,
        "legend": level.legend,
        "target": level.is_target,
        "reached": level.reached,
        "chosen": level.chosen,
    }


def _scale(scale: ScaleView) -> Data:
    return {
        "name": f"{scale.code} {scale.title}",
        "in_words": scale.in_words,
        "level": scale.level.name if scale.level else _("not rated"),
        "legend": scale.level.legend if scale.level else "",
        "distance": scale.distance,
        "levels": [_level(level) for level in scale.levels],
        "descriptor": " ".join(scale.descriptor),
        "narrative": _paragraphs(scale.narrative),
        "motivation": _paragraphs(scale.motivation),
        "findings": [_finding(finding) for finding in scale.findings],
    }


def _finding(finding: FindingView) -> Data:
    return {
        "sign": finding.sign,
        "kind": finding.label[:1].upper() + finding.label[1:],
        "weight": finding.weight,
        "text": _paragraphs(finding.text),
        "criteria": finding.criteria,
    }


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; line breaks within one stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return [paragraph.strip() for paragraph in lines if paragraph.strip()]
