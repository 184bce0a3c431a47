"""The lines of a preview: kept with the run, compared with what a later look finds."""

from collections.abc import Callable, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from portal.accounts.models import User
from portal.centres.enums import Network
from portal.centres.import_models import ItemKind
from portal.centres.importing.columns import LABELS
from portal.centres.importing.plan import Plan
from portal.centres.importing.reasons import Reason, echoed, told
from portal.centres.models import Centre, ImportItem, ImportRun
from portal.paging import batches

MOST_MISSING = 1_000  # lines; the count tells the rest
Change = tuple[str, str, str, str]


def lines(run: ImportRun, plan: Plan) -> Iterator[ImportItem]:
    for wrong in plan.wrong:
        yield ImportItem(
            run=run,
            kind=ItemKind.WRONG,
            row=wrong.row,
            column=wrong.column[:200],
            remark=wrong.reason,
            values=echoed(wrong.values),
        )
    for one in plan.planned:
        about = {"row": one.row, "number": one.number, "name": one.name[:200], "changes": one.changes}
        if one.board_left_out:
            about |= {"remark": Reason.BOARD_LEFT_OUT, "values": {"value": one.board_left_out}}
        yield ImportItem(run=run, kind=one.kind, **about)
    for number, name in plan.missing[:MOST_MISSING]:
        yield ImportItem(run=run, kind=ItemKind.MISSING, number=number, name=name)


def keep_items(run: ImportRun, plan: Plan, tick: Callable[[int, int], None]) -> None:
    """Keep the lines in small commits; `tick` is called before each with how many are kept, and of how many."""
    kept, total = 0, len(plan.wrong) + len(plan.planned) + min(len(plan.missing), MOST_MISSING)
    for batch in batches(lines(run, plan)):
        tick(kept, total)
        ImportItem.objects.bulk_create(batch)
        kept += len(batch)


def is_within(plan: Plan, run: ImportRun) -> bool:
    """Whether all that the plan would change was shown in the run's preview, to the letter."""
    shown = {
        (kind, number): {_change(one) for one in changes}
        for kind, number, changes in run.items.filter(kind__in=[ItemKind.NEW, ItemKind.CHANGED]).values_list(
            "kind", "number", "changes"
        )
    }
    return all(
        {_change(one) for one in planned.changes} <= shown.get((planned.kind, planned.number), set())
        for planned in plan.planned
        if planned.kind != ItemKind.UNCHANGED
    )


def _change(one: dict[str, str]) -> Change:
    return one.get("site", ""), one["field"], one["old"], one["new"]


def told_changes(item: ImportItem) -> list[tuple[str, str, str]]:
    """(what, old, new) of each change, for people."""
    return [
        (
            field_label(one["field"], one.get("site", "")),
            shown(one["field"], one["old"]),
            shown(one["field"], one["new"]),
        )
        for one in item.changes
    ]


# Fields whose name no column bears: an institution's board, and what is told of a site alone.
OTHERS = {"board": gettext_lazy("board"), "main_municipality": gettext_lazy("main municipality")}


def field_label(key: str, site: str) -> str:
    label = str((OTHERS | LABELS).get(key, key))
    return gettext("site %(number)s: %(field)s") % {"number": site, "field": label} if site else label


def shown(key: str, value: str) -> str:
    return str(capfirst(Network(value).label)) if key == "network" and value in Network.values else value


def for_people(items: list[ImportItem], user: User) -> list[dict[str, object]]:
    """Lines of a page: each item with its column, its reason and its changes in the reader's language.

    `url` leads to the page of its centre where there is one (by now); 1 query.
    """
    numbers = {_institution(item) for item in items if item.number}
    known = Centre.objects.visible_to(user).filter(institution_number__in=numbers) if numbers else ()
    urls = {centre.institution_number: centre.get_absolute_url() for centre in known}
    return [
        {
            "item": item,
            "url": urls.get(_institution(item), ""),
            "column": column_of(item),
            "reason": told(item.remark, item.values),
            "changes": told_changes(item),
        }
        for item in items
    ]


def _institution(item: ImportItem) -> str:
    """A site that is missing has its own number behind that of its institution."""
    return item.number.partition("/")[0]


def column_of(item: ImportItem) -> str:
    """By its name in the file; what no column tells by its own."""
    field = item.values.get("field", "")
    return item.column or (gettext("no column: %(field)s") % {"field": field_label(field, "")} if field else "")
