"""What the journeys about typing share; the fixture `writer` is Bram at the text of L1."""

from django.utils import timezone

from assessments.access import sync_grants
from assessments.enums import PassageKind, TeamRole
from assessments.models import Membership, Passage
from assessments.writing import save_passage
from tests.journeys.conftest import PASSWORD

SCALE = "/assessments/2026-014/scales/dbso-leerlingenbegeleiding/L1/"


def narrative():
    return Passage.objects.get(kind=PassageKind.NARRATIVE, scale__code="L1").text


def type_text(page, text):
    page.locator("#narrative textarea").fill(text)
    page.locator("h1").click()


def sign_in_again(writer, person):
    with writer.context.expect_page() as opened:
        writer.page.locator(".signed-out a").click()
    login = opened.value
    login.fill("input[name=login]", person.email)
    login.fill("input[name=password]", PASSWORD)
    login.click("main button[type=submit]")
    login.wait_for_url("**/")


def colleague_writes(text, chloe, base=0):
    passage = Passage.objects.get(kind=PassageKind.NARRATIVE, scale__code="L1")
    joins(passage.assessment, chloe)
    save_passage(reference="2026-014", passage_id=passage.pk, base=base, text=text, actor=chloe)


def joins(assessment, colleague):
    """Makes somebody a member of the team who may write."""
    Membership.objects.get_or_create(assessment=assessment, user=colleague, role=TeamRole.MEMBER)
    sync_grants(assessment)
    Membership.objects.filter(user=colleague).update(conflict_declared_at=timezone.now(), conflict=False)
