"""Changing the fields of a draft and of its parts, each against what the person had read."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from rubric.drafting import hold
from rubric.enums import FindingKind
from rubric.models import Expectation, InstrumentVersion, Level, PracticeCriterion, Scale

Part = Level | Scale | PracticeCriterion
NO_TARGET = "none"


class Clash(Exception):
    """Somebody else changed the same fields since they were read; `now` is what they hold. Nothing was saved."""

    def __init__(self, now: Mapping[str, object]):
        super().__init__(", ".join(now))
        self.now = now


@transaction.atomic
def change_facts(*, version_id: int, was: Mapping[str, object], fields: Mapping[str, object]) -> None:
    """Changes facts of the version itself, all of them or (Clash) none."""
    draft = hold(version_id)
    days: tuple[Any, Any] = (fields.get("valid_from", draft.valid_from), fields.get("valid_to", draft.valid_to))
    begins, ends = days
    if begins and ends and ends < begins:
        field = "valid_to" if "valid_to" in fields else "valid_from"
        raise ValidationError({field: _("The validity can't end before it begins.")})
    _change(draft, was, fields)


@transaction.atomic
def change_part(
    *, version_id: int, part: type[Part], pk: int, was: Mapping[str, object], fields: Mapping[str, object]
) -> None:
    """Changes fields of a level, scale or criterion. DoesNotExist where the version has no such part."""
    draft = hold(version_id)
    row = part._default_manager.get(pk=pk, version=draft)
    if "code" in fields:
        refuse_known_code(draft, part, str(fields["code"]), but=pk)
    _change(row, was, fields)


def refuse_known_code(draft: InstrumentVersion, part: type[Part], code: str, *, but: int | None = None) -> None:
    """A code stands once among the version's levels, its scales, its criteria."""
    others = part._default_manager.filter(version=draft, code=code)
    if (others if but is None else others.exclude(pk=but)).exists():
        raise ValidationError({"code": _("The code “%(code)s” is in use already.") % {"code": code}})


def _change(row: Model, was: Mapping[str, object], fields: Mapping[str, object]) -> None:
    """One conditional UPDATE: only where each field still holds what was read."""
    # What holds the wanted value already was saved before, by an answer that got lost: that is no clash.
    wanted = {name: value for name, value in fields.items() if getattr(row, name) != value}
    rows = type(row)._default_manager.filter(pk=row.pk, **{name: was[name] for name in wanted})
    if wanted and not rows.update(**wanted):
        raise Clash({name: getattr(row, name) for name in wanted if getattr(row, name) != was[name]})


def target_of(version: InstrumentVersion, levels) -> str:
    """The choice of target as a form tells it: a level's key, NO_TARGET, or nothing where it wasn't made yet."""
    if version.without_target:
        return NO_TARGET
    return next((str(level.id) for level in levels if level.is_target), "")


@transaction.atomic
def choose_target(*, version_id: int, was: str, target: str) -> None:
    """Makes one level the target, or says that there is none (NO_TARGET); at most one by construction."""
    draft = hold(version_id)
    levels = list(draft.levels.all())
    now = target_of(draft, levels)
    if now == target:
        return
    if now != was:
        raise Clash({"target": now})
    if target not in ("", NO_TARGET, *(str(level.pk) for level in levels)):
        raise Level.DoesNotExist
    draft.levels.filter(is_target=True).update(is_target=False)
    if target not in ("", NO_TARGET):
        draft.levels.filter(pk=int(target)).update(is_target=True)
    draft.without_target = target == NO_TARGET
    draft.save(update_fields=["without_target"])


@transaction.atomic
def add_expectation(*, version_id: int, level_id: int, fields: Mapping[str, object]) -> Expectation:
    """What the legend of a level says about findings, for the legend check."""
    draft = hold(version_id)
    level = draft.levels.get(pk=level_id)
    if fields.get("all_criteria") and not draft.practice_criteria.exists():
        reason = _("This instrument has no criteria of good practice yet.")
        raise ValidationError({"all_criteria": reason})
    last = level.expectations.order_by("position").last()
    return Expectation.objects.create(level=level, position=last.position + 1 if last else 1, **fields)


@transaction.atomic
def remove_expectation(*, version_id: int, level_id: int, pk: int) -> None:
    draft = hold(version_id)
    Expectation.objects.get(pk=pk, level_id=level_id, level__version=draft).delete()


def described(rule: Expectation) -> str:
    """An expectation in words."""
    kind = FindingKind(rule.finding_kind).label
    about = ", ".join([*rule.weight_labels, *([_("that meets all criteria")] if rule.all_criteria else [])])
    amount = [_("at least %(number)s") % {"number": rule.at_least}] if rule.at_least else []
    if rule.at_most is not None:
        amount.append(_("at most %(number)s") % {"number": rule.at_most} if rule.at_most else _("none"))
    return f"{kind}{f' ({about})' if about else ''}: {', '.join(amount)}"
