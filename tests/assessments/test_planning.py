"""Planning: a new assessment, its days, its team, declarations; the chain of events."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from assessments.access import grants_called_for, grants_held
from assessments.declaring import declare
from assessments.dossier import dossier_of
from assessments.enums import Verb
from assessments.errors import Outdated, Refused
from assessments.events import broken_links, record
from assessments.models import Assessment, Event, FirstRating, Membership
from assessments.planning import plan, replan
from rubric.models import InstrumentVersion
from tests.assessments.conftest import REFERENCE, fresh, give, write
from tests.instruments import published, second_version


@pytest.fixture
def planning(centre, version, bram, chloe, dirk, amina):
    return {
        "reference": "2026-020",
        "centre": centre,
        "school_year": 2026,
        "visit_start": date(2026, 11, 16),
        "visit_end": date(2026, 11, 18),
        "versions": [version],
        "team": {bram: "coordinator", chloe: "member", dirk: "reviewer"},
        "actor": amina,
    }


def days(assessment):
    return {name: getattr(assessment, name) for name in ("school_year", "visit_start", "visit_end")}


def again(assessment, team, actor, seen=None, **changed):
    seen = fresh(assessment).revision if seen is None else seen
    replan(reference=assessment.reference, team=team, seen=seen, actor=actor, **(days(assessment) | changed))


def team_of(assessment):
    return {member.user.given_name: str(member.role) for member in assessment.memberships.select_related("user")}


def test_a_new_assessment_is_ready_to_work_on(planning, amina):
    assessment = plan(**planning)
    dossier = dossier_of(assessment)
    assert (assessment.state, assessment.edition) == ("draft", 1)
    assert [(work.scale.code, work.level, work.narrative.text) for work in dossier.scales] == [
        ("L1", None, ""),
        ("L2", None, ""),
        ("L3", None, ""),
        ("L4", None, ""),
    ]
    assert team_of(assessment) == {"Bram": "coordinator", "Chloé": "member", "Dirk": "reviewer"}
    assert grants_held(assessment.pk) == grants_called_for(assessment.memberships.all())
    assert [(event.verb, event.actor) for event in assessment.events.all()] == [
        ("created", amina),
        ("team_changed", amina),
    ]


def test_only_administrators_plan(planning, bram, els):
    for actor in (bram, els):
        with pytest.raises(Refused):
            plan(**planning | {"actor": actor})
    assert Assessment.objects.count() == 0


def wrong_plans(planning, people, version):
    amina, bram, dirk, els, gone = people
    return [
        ({"visit_end": date(2026, 11, 15)}, "visit_end"),
        ({"reference": "zonder-cijfer"}, "reference"),
        ({"reference": "met spatie 1"}, "reference"),
        ({"versions": []}, "versions"),
        ({"versions": [version, version]}, "versions"),
        ({"team": {}}, "coordinator"),
        ({"team": {dirk: "reviewer"}}, "coordinator"),
        ({"team": {bram: "coordinator", dirk: "coordinator"}}, "coordinator"),
        ({"team": {bram: "coordinator", els: "member"}}, "members"),
        ({"team": {bram: "coordinator", amina: "member"}}, "members"),
        ({"team": {bram: "coordinator", gone: "member"}}, "members"),
    ]


def test_a_wrong_plan_names_the_field_and_leaves_nothing(planning, amina, bram, dirk, els, gust, version):
    gust.is_active = False
    gust.save()
    wrong = wrong_plans(planning, (amina, bram, dirk, els, gust), version)
    named = []
    for change, _field in wrong:
        with pytest.raises(ValidationError) as refused:
            plan(**planning | change)
        named.extend(refused.value.error_dict)
    assert named == [field for _change, field in wrong]
    assert (Assessment.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_only_published_versions_are_used(planning, version, status):
    with pytest.raises(ValidationError) as refused:
        plan(**planning | {"versions": [InstrumentVersion(pk=version.pk, instrument_id=1, status=status)]})
    assert list(refused.value.error_dict) == ["versions"]


def test_a_reference_is_given_once(planning):
    plan(**planning)
    with pytest.raises(ValidationError) as refused:
        plan(**planning)
    assert list(refused.value.error_dict) == ["reference"]


def test_changing_days_and_team(draft, amina, bram, chloe, dirk, gust):
    team = {chloe: "coordinator", bram: "member", gust: "reviewer"}
    again(draft, team, amina, visit_end=date(2026, 11, 19))
    assert fresh(draft).visit_end == date(2026, 11, 19)
    assert team_of(draft) == {"Bram": "member", "Chloé": "coordinator", "Gust": "reviewer"}
    assert grants_held(draft.pk) == grants_called_for(draft.memberships.all())
    assert list(Assessment.objects.visible_to(dirk)) == []
    assert list(Assessment.objects.visible_to(gust)) == [draft]
    assert [event.verb for event in draft.events.all()][-2:] == ["planned", "team_changed"]


def test_who_stays_keeps_the_declaration_and_the_first_ratings(draft, amina, bram, chloe, gust):
    member = draft.memberships.get(user=chloe)
    scale = dossier_of(draft).scales[0]
    FirstRating.objects.create(
        assessment=draft, member=member, scale_id=scale.scale.id, level_id=scale.version.level("meets").id
    )
    again(draft, {chloe: "coordinator", bram: "expert", gust: "member"}, amina)
    declared = {each.user.given_name: each.conflict_declared_at is not None for each in draft.memberships.all()}
    assert declared == {"Bram": True, "Chloé": True, "Gust": False}
    assert [each.member for each in FirstRating.objects.all()] == [member]


def test_the_same_planning_again_is_no_deed_of_the_team(draft, amina, bram, chloe, dirk):
    before = draft.events.count()
    again(draft, {bram: "coordinator", chloe: "member", dirk: "reviewer"}, amina)
    assert draft.events.count() == before


def test_stale_planning_changes_nothing(draft, amina, bram, gust):
    with pytest.raises(Outdated):
        again(draft, {bram: "coordinator", gust: "member"}, amina, seen=draft.revision + 1)
    assert team_of(draft) == {"Bram": "coordinator", "Chloé": "member", "Dirk": "reviewer"}


@pytest.mark.parametrize("deed", ["rated", "wrote", "proposed", "moved", "rated first"])
def test_who_worked_on_it_cannot_become_its_reviewer(draft, amina, bram, chloe, gust, deed):
    if deed == "rated":
        give("L1", "meets", chloe)
    elif deed == "wrote":
        write(dossier_of(draft).scales[0].narrative, "Van Chloé.", chloe)
    elif deed == "proposed":
        write(dossier_of(draft).scales[0].narrative, "Van Bram.", bram)
        assert write(dossier_of(draft).scales[0].narrative, "Van Chloé.", chloe, base=0).outcome == "conflict"
    elif deed == "moved":
        record(assessment=fresh(draft), actor=chloe, verb=Verb.MOVED, at=timezone.now())
    else:
        work = dossier_of(draft).scales[0]
        first = {"scale_id": work.scale.id, "level_id": work.version.level("meets").id}
        FirstRating.objects.create(assessment=draft, member=draft.memberships.get(user=chloe), **first)
    with pytest.raises(ValidationError) as refused:
        again(draft, {bram: "coordinator", gust: "member", chloe: "reviewer"}, amina)
    assert list(refused.value.error_dict) == ["reviewer"]
    again(draft, {bram: "coordinator", gust: "reviewer", chloe: "member"}, amina)
    assert team_of(draft) == {"Bram": "coordinator", "Chloé": "member", "Gust": "reviewer"}


def test_declaring(planned, bram, chloe, dirk):
    with pytest.raises(ValidationError) as refused:
        declare(reference=REFERENCE, conflict=True, declaration=" ", actor=chloe)
    assert list(refused.value.error_dict) == ["declaration"]
    declare(reference=REFERENCE, conflict=True, declaration=" Mijn zus werkt er. ", actor=chloe)
    member = Membership.objects.get(user=chloe)
    assert (member.conflict, member.conflict_declaration) == (True, "Mijn zus werkt er.")
    with pytest.raises(Refused):
        declare(reference=REFERENCE, conflict=False, declaration="", actor=dirk)


def test_the_chain_of_events_is_whole(complete):
    assert list(broken_links()) == []
    assert complete.event_count == complete.events.count() == 9


def changed(event):
    event.payload = {"level": "exceeds"}
    event.save()


def removed(event):
    event.delete()


def by_another(event):
    event.actor = event.assessment.memberships.get(role="reviewer").user
    event.save()


@pytest.mark.parametrize("tamper", [changed, removed, by_another])
@pytest.mark.parametrize("which", ["first", "last"])
def test_tampering_with_the_past_shows(complete, without_triggers, tamper, which):
    tamper(getattr(complete.events.filter(verb="rated").order_by("sequence"), which)())
    assert list(broken_links()) != []


def test_cutting_off_the_last_deed_shows(complete, without_triggers):
    complete.events.last().delete()
    assert list(broken_links()) == [f"{REFERENCE}: the chain does not end where it should"]


def test_a_declared_conflict_can_be_corrected_and_both_are_on_record(planned, bram):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn broer geeft er les.", actor=bram)
    declare(reference=REFERENCE, conflict=False, declaration="", actor=bram)
    member = planned.memberships.get(user=bram)
    assert (member.conflict, member.conflict_declaration) == (False, "")
    declared = planned.events.filter(verb="declared").values_list("payload", flat=True)
    assert [each["conflict"] for each in declared] == [True, False]


def test_a_declared_conflict_on_which_somebody_acted_stays(planned, amina, bram, chloe, gust):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn broer geeft er les.", actor=bram)
    again(planned, {chloe: "coordinator", bram: "expert", gust: "member"}, amina)
    with pytest.raises(Refused, match="The team changed since"), translation.override("en"):
        declare(reference=REFERENCE, conflict=False, declaration="", actor=bram)
    member = planned.memberships.get(user=bram)
    assert (member.conflict, member.conflict_declaration) == (True, "Mijn broer geeft er les.")


def test_no_conflict_with_words_about_one_is_refused(planned, bram):
    with pytest.raises(ValidationError) as refused:
        declare(reference=REFERENCE, conflict=False, declaration="Mijn broer geeft er les.", actor=bram)
    assert list(refused.value.message_dict) == ["declaration"]
    assert planned.memberships.get(user=bram).conflict_declared_at is None


def test_the_forms_errors_hang_at_their_fields(sign_in, planning, amina, bram, centre, version):
    sent = {
        "reference": "2026-021",
        "centre": centre.institution_number,
        "target": centre.pk,
        "school_year": 2026,
        "visit_start": "2026-11-18",
        "visit_end": "2026-11-16",
        "versions": [version.pk],
        "coordinator": bram.pk,
        "reviewer": bram.pk,
    }
    answer = sign_in(amina).post("/assessments/new/", sent)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (400, ["reviewer", "visit_end"])


def test_two_versions_of_one_instrument_are_told_apart_and_refused_by_name(
    sign_in, planning, amina, bram, centre, version, shipped
):
    second = published(second_version(shipped, valid_from="2027-09-01"))
    other = published(replace(shipped, instrument="taalbeleid"))
    sent = {
        "reference": "2026-021",
        "centre": centre.institution_number,
        "target": centre.pk,
        "school_year": 2026,
        "visit_start": "2026-11-16",
        "visit_end": "2026-11-18",
        "versions": [version.pk, second.pk, other.pk],
        "coordinator": bram.pk,
    }
    answer = sign_in(amina).post("/assessments/new/", sent, headers={"accept-language": "en"})
    name = f"Of “{version.title}” (dbso-leerlingenbegeleiding)"
    reason = f"{name} you chose the versions 2 and 1: choose one of them."
    assert (answer.status_code, answer.context["form"].errors) == (400, {"versions": [reason]})
    choices = [label for _value, label in answer.context["form"].fields["versions"].choices]
    assert f"{version.title}, version 2 · dbso-leerlingenbegeleiding · valid since 1 September 2027" in choices
    assert len(set(choices)) == len(choices) == 3


def test_who_locked_the_judgement_does_not_review(planned, amina, bram, chloe):
    record(assessment=fresh(planned), actor=bram, verb=Verb.LOCKED, at=timezone.now())
    with pytest.raises(ValidationError):
        again(planned, {chloe: "coordinator", bram: "reviewer"}, amina)


@pytest.mark.parametrize("name", ["members", "experts", "versions"])
def test_a_key_beyond_every_integer_is_no_choice(name, amina, db, sign_in):
    page = sign_in(amina).post("/assessments/new/", {name: "99999999999999999999"})
    assert (page.status_code, name in page.context["form"].errors) == (400, True)


def test_a_visit_lies_in_its_school_year(planning):
    with pytest.raises(ValidationError) as refused:
        plan(**planning | {"school_year": 2025})
    assert list(refused.value.error_dict) == ["school_year"]


LONG_AGO_AND_FAR_AWAY = [
    ({"school_year": 0, "visit_start": date(1, 1, 1), "visit_end": date(1, 1, 2)}, {"school_year"}),
    ({"school_year": 1989, "visit_start": date(1989, 11, 1), "visit_end": date(1989, 11, 2)}, {"school_year"}),
    ({"school_year": 9999, "visit_start": date(9999, 12, 30), "visit_end": date(9999, 12, 31)}, {"school_year"}),
    ({"visit_start": date(2026, 11, 2), "visit_end": date(9999, 12, 31)}, {"visit_end"}),
    ({"visit_start": date(2026, 11, 2), "visit_end": date(2026, 12, 3)}, {"visit_end"}),
]


@pytest.mark.parametrize(("days", "named"), LONG_AGO_AND_FAR_AWAY)
def test_a_visit_is_in_our_time_and_not_endless(days, named, planning):
    with pytest.raises(ValidationError) as refused:
        plan(**planning | days)
    assert named <= set(refused.value.error_dict)


def test_a_visit_of_thirty_days_is_possible(planning):
    last = date(2026, 12, 2)
    assert plan(**planning | {"visit_start": date(2026, 11, 2), "visit_end": last}).visit_end == last


@pytest.mark.parametrize(
    "days", [{"school_year": 0}, {"school_year": 2101}, {"visit_start": date(1, 1, 1)}, {"visit_end": date.max}]
)
def test_the_database_refuses_days_out_of_our_time(days, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=draft.pk).update(**days)


def test_who_declared_a_conflict_does_not_review(planned, amina, bram, chloe, dirk, gust):
    declare(reference=REFERENCE, conflict=True, declaration="Mijn zus werkt er.", actor=chloe)
    for before in ({bram: "coordinator", chloe: "member", dirk: "reviewer"}, {bram: "coordinator", gust: "member"}):
        again(planned, before, amina)  # as she stands, and after she left
        with pytest.raises(ValidationError) as refused:
            again(planned, {bram: "coordinator", gust: "member", chloe: "reviewer"}, amina)
        assert list(refused.value.error_dict) == ["reviewer"]


@pytest.mark.parametrize("conflict", [True, False])
def test_a_declaration_holds_for_who_comes_back(conflict, planned, amina, bram, chloe, dirk):
    words = "Mijn zus werkt er." if conflict else ""
    declare(reference=REFERENCE, conflict=conflict, declaration=words, actor=chloe)
    before = Membership.objects.get(user=chloe)
    again(planned, {bram: "coordinator", dirk: "reviewer"}, amina)
    again(planned, {bram: "coordinator", dirk: "reviewer", chloe: "member"}, amina)
    now = Membership.objects.get(user=chloe)
    for name in ("conflict_declared_at", "conflict", "conflict_declaration"):
        assert getattr(now, name) == getattr(before, name)
    if conflict:
        with pytest.raises(Refused):
            declare(reference=REFERENCE, conflict=False, declaration="", actor=chloe)


def test_a_declaration_is_not_endless(planned, chloe, sign_in):
    words = "Mijn zus werkt er. " * 300
    page = sign_in(chloe).post(f"/assessments/{REFERENCE}/declaration/", {"conflict": "yes", "declaration": words})
    assert (page.status_code, list(page.context["declaration"].errors)) == (400, ["declaration"])
    assert words.strip() in page.text
    assert Membership.objects.get(user=chloe).conflict_declared_at is None
