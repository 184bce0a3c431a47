"""Changing, adding, moving and removing the parts of a draft."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from rubric.arranging import add_part, move_part, remove_part
from rubric.drafting import Frozen
from rubric.editing import (
    NO_TARGET,
    Clash,
    add_expectation,
    change_facts,
    change_part,
    choose_target,
    described,
    remove_expectation,
    target_of,
)
from rubric.models import Expectation, InstrumentVersion, Level, PracticeCriterion, Scale
from tests.rubric.test_storing import a_manuscript, stored


@pytest.fixture
def draft(db):
    return stored(a_manuscript(scales=4, levels=3, target=2))


def fields_of(error) -> list[str]:
    return list(error.value.message_dict)


def codes(draft, part=Scale):
    return list(part.objects.filter(version=draft).order_by("position").values_list("code", "position"))


def test_a_field_is_changed_where_it_still_holds_what_was_read(draft):
    was = {"title": draft.title, "valid_to": None}
    change_facts(version_id=draft.pk, was=was, fields={"title": "Nieuw", "valid_to": date(2027, 8, 31)})
    now = InstrumentVersion.objects.get(pk=draft.pk)
    assert (now.title, now.valid_to) == ("Nieuw", date(2027, 8, 31))


def test_a_clash_changes_nothing_and_tells_what_it_holds(draft):
    change_facts(version_id=draft.pk, was={"title": draft.title}, fields={"title": "Van een ander"})
    was = {"title": draft.title, "scope": draft.scope}
    with pytest.raises(Clash) as clash:
        change_facts(version_id=draft.pk, was=was, fields={"title": "Van mij", "scope": "Anders"})
    assert clash.value.now == {"title": "Van een ander"}
    assert InstrumentVersion.objects.get(pk=draft.pk).scope == draft.scope
    change_facts(version_id=draft.pk, was={"title": draft.title}, fields={"title": "Van een ander"})  # the same again


def test_the_validity_ends_after_it_begins(draft):
    with pytest.raises(ValidationError) as refusal:
        change_facts(version_id=draft.pk, was={"valid_to": None}, fields={"valid_to": date(2026, 8, 31)})
    assert fields_of(refusal) == ["valid_to"]


def test_a_code_stands_once(draft):
    scale = draft.scales.get(code="S2")
    with pytest.raises(ValidationError) as refusal:
        change_part(version_id=draft.pk, part=Scale, pk=scale.pk, was={"code": "S2"}, fields={"code": "S1"})
    assert fields_of(refusal) == ["code"]
    with pytest.raises(ValidationError):
        add_part(version_id=draft.pk, part=Scale, fields={"code": "S1", "title": "Dubbel"})
    change_part(version_id=draft.pk, part=Scale, pk=scale.pk, was={"code": "S2"}, fields={"code": "Z2"})
    assert codes(draft) == [("S1", 1), ("Z2", 2), ("S3", 3), ("S4", 4)]


def test_parts_of_another_version_are_not_there(draft, version):
    foreign = version.scales.first()
    for act in (
        lambda: change_part(version_id=draft.pk, part=Scale, pk=foreign.pk, was={"title": "x"}, fields={"title": "y"}),
        lambda: move_part(version_id=draft.pk, part=Scale, pk=foreign.pk, to=1),
        lambda: remove_part(version_id=draft.pk, part=Scale, pk=foreign.pk),
    ):
        with pytest.raises(Scale.DoesNotExist):
            act()


@pytest.mark.parametrize(
    ("code", "to", "order", "got"),
    [
        ("S1", 3, "S2 S3 S1 S4", 3),
        ("S4", 1, "S4 S1 S2 S3", 1),
        ("S2", 99, "S1 S3 S4 S2", 4),
        ("S3", -5, "S3 S1 S2 S4", 1),
    ],
)
def test_moving(draft, code, to, order, got):
    assert move_part(version_id=draft.pk, part=Scale, pk=draft.scales.get(code=code).pk, to=to) == got
    assert codes(draft) == [(each, position) for position, each in enumerate(order.split(), 1)]


def test_moving_takes_as_many_queries_for_40_as_for_4(draft, django_assert_num_queries):
    large = stored(replace(a_manuscript(scales=40, levels=2, target=1), instrument="groot"))
    for one in (draft, large):
        first = one.scales.first()
        with django_assert_num_queries(6):  # savepoint (two), lock, order, two updates
            move_part(version_id=one.pk, part=Scale, pk=first.pk, to=3)


def test_levels_and_criteria_move_and_go_too(draft):
    move_part(version_id=draft.pk, part=Level, pk=draft.levels.get(code="niveau-3").pk, to=1)
    remove_part(version_id=draft.pk, part=Level, pk=draft.levels.get(code="niveau-1").pk)
    assert codes(draft, Level) == [("niveau-3", 1), ("niveau-2", 2)]
    remove_part(version_id=draft.pk, part=PracticeCriterion, pk=draft.practice_criteria.first().pk)
    assert codes(draft, PracticeCriterion) == [("twee", 1)]
    add_part(version_id=draft.pk, part=PracticeCriterion, fields={"code": "drie", "text": "Drie."})
    assert codes(draft, PracticeCriterion) == [("twee", 1), ("drie", 2)]


def test_the_target_is_one_level_or_none(draft):
    third = str(draft.levels.get(code="niveau-3").pk)
    second = target_of(draft, draft.levels.all())
    choose_target(version_id=draft.pk, was=second, target=third)
    assert list(draft.levels.filter(is_target=True).values_list("code", flat=True)) == ["niveau-3"]
    with pytest.raises(Clash) as clash:
        choose_target(version_id=draft.pk, was=second, target=NO_TARGET)
    assert clash.value.now == {"target": third}
    choose_target(version_id=draft.pk, was=third, target=NO_TARGET)
    now = InstrumentVersion.objects.get(pk=draft.pk)
    assert (now.without_target, draft.levels.filter(is_target=True).count()) == (True, 0)
    choose_target(version_id=draft.pk, was=NO_TARGET, target="")
    assert target_of(InstrumentVersion.objects.get(pk=draft.pk), draft.levels.all()) == ""


def test_a_target_of_another_version_is_not_there(draft, version):
    second = target_of(draft, draft.levels.all())
    for forged in (str(version.levels.first().pk), "0", "x", "9" * 40):
        with pytest.raises(Level.DoesNotExist):
            choose_target(version_id=draft.pk, was=second, target=forged)


def test_expectations_are_added_and_removed(draft):
    level = draft.levels.get(code="niveau-1")
    rule = add_expectation(
        version_id=draft.pk, level_id=level.pk, fields={"finding_kind": "strength", "at_least": 1, "at_most": 3}
    )
    assert rule.position == 3
    with translation.override("en"):
        assert [described(one) for one in level.expectations.all()] == [
            "improvement point (essential, minor): at least 2",
            "good practice (that meets all criteria): none",
            "strength: at least 1, at most 3",
        ]
    remove_expectation(version_id=draft.pk, level_id=level.pk, pk=rule.pk)
    assert level.expectations.count() == 2
    draft.practice_criteria.all().delete()
    fields = {"finding_kind": "good_practice", "all_criteria": True, "at_least": 1}
    with pytest.raises(ValidationError):
        add_expectation(version_id=draft.pk, level_id=level.pk, fields=fields)


def test_an_expectation_of_another_level_is_not_there(draft):
    one, other = draft.levels.all()[:2]
    with pytest.raises(Expectation.DoesNotExist):
        remove_expectation(version_id=draft.pk, level_id=one.pk, pk=other.expectations.first().pk)


def test_a_published_version_is_frozen(version):
    scale = version.scales.first()
    for act in (
        lambda: change_facts(version_id=version.pk, was={"title": version.title}, fields={"title": "x"}),
        lambda: change_part(version_id=version.pk, part=Scale, pk=scale.pk, was={}, fields={}),
        lambda: add_part(version_id=version.pk, part=Scale, fields={"code": "x", "title": "x"}),
        lambda: move_part(version_id=version.pk, part=Scale, pk=scale.pk, to=2),
        lambda: remove_part(version_id=version.pk, part=Scale, pk=scale.pk),
        lambda: choose_target(version_id=version.pk, was="", target=""),
    ):
        with pytest.raises(Frozen):
            act()
