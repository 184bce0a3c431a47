"""Adding, moving and removing the levels, scales and criteria of a draft. Positions run from 1 without a gap."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Case, F, Value, When

from rubric.drafting import hold
from rubric.editing import Part, refuse_known_code
from rubric.models import InstrumentVersion

ASIDE = 10_000  # beyond every position in use; a position fits in a small integer (32,767)


@transaction.atomic
def add_part(*, version_id: int, part: type[Part], fields: Mapping[str, object]) -> Part:
    """A new part at the end; ValidationError where its code is in use."""
    draft = hold(version_id)
    refuse_known_code(draft, part, str(fields["code"]))
    position = part._default_manager.filter(version=draft).count() + 1
    return part._default_manager.create(version=draft, position=position, **fields)


@transaction.atomic
def move_part(*, version_id: int, part: type[Part], pk: int, to: int) -> int:
    """Puts a part at position `to` (from 1; beyond the ends: the end) and returns the position that it got."""
    draft = hold(version_id)
    order = _order(draft, part)
    if pk not in order:
        raise part.DoesNotExist
    order.remove(pk)
    position = max(1, min(to, len(order) + 1))
    order.insert(position - 1, pk)
    _renumber(draft, part, order)
    return position


@transaction.atomic
def remove_part(*, version_id: int, part: type[Part], pk: int) -> None:
    """Removes a part with all that stands under it."""
    draft = hold(version_id)
    part._default_manager.get(version=draft, pk=pk).delete()
    _renumber(draft, part, _order(draft, part))


def _order(draft: InstrumentVersion, part: type[Part]) -> list[int]:
    return list(part._default_manager.filter(version=draft).order_by("position").values_list("pk", flat=True))


def _renumber(draft: InstrumentVersion, part: type[Part], order: Sequence[int]) -> None:
    """In two steps, first all aside and then in place: row by row, no position may stand twice."""
    if not order:
        return
    rows = part._default_manager.filter(version=draft)
    rows.update(position=F("position") + ASIDE)
    places = [When(pk=pk, then=Value(position)) for position, pk in enumerate(order, 1)]
    rows.update(position=Case(*places))
