"""`manage.py demo`: complete, made through the actions, and only where it belongs."""

import re
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from assessments.board import remarks_of
from assessments.dossier import dossier_of
from assessments.enums import State
from assessments.events import broken_links
from assessments.grants import report
from assessments.models import Assessment, Event, Passage
from assessments.reports.models import Report
from portal.accounts.models import User
from portal.centres.unreachable import unreachable
from portal.holidays import holiday_on
from portal.home.demo_assessments import CONTENT
from portal.home.demo_planning import VISITS
from portal.home.glance import glances
from portal.home.logins import LOGINS, PASSWORD
from portal.mail.models import OutgoingMail
from tests.conftest import QUICK_HASHERS

TEXTS = Path(CONTENT)


@pytest.fixture(scope="module")
def _made_once(django_db_setup, django_db_blocker):
    """Making it takes seconds, and nobody here changes it."""
    quickly = override_settings(PASSWORD_HASHERS=QUICK_HASHERS)
    with quickly, django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_made_once, db):
    """The demo's data."""


def told() -> QuerySet:
    """The assessments that have a story."""
    return Assessment.objects.filter(memberships__user__email="bram@example.be")


def planned() -> QuerySet:
    """What the other inspectors have ahead."""
    return Assessment.objects.exclude(pk__in=told().values("pk"))


def test_assessments_in_each_state(demo):
    rows = told().order_by("centre__name", "visit_start")
    assert list(rows.values_list("centre__name", "state")) == [
        ("CDO Genk", State.FINAL),
        ("CDO Gent", State.FINAL),
        ("CDO Mechelen", State.REVIEW),
        ("CDO Oostende", State.DRAFT),
        ("CLW Aalst", State.DRAFT),
        ("CLW Brugge", State.REVIEW),
        ("CLW Kortrijk", State.DRAFT),
        ("CLW Vilvoorde", State.FINAL),
        ("CLW Vilvoorde", State.DRAFT),
    ]
    assert Assessment.objects.filter(state=State.REVIEW, judgement_locked_at__isnull=False).count() == 1
    assert Assessment.objects.exclude(returned_reason="").count() == 1


def test_the_first_one_lacks_a_motivation(demo):
    dossier = dossier_of(Assessment.objects.get(centre__name="CLW Vilvoorde", state=State.DRAFT))
    l1, l2, l3, l4 = dossier.scales
    assert (l1.is_rated, l1.is_written, l1.is_motivated) == (True, True, False)
    assert l2.is_complete
    assert (l3.is_begun, l3.is_rated, l4.is_begun) == (True, False, False)


def test_the_start_page_and_the_pages_of_an_assessment_tell_the_same_of_each_scale(demo):
    bram = User.objects.get(email="bram@example.be")
    found = {glance.assessment: [progress_of(scale) for scale in glance.scales] for glance in glances(bram)}
    read = {assessment: [progress_of(work.progress) for work in dossier_of(assessment).scales] for assessment in found}
    assert found == read
    complete = {progress[-1] for scales in found.values() for progress in scales}
    assert complete == {True, False}


def progress_of(one) -> tuple:
    return (
        one.level,
        one.is_written,
        one.has_motivation,
        one.contradictions,
        one.is_motivated,
        one.findings_written,
        one.is_complete,
    )


def test_reports_are_issued_and_mailed(demo):
    assert Report.objects.count() == 3
    assert OutgoingMail.objects.filter(purpose="report").count() == 6  # a director and a board member each
    levels = {
        work.level.code for each in Assessment.objects.filter(state=State.FINAL) for work in dossier_of(each).scales
    }
    assert levels == {"below", "approximates", "meets", "exceeds"}


def test_the_days_are_told_in_order_and_the_chain_holds(demo):
    assert list(broken_links()) == []
    assert report(timezone.localdate()) == []
    for assessment in Assessment.objects.all():
        moments = list(assessment.events.order_by("sequence").values_list("at", flat=True))
        assert moments == sorted(moments)
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


def test_everybody_can_sign_in(demo, settings):
    assert [User.objects.get(email=email).check_password(PASSWORD) for email, _who in LOGINS] == [True] * len(LOGINS)


def test_narratives_are_long_enough_and_no_two_are_equal(demo):
    texts = list(Passage.objects.filter(kind="narrative").exclude(text="").values_list("text", flat=True))
    lengths = sorted(len(text.split()) for text in texts)
    assert len(set(texts)) == len(texts)
    assert lengths[1] >= 60  # the very shortest is one that Chloé has just begun
    assert lengths[-1] <= 120


def test_stories_name_no_pupil_and_no_teacher():
    """Titles before a surname, or a given name with an initial: neither belongs into a report."""
    for path in TEXTS.glob("*.yaml"):
        scales = yaml.safe_load(path.read_text(encoding="utf-8")).get("scales", {})
        words = " ".join(scale["narrative"] for scale in scales.values())
        assert re.findall(r"\b(?:meneer|mevrouw|juf|meester) [A-Z]|\b[A-Z][a-z]+ [A-Z]\.", words) == []


def test_not_twice(demo):
    with pytest.raises(CommandError, match="There are people already"):
        call_command("demo")
    assert told().count() == 9


def test_the_board_has_a_year_of_work(demo):
    """Ahead, with teams that have declared; one visit lies in a school holiday, and the board says so."""
    today = timezone.localdate()
    rows = planned().order_by("pk")
    assert rows.filter(state=State.DRAFT, visit_start__gt=today).count() == rows.count() == len(VISITS) + 1
    assert not rows.filter(memberships__role="coordinator", memberships__conflict_declared_at=None).exists()
    assert [bool(holiday_on(each.visit_start)) for each in rows] == [False] * len(VISITS) + [True]
    assert remarks_of(rows.last()) != []


def test_one_term_is_over_one_successor_is_invited_one_address_refuses_mail(demo):
    amina = User.objects.get(email="amina@example.be")
    found = {centre.name: centre.reason for centre in unreachable(amina, timezone.localdate())}
    assert found == {"CLW Turnhout": "over", "CDO Hasselt": "invited", "CDO Antwerpen-Noord": "bounced"}
